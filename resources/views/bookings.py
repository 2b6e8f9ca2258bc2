"""Pages of bookings for whoever plans the exchange that they belong to, and the form that makes them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clearances.decorators import guarded
from clearances.guards import can
from exchanges.models import Exchange, ExchangeContent
from programs import undo
from programs.pages import page_of
from programs.references import reference_in
from resources import services
from resources.forms import BookForm, FreeForm, MoveForm, TurnForm, WhichForm, put_back
from resources.hours import week_of
from resources.lists import booking_facts, others_like, shown
from resources.models import Booking, Resource
from resources.services.changing import resource_of
from resources.states import Decision
from resources.views import undoing

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_safe
@guarded(ExchangeContent, "view", key="exchange__reference")
def of_exchange(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    """The resources that an exchange has booked."""
    exchange = content.exchange
    rows = Booking.objects.for_user(request.user).filter(exchange=exchange)
    page = page_of(rows, request.GET, key="starts_at")
    facts = {
        "exchange": exchange,
        "page": page,
        "bookings": shown(request.user, page.rows),
        "may_book": can(request.user, "change", exchange) and Resource.objects.for_user(request.user).exists(),
        "may_invite": can(request.user, "invite", exchange),
    }
    return TemplateResponse(request, "resources/exchange_bookings.html", facts)


@require_http_methods(READ_OR_WRITE)
@guarded(Resource, "view")
def book(request: HttpRequest, resource: Resource) -> HttpResponseBase:
    """Book it: for the exchange that ``?exchange=`` names, or with ``?own=1`` for its owner's own use."""
    is_keeper = can(request.user, "change", resource)
    exchanges = Exchange.objects.for_user(request.user, "change").coming(resource.today)
    reference = reference_in(request.GET.get("exchange", ""))
    exchange = exchanges.filter(reference=reference).first() if reference else None
    if exchange is None and not (is_keeper and request.GET.get("own")):
        facts = {"resource": resource, "form": WhichForm(exchanges=exchanges), "is_keeper": is_keeper}
        return TemplateResponse(request, "resources/which.html", facts)
    form = BookForm(request.POST or None, author=request.user, resource=resource, exchange=exchange)
    if not form.is_choosing:
        terms = {"exchange": exchange, "by": request.user}
        made = form.attempt(lambda: services.book([resource], **terms, **form.cleaned_data))
        if made:
            return _booked(request, made)
    facts = {"form": form, "resource": resource, "exchange": exchange, "week": week_of(resource)}
    return TemplateResponse(request, "resources/book.html", facts, status=form.status)


def _booked(request: HttpRequest, made: list[Booking]) -> HttpResponseBase:
    if made[0].decision == Decision.PENDING:
        text = _("Asked for. Its owner decides, and you are told.")
    else:
        text = ngettext("It is booked.", "%(n)d bookings are made.", len(made)) % {"n": len(made)}
    undoing.of_making(request, made, text)
    return redirect(made[0] if made[0].exchange_id else reverse("resources:kept", args=[made[0].pk]))


@require_safe
@guarded(Booking, "view")
def booking(request: HttpRequest, booking: Booking) -> HttpResponseBase:
    return _page(request, booking, TurnForm())


def _page(request: HttpRequest, booking: Booking, form: TurnForm) -> HttpResponseBase:
    facts = {**booking_facts(request.user, booking), "form": form, "undo": undo.offered(request, booking)}
    return TemplateResponse(request, "resources/booking.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Booking, "change")
def move(request: HttpRequest, booking: Booking) -> HttpResponseBase:
    resource = resource_of(booking, request.user)
    form = MoveForm(request.POST or None, row=booking, resource=resource, choices=others_like(request.user, resource))
    before = put_back(booking, resource)
    verb = services.move_series if form.is_whole else services.move
    moved = form.attempt(lambda: verb(booking, by=request.user, **form.cleaned_data))
    if moved:
        undoing.of_moving(request, moved, booking, before)
        return redirect(booking)
    facts = {"form": form, "booking": booking, "resource": resource}
    return TemplateResponse(request, "resources/move.html", facts, status=form.status)


def _turned(request: HttpRequest, booking: Booking, verb: Any, text: str) -> HttpResponseBase:
    form = TurnForm({})
    if form.attempt(lambda: verb(booking, by=request.user)):
        messages.success(request, text)
        return redirect(booking)
    return _page(request, booking, form)


@require_POST
@guarded(Booking, "change")
def firm(request: HttpRequest, booking: Booking) -> HttpResponseBase:
    return _turned(request, booking, services.firm_up, _("The booking is firm."))


@require_POST
@guarded(Booking, "change")
def restore(request: HttpRequest, booking: Booking) -> HttpResponseBase:
    """Take it back, and of what repeats with it that which ``also`` names: what was freed together."""
    keys = undoing.keys_in(request.POST.get("also", ""))

    def verb(row: Booking, *, by: Any) -> Any:
        return services.restore_series(row, keys=keys, by=by) if keys else services.restore(row, by=by)

    return _turned(request, booking, verb, _("The booking is back."))


@require_POST
@guarded(Booking, "change")
def accept(request: HttpRequest, booking: Booking) -> HttpResponseBase:
    return _turned(request, booking, services.accept_offer, _("The offered time is yours."))


@require_http_methods(READ_OR_WRITE)
@guarded(Booking, "change")
def free(request: HttpRequest, booking: Booking) -> HttpResponseBase:
    form = FreeForm(request.POST if request.method == "POST" else None, row=booking)
    freed = form.attempt(lambda: _free(request, booking, form.cleaned_data))
    if freed:
        undoing.of_freeing(request, freed, booking)
        return redirect(booking)
    effects = [_("Give its time back to others."), _("Tell the keepers of the resource.")]
    facts = {
        "booking": booking,
        "form": form,
        "effects": effects,
        "back": reverse("resources:booking", args=[booking.pk]),
    }
    return TemplateResponse(request, "resources/free.html", facts, status=form.status)


def _free(request: HttpRequest, booking: Booking, said: dict[str, Any]) -> Any:
    verb = services.free_series if said.get("whole") else services.free
    return verb(booking, reason=said["reason"], by=request.user)
