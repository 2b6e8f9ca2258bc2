"""The label picker while somebody chooses: how it will read, and the picker filled with an earlier label."""

from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from clearances.decorators import own
from clearances.label_picker import terms_from
from clearances.one_label import OneLabelForm


@require_POST
@own
def reading(request: HttpRequest) -> HttpResponseBase:
    """Nothing but what the author chose comes back, in words; ``terms`` are those of the page that asks."""
    try:
        prefix, name, terms = terms_from(request.POST.get("terms", ""), author=request.user)
    except signing.BadSignature as problem:
        raise BadRequest("These terms come from no page of yours.") from problem
    form = OneLabelForm(request.POST, prefix=prefix, name=name, terms=terms, author=request.user)
    template = "components/label_picker.html" if form.used else "components/label_reading.html"
    return TemplateResponse(request, template, {"picker": form.picker_of[name]})
