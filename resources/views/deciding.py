"""Pages for the keepers of resources: what is asked of them, and their answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clearances.decorators import guarded
from programs import undo
from programs.pages import page_of
from resources import services
from resources.forms import DecisionForm, KeeperFreeForm, MoveForm, OfferForm, TurnForm, put_back
from resources.lists import booking_facts, shown
from resources.models import KeptBooking
from resources.services.changing import resource_of
from resources.views import undoing

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_safe
@guarded(KeptBooking, "view", many=True)
def requests(request: HttpRequest, bookings: Any) -> HttpResponseBase:
    """What waits for me, what begins first comes first."""
    page = page_of(bookings.waiting(), request.GET, key="starts_at")
    facts = {"page": page, "bookings": shown(request.user, page.rows)}
    return TemplateResponse(request, "resources/requests.html", facts)


@require_safe
@guarded(KeptBooking, "view")
def kept(request: HttpRequest, booking: KeptBooking) -> HttpResponseBase:
    return _page(request, booking, TurnForm())


def _page(request: HttpRequest, booking: KeptBooking, form: TurnForm) -> HttpResponseBase:
    facts = {**booking_facts(request.user, booking), "form": form, "undo": undo.offered(request, booking)}
    return TemplateResponse(request, "resources/booking.html", facts, status=form.status)


@require_POST
@guarded(KeptBooking, "change")
def approve(request: HttpRequest, booking: KeptBooking) -> HttpResponseBase:
    form = TurnForm({})
    if form.attempt(lambda: services.approve(booking, by=request.user)):
        messages.success(request, _("Approved. Whoever asked is told."))
        return redirect(booking)
    return _page(request, booking, form)


@require_http_methods(READ_OR_WRITE)
@guarded(KeptBooking, "change")
def refuse(request: HttpRequest, booking: KeptBooking) -> HttpResponseBase:
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.attempt(lambda: services.refuse(booking, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Refused. Whoever asked is told, and reads why."))
        return redirect(booking)
    facts = {"booking": booking, "form": form, "effects": [_("End the request for good."), _("Tell whoever asked.")]}
    return TemplateResponse(request, "resources/refuse.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(KeptBooking, "change")
def offer(request: HttpRequest, booking: KeptBooking) -> HttpResponseBase:
    resource = resource_of(booking, request.user)
    form = OfferForm(request.POST or None, row=booking, resource=resource)
    if form.attempt(lambda: services.offer(booking, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Offered. Whoever asked is told, and takes it or not."))
        return redirect(booking)
    facts = {"form": form, "booking": booking, "resource": resource}
    return TemplateResponse(request, "resources/offer.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(KeptBooking, "change")
def move(request: HttpRequest, booking: KeptBooking) -> HttpResponseBase:
    """Another time for what our own party uses. To others a keeper offers one."""
    if booking.exchange_id is not None:
        return redirect("resources:offer", booking.pk)
    resource = resource_of(booking, request.user)
    form = MoveForm(request.POST or None, row=booking, resource=resource)
    before = put_back(booking, resource)
    verb = services.move_series if form.is_whole else services.move
    moved = form.attempt(lambda: verb(booking, by=request.user, **form.cleaned_data))
    if moved:
        undoing.of_moving(request, moved, booking, before)
        return redirect(booking)
    facts = {"form": form, "booking": booking, "resource": resource}
    return TemplateResponse(request, "resources/move.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(KeptBooking, "change")
def free(request: HttpRequest, booking: KeptBooking) -> HttpResponseBase:
    form = KeeperFreeForm(request.POST if request.method == "POST" else None, row=booking)
    freed = form.attempt(lambda: _free(request, booking, form.cleaned_data))
    if freed:
        _say_freed(request, freed, booking)
        return redirect(booking)
    effects = [_("Give its time back to others.")]
    if booking.exchange_id is not None:
        effects.append(_("Tell whoever made it, with your reason."))
    back = reverse("resources:kept", args=[booking.pk])
    facts = {"booking": booking, "form": form, "effects": effects, "back": back}
    return TemplateResponse(request, "resources/free.html", facts, status=form.status)


def _free(request: HttpRequest, booking: KeptBooking, said: dict[str, Any]) -> Any:
    verb = services.free_series if said.get("whole") else services.free
    return verb(booking, reason=said["reason"], by=request.user)


def _say_freed(request: HttpRequest, freed: Any, booking: KeptBooking) -> None:
    """Of our own use it can be undone; whoever made another one takes it back themselves."""
    if booking.exchange_id is None:
        undoing.of_freeing(request, freed, booking)
    else:
        messages.success(request, _("The booking is freed. Whoever made it is told, and reads why."))


@require_POST
@guarded(KeptBooking, "change")
def restore(request: HttpRequest, booking: KeptBooking) -> HttpResponseBase:
    """Take back what our own party uses."""
    form, keys = TurnForm({}), undoing.keys_in(request.POST.get("also", ""))
    if form.attempt(lambda: services.restore_series(booking, keys=keys, by=request.user)):
        messages.success(request, _("The booking is back."))
        return redirect(booking)
    return _page(request, booking, form)
