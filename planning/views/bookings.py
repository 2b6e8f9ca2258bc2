"""Moving a booking on the board by resource."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clearances.decorators import guarded
from exchanges.services import check_dates
from planning.board import booking_data
from planning.board_bookings import booked_of
from planning.forms import DatesForm
from resources.models import Booking, Resource
from resources.services import move as move_to
from resources.states import IllegalMove
from resources.windows import Window


@require_POST
@guarded(Booking, "change")
def move_booking(request: HttpRequest, booking: Booking) -> HttpResponseBase:
    """Other whole days for a booking, from the board by resource. Its own page moves it by hours."""
    form = DatesForm(request.POST, row=booking)
    resource = get_object_or_404(Resource.objects.for_user(request.user), pk=booking.resource_id)
    before = booking.first_day(resource), booking.last_day(resource)
    try:
        moved = form.attempt(lambda: _rebook(booking, resource, form, request.user))
    except IllegalMove:
        return JsonResponse({"message": _("This booking has been freed meanwhile.")}, status=409)
    if form.stale:
        return _booking_answer(form.stale.row, resource, _("Somebody changed this booking meanwhile."), status=409)
    if moved is None:
        texts = " ".join(str(text) for errors in form.errors.values() for text in errors)
        return _booking_answer(booking, resource, texts, status=400)
    undo = {"starts_on": before[0].isoformat(), "ends_on": before[1].isoformat(), "version": moved.version}
    return _booking_answer(moved, resource, _("The booking is moved."), undo=undo)


def _rebook(booking: Booking, resource: Resource, form: DatesForm, by: Any) -> Booking:
    wanted = form.cleaned_data
    check_dates(wanted["starts_on"], wanted["ends_on"])
    window = Window.of_days(wanted["starts_on"], wanted["ends_on"], resource.zone_info)
    return move_to(booking, window=window, version=wanted["version"], by=by)


def _booking_answer(
    booking: Booking, resource: Resource, message: str, *, status: int = 200, undo: Any = None
) -> HttpResponseBase:
    bar = booking_data(booked_of(booking, resource, movable=True), {})
    return JsonResponse(
        {"bar": bar, "undo": undo, "message": message, "is_stale": status == HTTPStatus.CONFLICT}, status=status
    )
