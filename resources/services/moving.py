"""Another time or another resource for a booking, or for all that repeats with it: all of it, or nothing."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from calendars.zones import FIRST
from clearances.guards import Actor, System, require_held
from clearances.services import holders
from clearances.subjects import Subject
from notifications.services import notify
from programs import versions
from resources import hours, states
from resources.models import Booking, Resource
from resources.services import claims
from resources.services.booking import check_label, lock_exchange, offered, tell_keepers
from resources.services.changing import require_planner, resource_of, settle
from resources.services.claims import window_of
from resources.services.keeping import KEEP
from resources.services.returning import last_change_of
from resources.states import State
from resources.windows import Window, instant, midnight


@transaction.atomic
def move(
    booking: Booking,
    *,
    window: Window,
    resource: Resource | None = None,
    version: int | None = None,
    over_closed: bool = False,
    is_undo: bool = False,
    by: Actor,
) -> Booking:
    """Give it another time, or another *resource*. Its owner decides again, unless *by* books there at once.

    Where its last change is taken back (*is_undo*), an approval of that very slot comes back too (``returning``).
    Of what their own party uses, its keepers move the booking themselves (a ``KeptBooking`` without an exchange).

    Raises:
        PermissionDenied: *by* doesn't plan its exchange, or *resource* isn't offered to them.
        Stale, IllegalMove: somebody was faster.
        NotAvailable: the resource is taken then; the booking keeps its time.
        ValidationError: by field.
    """
    require_planner(booking, by)
    now, wanted = booking.resource_id, booking.resource_id if resource is None else resource.pk
    lock_exchange(booking.exchange_id)
    claims.lock([now, wanted])
    booking = versions.lock(booking, version)
    if booking.resource_id not in (now, wanted) or not booking.is_kept:
        raise states.IllegalMove(booking.state, State.TENTATIVE)
    left, held = booking.resource_id, booking.occupies is not None
    target = resource_of(booking, by) if wanted == left else fitting(booking, wanted, by)
    hours.check(target, [window], is_confirmed=over_closed)
    settle(booking, target, window, by, before=last_change_of(booking) if is_undo else None)
    record(by, "booking.moved", booking, resource=target.pk)
    tell_keepers([booking], by)
    if target.pk != left and held:
        _tell_of_leaving(booking, left, by)
    return booking


def fitting(booking: Booking, wanted: UUID, by: Actor) -> Resource:
    """The resource that it is to go to, if it may.

    Raises:
        PermissionDenied: it isn't offered to *by*.
        ValidationError: it is of another kind, holds too few, or may not know of the booking.
    """
    (target,) = offered({wanted}, by)
    if booking.exchange_id is None:
        require_held(by, KEEP, target.owner)
    most = target.quantity if target.is_pool else 1
    if booking.quantity > most:
        problem = _("%(resource)s has %(most)d, and this booking is of %(n)d.")
        said = {"resource": target.name, "most": most, "n": booking.quantity}
        raise ValidationError({"resource": problem % said})
    now = Resource.objects.filter(pk=booking.resource_id).first()  # None: hidden from whoever moves it by now.
    if now is not None and now.kind != target.kind:
        raise ValidationError({"resource": _("Choose another one of the same kind.")})
    check_label(booking.label, target, booking.exchange, by)
    return target


def _tell_of_leaving(booking: Booking, left: UUID, by: Actor) -> None:
    """The keepers of the one that it left see no more of it; that its time is free again, those who saw it are told."""
    resource = Resource.objects.select_related("owner").filter(pk=left).first()
    if resource is not None:
        others = [user for user in holders(KEEP, resource.owner) if user != by]
        keepers = [user for user in others if booking.label_id in Subject(user).dominated_label_ids]
        notify(keepers, "booking_left", resource, key=f"booking:{booking.pk}:left:{booking.version}")


class Difference(NamedTuple):
    """By how much the clock of a booking's begin and end changes where the resource is."""

    starts: timedelta
    ends: timedelta

    @classmethod
    def between(cls, old: Window, new: Window, zone: ZoneInfo) -> "Difference":
        return cls(
            _clock(new.starts_at, zone) - _clock(old.starts_at, zone),
            _clock(new.ends_at, zone) - _clock(old.ends_at, zone),
        )

    def of(self, old: Window, zone: ZoneInfo) -> Window:
        """*old* changed by as much."""
        starts, ends = _clock(old.starts_at, zone) + self.starts, _clock(old.ends_at, zone) + self.ends
        if old.is_all_day:
            return Window(midnight(starts.date(), zone), midnight(ends.date(), zone), True)
        return Window(
            instant(starts, zone, field="begins", fold=FIRST), instant(ends, zone, field="ends", fold=FIRST), False
        )


def _clock(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


@transaction.atomic
def move_series(
    booking: Booking,
    *,
    window: Window,
    version: int | None = None,
    over_closed: bool = False,
    is_undo: bool = False,
    by: Actor,
) -> list[Booking]:
    """Move it to *window*, and all that repeats with it and isn't over by as much; approvals as in ``move``.

    Exceptions are kept: what was freed stays free, what was moved by itself keeps its difference.

    Raises:
        PermissionDenied, Stale, IllegalMove, NotAvailable, ValidationError: as ``move``, for any of them.
    """
    require_planner(booking, by)
    resource = resource_of(booking, by)
    lock_exchange(booking.exchange_id)
    claims.lock([resource.pk])
    booking = versions.lock(booking, version)
    if not booking.is_kept or booking.resource_id != resource.pk:
        raise states.IllegalMove(booking.state, State.TENTATIVE)
    if window.is_all_day != booking.is_all_day:
        raise ValidationError({"begins": _("All that repeats stays of whole days, or of hours. Move this one alone.")})
    difference = Difference.between(window_of(booking), window, resource.zone_info)
    rows = _repeated(booking, by)
    windows = {row.pk: difference.of(window_of(row), resource.zone_info) for row in rows}
    _check_all(resource, [windows[row.pk] for row in rows], over_closed)
    terms = claims.terms_of([resource], by)[resource.pk]
    for row in reversed(rows) if difference.ends > timedelta() else rows:  # Away from the places of the others.
        before = last_change_of(row) if is_undo else None
        settle(row, resource, windows[row.pk], by, terms=terms, before=before)
        record(by, "booking.moved", row, resource=resource.pk)
    tell_keepers(rows, by)
    return rows


def _check_all(resource: Resource, windows: list[Window], over_closed: bool) -> None:
    if any(window.ends_at <= window.starts_at for window in windows):
        raise ValidationError({"last": _("One that repeats with it would end before it begins.")})
    hours.check(resource, windows, is_confirmed=over_closed)


def _repeated(booking: Booking, by: Actor) -> list[Booking]:
    """It and what repeats with it there, as far as *by* may change that: locked, in the order of time."""
    model = type(booking)
    mine = model.objects.all() if isinstance(by, System) else model.objects.for_user(by, "change")
    others = mine.kept().filter(series=booking.series, resource=booking.resource_id, ends_at__gt=timezone.now())
    keys = {booking.pk, *others.values_list("pk", flat=True)} if booking.series else {booking.pk}
    rows = model.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    return list(rows.order_by("starts_at", "pk"))
