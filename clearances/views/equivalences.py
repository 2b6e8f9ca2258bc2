"""The national equivalence table: read by everybody, confirmed by two administrators of the operator."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import fresh
from accounts.models import Party
from accounts.services import keeps_registry, operator
from clearances import registers
from clearances.decorators import office, own
from clearances.forms.equivalences import ConfirmForm, TableForm
from clearances.keeping import Asking, keep, proposed, proposing
from clearances.kinds import equivalences as kinds
from clearances.models import Equivalence
from clearances.views.answers import posted

PER_PAGE = 60


@require_safe
@own
def index(request: HttpRequest) -> HttpResponseBase:
    form = TableForm(request.GET)
    page = Paginator(form.narrow(registers.equivalences()), PER_PAGE).get_page(request.GET.get("page"))
    template = "clearances/equivalences/index.html#table" if request.htmx else "clearances/equivalences/index.html"
    rows = registers.with_nations(page.object_list)
    return TemplateResponse(request, template, {"form": form, "page": page, "rows": rows})


@require_safe
@own
def detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    row = get_object_or_404(registers.equivalences(), pk=pk)
    context = {
        "row": row,
        "nation": registers.with_nations([row])[0][1],
        "versions": registers.versions(row),
        "recognitions": registers.recognitions(request.user).filter(equivalence=row),
        "may_confirm": not row.is_verified and keeps_registry(request.user),
    }
    return TemplateResponse(request, "clearances/equivalences/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office("accounts.administer_clearances", Party)
@fresh()
def confirm(request: HttpRequest, parties: object, pk: int) -> HttpResponseBase:
    row = get_object_or_404(registers.confirmable(request.user), pk=pk)
    act = proposing(
        request, "equivalence.confirm", lambda **_said: operator(), lambda source: kinds.facts_of(row, source=source)
    )
    return keep(request, ConfirmForm(posted(request)), act, _confirmation(row))


def _confirmation(row: Equivalence) -> Asking:
    return Asking(
        what="equivalence",
        title=_("Confirm “%(names)s” of %(nation)s") % {"names": row.text, "nation": row.nation},
        pretitle=_("National equivalents"),
        submit=_("Propose"),
        back=reverse("clearances:equivalence", args=[row.pk]),
        back_text=row.nation,
        note=_(
            "Confirmed, a recognition may rest on it. It recognises nothing by itself. A second administrator reads "
            "the same source and approves."
        ),
        done=proposed(),
    )
