"""What the keepers of a resource say to a request: yes, no and why, or another time."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from clearances.guards import Actor, require
from programs import versions
from resources import availability, hours, states
from resources.models import KeptBooking, Resource
from resources.services import claims
from resources.services.changing import lock, release, resource_of, tell_requester
from resources.states import Decision
from resources.windows import Window


@transaction.atomic
def approve(booking: KeptBooking, *, version: int | None = None, by: Actor) -> KeptBooking:
    """The request holds its time from now on; whoever asked is told.

    Raises:
        PermissionDenied: *by* doesn't keep the resource.
        Stale, IllegalMove: somebody was faster.
        NotAvailable: the resource is taken then.
        ValidationError: a resource that doesn't publish when it is taken, and *by* may not read all of its bookings.
    """
    require(by, "change", booking)
    resource = resource_of(booking, by)
    _check_told(resource, by)
    booking = lock(booking, version)
    _check_waiting(booking)
    booking.decision, booking.occupies = Decision.APPROVED, claims.claim(resource, claims.window_of(booking))
    booking.offered_from = booking.offered_until = None
    with claims.claiming(resource):
        versions.save(booking, by=by, fields=["decision", "occupies", "offered_from", "offered_until"])
    record(by, "booking.approved", booking, resource=resource.pk)
    tell_requester(booking, "booking_approved", by, key=f"booking:{booking.pk}:approved:{booking.version}")
    return booking


def _check_told(resource: Resource, by: Actor) -> None:
    if resource.pk not in availability.told([resource], by):
        raise ValidationError(
            _("Only a keeper who may read every booking of this resource can approve this: the answer tells of them.")
        )


def _check_waiting(booking: KeptBooking) -> None:
    if not booking.is_kept or booking.decision != Decision.PENDING:
        raise states.IllegalMove(booking.decision, Decision.APPROVED)


@transaction.atomic
def refuse(booking: KeptBooking, *, reason: str, version: int | None = None, by: Actor) -> KeptBooking:
    """The request ends; whoever asked is told, and reads the reason.

    Raises:
        PermissionDenied, Stale, IllegalMove: as ``approve``.
        ValidationError: no reason.
    """
    require(by, "change", booking)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: whoever asked will want to know.")})
    booking = lock(booking, version)
    _check_waiting(booking)
    booking.decision = Decision.REFUSED
    release(booking, reason=reason, by=by, action="booking.refused")
    tell_requester(booking, "booking_refused", by, key=f"booking:{booking.pk}:refused:{booking.version}")
    return booking


@transaction.atomic
def offer(booking: KeptBooking, *, window: Window, version: int | None = None, by: Actor) -> KeptBooking:
    """Propose another time instead. The request waits for whoever asked, who may take it or not.

    Raises:
        PermissionDenied, Stale, IllegalMove: as ``approve``.
        ValidationError: by field.
    """
    require(by, "change", booking)
    resource = resource_of(booking, by)
    hours.check(resource, [window], is_confirmed=True)
    _check_told(resource, by)
    booking = lock(booking, version)
    _check_waiting(booking)
    if window.is_all_day != booking.is_all_day:
        raise ValidationError(_("Offer whole days for whole days, and hours for hours."))
    booking.offered_from, booking.offered_until = window.starts_at, window.ends_at
    versions.save(booking, by=by, fields=["offered_from", "offered_until"])
    record(by, "booking.offered", booking, resource=resource.pk)
    tell_requester(booking, "booking_offered", by, key=f"booking:{booking.pk}:offered:{booking.version}")
    return booking
