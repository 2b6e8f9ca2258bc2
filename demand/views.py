"""Pages of demand: the catalogue, what one's own side asks for, what others ask, and a nation's plan."""

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Party
from clearances.decorators import guarded, office, own
from clearances.guards import roots_held
from demand import reading, services
from demand.forms import AmendForm, AskForm, DeclineForm, HostForm, OfferForm, PlanForm, TurnForm
from demand.models import ASK, PLAN, CatalogueOffer, PartnerRequest
from demand.states import IllegalMove
from programs.answers import ServiceForm

READ_OR_WRITE = ["GET", "HEAD", "POST"]
TOO_LATE = 409


@require_safe
@guarded(PartnerRequest, "view", many=True)
def index(request: HttpRequest, rows: Any) -> HttpResponseBase:
    ours, theirs = reading.sides(request.user, rows)
    facts = {"ours": ours, "theirs": theirs, "may_ask": roots_held(request.user, ASK, Party).exists()}
    return TemplateResponse(request, "demand/index.html", facts)


@require_safe
@guarded(CatalogueOffer, "view", many=True)
def catalogue(request: HttpRequest, rows: Any) -> HttpResponseBase:
    offers, kept = reading.offers(request.user, rows), roots_held(request.user, PLAN, Party)
    return TemplateResponse(request, "demand/catalogue.html", {"offers": offers, "kept": kept})


@require_http_methods(READ_OR_WRITE)
@office(PLAN, Party)
def add_offer(request: HttpRequest, parties: Any, code: str) -> HttpResponseBase:
    owner = get_object_or_404(parties, code=code)
    form = OfferForm(request.POST or None, author=request.user, owner=owner)
    if not form.is_choosing:
        made = form.attempt(lambda: services.add_offer(owner, by=request.user, **form.cleaned_data))
        if made:
            messages.success(request, _("It stands in the catalogue of those it is released to."))
            return redirect(made)
    return TemplateResponse(request, "demand/add_offer.html", {"form": form, "owner": owner}, status=form.status)


@require_POST
@guarded(CatalogueOffer, "change")
def close_offer(request: HttpRequest, offer: CatalogueOffer) -> HttpResponseBase:
    services.close_offer(offer, by=request.user)
    messages.success(request, _("It can be asked for no longer. What was asked stays."))
    return redirect("demand:catalogue")


@require_safe
@office(ASK, Party)
def choose(request: HttpRequest, parties: Any) -> HttpResponseBase:
    """Whom to ask comes first: the marking of a request depends on it."""
    form = HostForm(request.GET or None, reader=request.user, parties=parties)
    if form.is_valid():
        asker = form.cleaned_data.get("party")
        query = f"?{urlencode({'for': asker.code})}" if asker else ""
        return redirect(reverse("demand:ask", args=[form.cleaned_data["host"].code]) + query)
    return TemplateResponse(request, "demand/choose.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(READ_OR_WRITE)
@office(ASK, Party)
def ask(request: HttpRequest, parties: Any, code: str) -> HttpResponseBase:
    host, party = get_object_or_404(reading.hosts(request.user), code=code), _asker(request, parties)
    offer = _offered(request, host)
    form = AskForm(request.POST or None, author=request.user, owner=party, host=host, offer=offer)
    if not form.is_choosing:
        sent = form.attempt(lambda: services.ask(party, host, offer=offer, by=request.user, **form.cleaned_data))
        if sent:
            messages.success(request, _("Your request is sent to %(party)s.") % {"party": host})
            return redirect(sent)
    return TemplateResponse(
        request, "demand/ask.html", {"form": form, "host": host, "party": party, "offer": offer}, status=form.status
    )


@require_safe
@guarded(PartnerRequest, "view")
def request(request: HttpRequest, row: PartnerRequest) -> HttpResponseBase:
    return TemplateResponse(request, "demand/request.html", reading.about(request.user, row))


@require_http_methods(READ_OR_WRITE)
@guarded(PartnerRequest, "change")
def amend(request: HttpRequest, row: PartnerRequest) -> HttpResponseBase:
    form = AmendForm(request.POST or None, row=row, reader=request.user)
    return _done(request, row, form, "demand/amend.html", services.amend, text=_("Your request is changed."))


@require_POST
@guarded(PartnerRequest, "change")
def withdraw(request: HttpRequest, row: PartnerRequest) -> HttpResponseBase:
    return _moved(request, row, services.withdraw, _("Your request is withdrawn."))


@require_POST
@guarded(PartnerRequest, "answer")
def review(request: HttpRequest, row: PartnerRequest) -> HttpResponseBase:
    return _moved(request, row, services.review, _("Whoever asked reads that you look at it."))


@require_http_methods(READ_OR_WRITE)
@guarded(PartnerRequest, "answer")
def decline(request: HttpRequest, row: PartnerRequest) -> HttpResponseBase:
    form = DeclineForm(request.POST or None, row=row)
    return _done(request, row, form, "demand/decline.html", services.decline, text=_("The request is declined."))


@require_http_methods(READ_OR_WRITE)
@guarded(PartnerRequest, "answer")
def turn(request: HttpRequest, row: PartnerRequest) -> HttpResponseBase:
    form = TurnForm(request.POST or None, row=row, author=request.user)
    text = _("The invitation is drafted: complete its packet, then send it.")
    return _done(request, row, form, "demand/turn.html", services.turn_into_invitation, text=text)


@require_safe
@own
def plan(request: HttpRequest) -> HttpResponseBase:
    form = PlanForm(request.GET)
    year, quarter = form.first
    facts = {"plan": reading.plan(request.user, (year, quarter)), "year": year, "quarter": quarter, "form": form}
    return TemplateResponse(request, "demand/plan.html", facts, status=200 if form.is_valid() else 400)


def _asker(request: HttpRequest, parties: Any) -> Party:
    """For whom is asked: as the address says, else one's own organisation or the first that one asks for."""
    if code := request.GET.get("for"):
        return get_object_or_404(parties, code=code)  # type: ignore[no-any-return]
    own = request.user.organisation
    return min(parties, key=lambda party: (party != own, party.pk))


def _offered(request: HttpRequest, host: Party) -> CatalogueOffer | None:
    """The offer that the address names; what can't be found isn't passed over in silence."""
    key = request.GET.get("offer")
    if not key:
        return None
    try:
        return get_object_or_404(CatalogueOffer.objects.for_user(request.user), owner=host, pk=uuid.UUID(key))
    except ValueError:
        raise Http404 from None


def _done(
    request: HttpRequest, row: PartnerRequest, form: ServiceForm, template: str, verb: Callable[..., Any], *, text: str
) -> HttpResponseBase:
    try:
        done = form.attempt(lambda: verb(row, by=request.user, **form.cleaned_data))
    except IllegalMove:
        return _too_late(request, row)
    if done:
        messages.success(request, text)
        return redirect(done)
    if form.stale:
        row.refresh_from_db()
    return TemplateResponse(request, template, {"form": form, "row": row}, status=form.status)


def _moved(request: HttpRequest, row: PartnerRequest, verb: Callable[..., Any], text: str) -> HttpResponseBase:
    try:
        verb(row, by=request.user)
    except IllegalMove:
        return _too_late(request, row)
    messages.success(request, text)
    return redirect(row)


def _too_late(request: HttpRequest, row: PartnerRequest) -> HttpResponseBase:
    """Somebody decided or withdrew it meanwhile: the page says how it stands now."""
    row.refresh_from_db()
    facts = reading.about(request.user, row) | {"is_too_late": True}
    return TemplateResponse(request, "demand/request.html", facts, status=TOO_LATE)
