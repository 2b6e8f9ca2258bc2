"""The clearances desk: what waits for an administrator, and what they have decided."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Party
from clearances.decorators import office
from clearances.forms.holdings import FilterForm
from clearances.models import Clearance

ADMINISTER = "accounts.administer_clearances"
OFFICES = (ADMINISTER, "accounts.certify_nationals")
PER_PAGE = 50


@require_safe
@office(OFFICES, Party)
def index(request: HttpRequest, parties: Any) -> HttpResponseBase:
    """Clearances that the reader's offices answer for: what waits first, what has ended last."""
    form = FilterForm(request.GET)
    rows = form.narrow(Clearance.objects.for_user(request.user, "end").with_standing(timezone.now()))
    page = Paginator(rows.by_standing(), PER_PAGE).get_page(request.GET.get("page"))
    template = "clearances/index.html#table" if request.htmx else "clearances/index.html"
    return TemplateResponse(request, template, {"form": form, "page": page})
