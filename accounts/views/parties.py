"""The registry of nations and organisations: read by everybody, kept by the operator's administrators."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import registry, services
from accounts.forms.parties import BelongingForm, DescriptionForm, ListForm, PartyForm
from accounts.fresh import fresh
from accounts.models import Party
from clearances import registers
from clearances.decorators import office, own
from clearances.keeping import Asking, keep, proposed, proposing
from clearances.kinds import parties as kinds

ADMINISTER = "accounts.administer_clearances"
PER_PAGE = 50


@require_safe
@own
def index(request: HttpRequest) -> HttpResponseBase:
    form = ListForm(request.GET)
    page = Paginator(form.narrow(registry.parties()), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "keeps": services.keeps_registry(request.user)}
    template = "accounts/parties/index.html#table" if request.htmx else "accounts/parties/index.html"
    return TemplateResponse(request, template, context)


@require_safe
@own
def detail(request: HttpRequest, code: str) -> HttpResponseBase:
    """What everybody may know of a party, and what the reader's own party has agreed with it."""
    party = get_object_or_404(registry.parties(), code=code)
    context = {
        "party": party,
        "agencies": registry.parties().filter(nation=party),
        "groups": registry.groups_of(party),
        "agreements": registers.agreements_with(request.user, party),
        "keeps": services.keeps_registry(request.user),
    }
    return TemplateResponse(request, "accounts/parties/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
def create(request: HttpRequest, parties: Any) -> HttpResponseBase:
    services.require_keeper(request.user)
    return keep(request, PartyForm(request.POST or None), _act(request, services.create_party), _creation())


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
def edit(request: HttpRequest, parties: Any, code: str) -> HttpResponseBase:
    party = get_object_or_404(registry.editable(request.user), code=code)
    form = DescriptionForm(request.POST or None, initial=DescriptionForm.start(party))
    return keep(request, form, _act(request, services.amend_party, party), _naming(party))


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
@fresh()
def move(request: HttpRequest, parties: Any, code: str) -> HttpResponseBase:
    party = get_object_or_404(registry.editable(request.user), code=code)
    act = proposing(
        request,
        "party.change",
        lambda **_values: services.operator(),
        lambda **values: kinds.change_facts(party, **values),
    )
    return keep(request, BelongingForm(party, request.POST or None), act, _belonging(party))


def _act(request: HttpRequest, service: Any, *subject: Any) -> Any:
    return lambda **values: service(*(subject or (values.pop("code"),)), **values, by=request.user)


def _creation() -> Asking:
    return Asking(
        what="party",
        title=_("New party"),
        pretitle=_("Parties"),
        submit=_("Make it"),
        back=reverse("accounts:parties"),
        back_text=_("Parties"),
        note=_("A nation or an organisation. Nobody acts for it yet, so it opens nothing."),
        done=_("The party is there."),
    )


def _naming(party: Party) -> Asking:
    return _page(
        party,
        title=_("What %(party)s is called") % {"party": party},
        submit=_("Save"),
        note=_("Names and codes decide nothing: one person suffices. What is left empty is unknown, not forbidden."),
        done=_("Saved."),
    )


def _belonging(party: Party) -> Asking:
    return _page(
        party,
        title=_("Where %(party)s belongs") % {"party": party},
        submit=_("Propose"),
        note=_(
            "Releasing to a nation releases to its agencies, and an organisation's member nations may staff it: this "
            "moves somebody's sight, so two administrators decide it."
        ),
        done=proposed(),
    )


def _page(party: Party, **words: Any) -> Asking:
    back = reverse("accounts:party", args=[party.code])
    return Asking(what="party", pretitle=_("Parties"), back=back, back_text=str(party), **words)
