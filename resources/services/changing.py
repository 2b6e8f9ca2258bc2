"""What happens to a booking after it is made: it is made firm, freed, and taken back as long as it is free."""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from clearances.guards import Actor, System, require
from clearances.services import holders
from notifications.services import notify
from programs import versions
from resources import states
from resources.models import Booking, KeptBooking, Resource
from resources.models.bookings import REASON_LENGTH
from resources.services import claims, returning
from resources.services.booking import lock_exchange, tell_keepers
from resources.services.keeping import KEEP
from resources.states import Decision, State
from resources.windows import Window

Row = TypeVar("Row", bound=Booking)
CLAIM = [
    "resource",
    "is_pooled",
    "starts_at",
    "ends_at",
    "is_all_day",
    "occupies",
    "decision",
    "state",
    "reason",
    "offered_from",
    "offered_until",
]


def lock(booking: Row, version: int | None = None) -> Row:
    """The stored row; first the resource, as everywhere.

    Raises:
        Stale: it isn't at *version* any more.
        IllegalMove: it went to another resource meanwhile, about which whoever asks may have no say.
    """
    claims.lock([booking.resource_id])
    stored = versions.lock(booking, version)
    if stored.resource_id != booking.resource_id:
        raise states.IllegalMove(stored.state, stored.state)
    return stored


def require_planner(booking: Booking, by: Actor) -> None:
    """Its exchange's planners move and restore it; of what their own party uses, its keepers.

    Raises:
        PermissionDenied: *by* is neither.
    """
    require(by, "change", booking)
    if isinstance(booking, KeptBooking) and booking.exchange_id is not None:
        raise PermissionDenied("Keepers offer another time to whoever plans with it.")


def settle(
    booking: Booking,
    resource: Resource,
    window: Window,
    by: Actor,
    *,
    terms: claims.Terms | None = None,
    before: Any = None,
) -> None:
    """Write a locked booking of *resource* with that window, on the terms that *by* books there.

    Where that takes its last change back, *before* is how it was: what its owner had approved is approved again.

    Raises:
        NotAvailable: it is taken.
    """
    terms = terms or claims.terms_of([resource], by)[resource.pk]
    if returning.is_approved_again(before, terms, booking, resource, window):
        terms = claims.Terms(Decision.APPROVED, holds=True)
        booking.state = State(before.state)
    booking.resource, booking.is_pooled = resource, resource.is_pool
    booking.starts_at, booking.ends_at, booking.is_all_day = window.starts_at, window.ends_at, window.is_all_day
    booking.occupies = claims.claim(resource, window) if terms.holds else None
    booking.decision, booking.reason, booking.offered_from, booking.offered_until = terms.decision, "", None, None
    is_firm = booking.state == State.FIRM and terms.decision == Decision.APPROVED
    booking.state = State.FIRM if is_firm else State.TENTATIVE
    with claims.claiming(resource):
        versions.save(booking, by=by, fields=CLAIM)


def resource_of(booking: Booking, by: Actor) -> Resource:
    """Its resource, if *by* may see that.

    Raises:
        PermissionDenied: they may not.
    """
    rows = Resource.objects.select_related("owner", "bookings_label")
    if not isinstance(by, System):
        rows = rows.filter(pk__in=Resource.objects.for_user(by).values("pk"))
    found: Resource | None = rows.filter(pk=booking.resource_id).first()
    if found is None:
        raise PermissionDenied("The resource isn't open to whoever asks.")
    return found


@transaction.atomic
def restore(booking: Booking, *, version: int | None = None, by: Actor) -> Booking:
    """Undo the freeing: the booking is tentative again, if nobody else has taken its time.

    Raises:
        PermissionDenied, Stale, IllegalMove, NotAvailable, ValidationError: as ``move``.
    """
    require_planner(booking, by)
    resource = resource_of(booking, by)
    lock_exchange(booking.exchange_id)
    booking = lock(booking, version)
    states.check(State(booking.state), State.TENTATIVE)
    if booking.state != State.FREED or booking.decision == Decision.REFUSED:
        raise states.IllegalMove(booking.state, State.TENTATIVE)
    settle(booking, resource, claims.window_of(booking), by)
    record(by, "booking.restored", booking, resource=resource.pk)
    tell_keepers([booking], by)
    return booking


