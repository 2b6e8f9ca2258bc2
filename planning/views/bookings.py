"""Moving a booking on the board by resource: in time, and to the row of another resource."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clearances.decorators import guarded
from exchanges.services import check_dates
from planning.board import booking_data
from planning.board_bookings import booked_of
from planning.board_moves import Preview, preview_of_booking
from planning.forms import PlaceForm
from resources.models import Booking, Resource
from resources.services import move as move_to
from resources.states import Decision, IllegalMove, State
from resources.windows import Window


@require_POST
@guarded(Booking, "change")
def move_booking(request: HttpRequest, booking: Booking) -> HttpResponseBase:
    """Other whole days for a booking, or another resource. Its own page moves it by hours."""
    form, here = PlaceForm(request.POST, row=booking), _held(request, booking)
    before = {"starts_on": booking.first_day(here), "ends_on": booking.last_day(here), "resource": here.pk}
    try:
        moved = form.attempt(lambda: _rebook(booking, form, request))
    except IllegalMove as problem:
        return JsonResponse({"message": _overtaken(problem)}, status=409)
    if form.stale:
        return _answer(request, form.stale.row, _("Somebody changed this booking meanwhile."), status=409)
    if moved is None:
        texts = " ".join(str(text) for errors in form.errors.values() for text in errors)
        return _answer(request, booking, texts, status=400)
    if isinstance(moved, Preview):
        return JsonResponse({"ask": moved.as_data()})
    return _answer(request, moved, _done(moved), undo={**before, "version": moved.version, "is_undo": "on"})


def _overtaken(problem: IllegalMove) -> str:
    if problem.source == State.FREED:
        return _("This booking has been freed meanwhile.")
    return _("This booking went to another resource meanwhile. Load the board again.")


def _rebook(booking: Booking, form: PlaceForm, request: HttpRequest) -> Booking | Preview:
    """Done, unless more follows from it than the person has seen."""
    wanted, seen, by = form.cleaned_data, request.POST.get("seen", ""), request.user
    check_dates(wanted["starts_on"], wanted["ends_on"])
    resource = _resource(request, wanted["resource"] or booking.resource_id)
    window = Window.of_days(wanted["starts_on"], wanted["ends_on"], resource.zone_info)
    terms = {"window": window, "resource": resource, "is_undo": wanted["is_undo"], "by": by}
    preview = preview_of_booking(booking, seen=seen, **terms)
    return preview or move_to(booking, version=wanted["version"], over_closed=True, **terms)


def _held(request: HttpRequest, booking: Booking) -> Resource:
    """What is booked: whoever may not see it any more moves nothing of it."""
    held: Resource | None = Resource.objects.for_user(request.user).filter(pk=booking.resource_id).first()
    if held is None:
        raise PermissionDenied(_("What is booked isn't open to you any more: its owner moves it."))
    return held


def _resource(request: HttpRequest, key: Any) -> Resource:
    return get_object_or_404(Resource.objects.for_user(request.user).select_related("owner"), pk=key)


def _done(booking: Booking) -> str:
    if booking.decision == Decision.PENDING:
        return _("The booking is moved; the owner of the resource is asked.")
    return _("The booking is moved.")


def _answer(
    request: HttpRequest, booking: Booking, message: str, *, status: int = 200, undo: Any = None
) -> HttpResponseBase:
    resource = _resource(request, booking.resource_id)
    bar = booking_data(booked_of(booking, resource, movable=True), {})
    is_stale = status == HTTPStatus.CONFLICT
    return JsonResponse({"bar": bar, "undo": undo, "message": message, "is_stale": is_stale}, status=status)
