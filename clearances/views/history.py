"""What changed in a row, when and by whom, as far as the reader may see the old and the new."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from clearances import versions
from clearances.decorators import own

PER_PAGE = 50


@require_safe
@own
def history(request: HttpRequest, kind: str, key: str) -> HttpResponseBase:
    row, entries = versions.history(request.user, kind, key)
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    newer = f"?page={page.previous_page_number()}" if page.has_previous() else ""
    older = f"?page={page.next_page_number()}" if page.has_next() else ""
    context = {"row": row, "entries": page.object_list, "newer": newer, "older": older}
    return TemplateResponse(request, "clearances/history.html", context)
