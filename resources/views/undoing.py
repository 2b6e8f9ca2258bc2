"""The undo in the message after a booking was made, moved or freed."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs import undo
from resources.models import Booking, KeptBooking, Resource
from resources.recurrence import MOST
from resources.services import claims
from resources.states import Decision


def _address(verb: str, booking: Booking) -> str:
    """Of what our own party uses the keepers' page does it."""
    is_own = isinstance(booking, KeptBooking) or booking.exchange_id is None
    return reverse(f"resources:{verb}_kept" if is_own else f"resources:{verb}", args=[booking.pk])


def of_making(request: HttpRequest, made: list[Booking], text: str) -> None:
    """Undone by freeing all of it."""
    fields = [("whole", "on")] if made[0].series else []
    undo.offer(request, made[0], text, url=_address("free", made[0]), fields=fields)


def of_moving(request: HttpRequest, moved: Any, booking: Booking, before: dict[str, str]) -> None:
    """Undone by moving it to where it was *before*."""
    rows = moved if isinstance(moved, list) else [moved]
    (stored,) = [row for row in rows if row.pk == booking.pk]
    text = ngettext("%(n)d booking is moved.", "%(n)d bookings are moved.", len(rows)) % {"n": len(rows)}
    if stored.decision == Decision.PENDING:
        text = " ".join([text, _("Its owner decides, and you are told.")])
    if booking.decision == Decision.APPROVED and stored.decision == Decision.PENDING and stored.occupies is None:
        text = " ".join([text, _("Undo brings its time back, but its owner is asked again.")])
    fields = {**before, "version": str(stored.version)} | ({"whole": "on"} if isinstance(moved, list) else {})
    undo.offer(request, booking, text, url=_address("move", booking), fields=fields.items())


def of_freeing(request: HttpRequest, freed: Any, booking: Booking) -> None:
    """Undone by taking back what was freed together, as long as nobody else has the time."""
    rows = freed if isinstance(freed, list) else [freed]
    text = ngettext("The booking is freed.", "%(n)d bookings are freed.", len(rows)) % {"n": len(rows)}
    if _asks_again(request.user, booking):
        text = " ".join([text, _("If you take it back, its owner is asked again.")])
    also = [("also", ",".join(str(row.pk) for row in rows))] if len(rows) > 1 else []
    undo.offer(request, booking, text, url=_address("restore", booking), fields=also)


def _asks_again(user: Any, booking: Booking) -> bool:
    """What was freed, others could have had since: its owner, who was told so, decides anew."""
    resource = Resource.objects.for_user(user).filter(pk=booking.resource_id).select_related("owner").first()
    if resource is None or booking.decision != Decision.APPROVED:
        return False
    return bool(claims.terms_of([resource], user)[resource.pk].decision == Decision.PENDING)


def keys_in(text: str) -> list[UUID]:
    """The keys that a field of an undo names; what can't be one names nothing."""
    try:
        return [UUID(each) for each in text.split(",")[:MOST]] if text else []
    except ValueError:
        return []