@transaction.atomic
def firm_up(booking: Booking, *, version: int | None = None, by: Actor) -> Booking:
    """Make an approved booking firm.

    Raises:
        PermissionDenied: *by* may not.
        IllegalMove: it isn't tentative, or its owner hasn't approved it.
    """
    require(by, "change", booking)
    booking = lock(booking, version)
    states.check(State(booking.state), State.FIRM)
    if booking.decision != Decision.APPROVED:
        raise states.IllegalMove(booking.decision, State.FIRM)
    booking.state = State.FIRM
    versions.save(booking, by=by, fields=["state"])
    record(by, "booking.firm", booking)
    return booking


@transaction.atomic
def free(booking: Booking, *, reason: str = "", version: int | None = None, by: Actor) -> Booking:
    """Give its time back. Its planners may, and the keepers of the resource, who say why; the others are told.

    Raises:
        PermissionDenied: *by* is neither.
        IllegalMove: it is freed already.
        ValidationError: a keeper gave no reason.
    """
    require(by, "change", booking)
    if isinstance(booking, KeptBooking) and booking.exchange_id is not None and not reason.strip():
        raise ValidationError({"reason": _("Say why: whoever planned with it will ask.")})
    booking = lock(booking, version)
    states.check(State(booking.state), State.FREED)
    release(booking, reason=reason, by=by)
    _tell_of_freeing(booking, by)
    return booking


def release(booking: Booking, *, reason: str, action: str = "booking.freed", by: Actor) -> None:
    """Write a locked booking as freed, with the decision that it has by now."""
    if len(reason.strip()) > REASON_LENGTH:
        raise ValidationError({"reason": _("Make it shorter.")})
    booking.state, booking.occupies, booking.reason = State.FREED, None, reason.strip()
    versions.save(booking, by=by, fields=["state", "occupies", "reason", "decision"])
    record(by, action, booking, resource=booking.resource_id)


def _tell_of_freeing(booking: Booking, by: Actor) -> None:
    key = f"booking:{booking.pk}:freed:{booking.version}"
    if isinstance(booking, KeptBooking):
        tell_requester(booking, "booking_freed", by, key=key)
        return
    resource = Resource.objects.filter(pk=booking.resource_id).select_related("owner").first()
    if resource is not None:
        keepers = [user for user in holders(KEEP, resource.owner) if user != by]
        notify(keepers, "booking_freed", KeptBooking(pk=booking.pk), key=key)


def tell_requester(booking: Booking, kind: str, by: Actor, *, key: str) -> None:
    user = booking.requested_by
    if user is not None and user != by:
        notify([user], kind, Booking(pk=booking.pk), key=key)


@transaction.atomic
def accept_offer(booking: Booking, *, version: int | None = None, by: User) -> Booking:
    """Take the window that the owner offered instead; it is approved with that, as long as it is still free.

    Raises:
        PermissionDenied, Stale, IllegalMove, NotAvailable, ValidationError: as ``move``.
    """
    require(by, "change", booking)
    resource = resource_of(booking, by)
    lock_exchange(booking.exchange_id)
    booking = lock(booking, version)
    if booking.offered_from is None or booking.offered_until is None or not booking.is_kept:
        raise states.IllegalMove(booking.state, State.TENTATIVE)
    booking.starts_at, booking.ends_at = booking.offered_from, booking.offered_until
    booking.offered_from = booking.offered_until = None
    booking.decision, booking.occupies = Decision.APPROVED, claims.claim(resource, claims.window_of(booking))
    with claims.claiming(resource):
        versions.save(booking, by=by, fields=CLAIM)
    record(by, "booking.offer_accepted", booking, resource=resource.pk)
    keepers = [user for user in holders(KEEP, resource.owner) if user != by]
    key = f"booking:{booking.pk}:accepted:{booking.version}"
    notify(keepers, "booking_offer_accepted", KeptBooking(pk=booking.pk), key=key)
    return booking
