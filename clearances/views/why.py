"""Why can, or can't, I or somebody else see this, now or on a past day?"""

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from clearances import sight
from clearances.decorators import own
from clearances.forms.why import AskForm


@require_safe
@own
def why(request: HttpRequest, kind: str, key: str) -> HttpResponseBase:
    form = AskForm(request.user, request.GET)
    row, parts = sight.explained(request.user, kind, key, **form.asked)
    paragraphs = sight.paragraphs(request.user, row, **form.asked) if form.asked.get("person") else []
    context = {
        "paragraphs": paragraphs,
        "row": row,
        "parts": parts,
        "form": form,
        "reader": sight.me(request.user),
        **form.asked,
    }
    return TemplateResponse(request, "clearances/why.html", context, status=400 if form.errors else 200)
