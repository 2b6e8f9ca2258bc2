"""Why can, or can't, I see this?"""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from clearances import sight
from clearances.decorators import own


@require_safe
@own
def why(request: HttpRequest, kind: str, key: str) -> HttpResponseBase:
    row, parts = sight.explained(request.user, kind, key)
    return TemplateResponse(
        request, "clearances/why.html", {"row": row, "parts": parts, "reader": sight.me(request.user)}
    )
