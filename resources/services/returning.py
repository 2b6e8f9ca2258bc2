"""A booking goes back to where it was before its last change, and its owner's approval with it, where that may be.

Nobody decided since: the row is at the very version that the change left. It is the same slot, so that the owner has
said yes to just this. And whoever takes it back may know whether it is free: of everything else only its owner can
tell, and an approval that came back, or didn't, would tell of others' bookings.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.history import versions_of
from resources.models import Booking, Resource
from resources.services.claims import Terms
from resources.states import Decision
from resources.windows import Window

LASTS = timedelta(days=1)  # Whoever comes later asks again: others have planned with it since.


def last_change_of(booking: Booking) -> Any:
    """How it was before its last change: a recorded version. None where that is too long ago."""
    if booking.changed_at is None or timezone.now() - booking.changed_at > LASTS:
        return None
    found = versions_of(Booking).objects.filter(pgh_obj_id=booking.pk, version=booking.version - 1)
    return found.order_by("pgh_id").last()


def was_approved(before: Any, booking: Booking) -> bool:
    """Whether the last change cost it an approval that it had."""
    return bool(before and before.decision == Decision.APPROVED and booking.decision == Decision.PENDING)


def is_approved_again(before: Any, terms: Terms, booking: Booking, resource: Resource, window: Window) -> bool:
    slot = (resource.pk, window.starts_at, window.ends_at, booking.quantity)
    if not was_approved(before, booking) or not terms.holds:
        return False
    return slot == (before.resource_id, before.starts_at, before.ends_at, before.quantity)
