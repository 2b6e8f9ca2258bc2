"""The board by resource: bookings as bars, and what is taken otherwise, which says "not available" and no more."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from exchanges.models import Exchange
from planning.board_rows import Row
from planning.conflicts import Conflict, Severity
from resources.availability import Busy, busy
from resources.models import Booking, KeptBooking, Resource
from resources.states import Decision
from resources.windows import UTC_ZONE, midnight

MOST_ROWS = 200
INSTANT, DAY = timedelta(microseconds=1), timedelta(days=1)
BUSY = "busy"


@dataclass(frozen=True)
class Booked:
    """One booking in the row of its resource, on the days of the resource's own zone."""

    row: Row
    booking: Booking
    starts_on: date
    ends_on: date  # Inclusive.
    movable: bool  # By this reader, now, by whole days.

    @property
    def state_text(self) -> str:
        if self.booking.decision == Decision.PENDING:
            return f"{self.booking.get_state_display()}, {self.booking.get_decision_display()}"
        return str(self.booking.get_state_display())


@dataclass(frozen=True)
class Taken:
    """A time in which a resource can't be had, and nothing else."""

    row: Row
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Use:
    """What the board by resource shows: every resource that the reader may book has a row, free or not."""

    rows: list[Row]
    booked: list[Booked]
    taken: list[Taken]


def use_of(user: User, exchanges: Any, first: date, last: date) -> Use:
    """The use of resources from *first* to *last*, both inclusive; of bookings for exchanges, those of *exchanges*."""
    resources = {each.pk: each for each in Resource.objects.for_user(user).offered()[:MOST_ROWS]}
    bookings = _bookings(user, resources, exchanges, first, last)
    keys = [each.pk for each in bookings]
    changeable = set(Booking.objects.for_user(user, "change").filter(pk__in=keys).values_list("pk", flat=True))
    booked = [booked_of(each, resources[each.resource_id], movable=each.pk in changeable) for each in bookings]
    others = busy(list(resources.values()), first, last, user=user, apart=keys)
    return Use([row_of(each) for each in resources.values()], booked, list(_taken(others, resources)))


def _bookings(user: User, resources: dict[UUID, Resource], exchanges: Any, first: date, last: date) -> list[Booking]:
    """Those of exchanges that the reader plans or takes part in, then those that a keeper reads beside them."""
    within = midnight(first - DAY, UTC_ZONE), midnight(last + 2 * DAY, UTC_ZONE)
    seen = Booking.objects.for_user(user).kept().overlapping(*within)
    own = list(seen.filter(resource__in=list(resources), exchange__in=exchanges.order_by().values("pk")))
    kept = KeptBooking.objects.for_user(user).kept().overlapping(*within).filter(resource__in=list(resources))
    return [*own, *kept.exclude(pk__in=[each.pk for each in own])]


def booked_of(booking: Booking, resource: Resource, *, movable: bool) -> Booked:
    """The bar of *booking*. What is booked by hours isn't moved by days."""
    first, last = booking.first_day(resource), booking.last_day(resource)
    return Booked(row_of(resource), booking, first, last, movable and booking.is_all_day)


def row_of(resource: Resource) -> Row:
    return Row(f"resource:{resource.pk}", resource.name)


def _taken(others: dict[UUID, list[Busy]], resources: dict[UUID, Resource]) -> Iterator[Taken]:
    """Of a pool only what leaves nothing; the rest of it can still be had."""
    for pk, found in others.items():
        resource = resources[pk]
        for each in found:
            if each.quantity >= resource.quantity:
                first, last = (at.astimezone(resource.zone_info).date() for at in (each.starts, each.ends - INSTANT))
                yield Taken(row_of(resource), first, last)


def conflicts_of(user: User, booked: Iterable[Booked]) -> Iterator[tuple[UUID, Conflict]]:
    """Bookings that nobody has agreed to, and those outside the dates of an exchange that the reader sees."""
    rows = list(booked)
    seen = Exchange.objects.for_user(user).in_bulk({each.booking.exchange_id for each in rows})
    for each in rows:
        if each.booking.decision == Decision.PENDING:
            yield each.booking.pk, Conflict(Severity.NOTE, _("Its owner has not agreed yet."))
        exchange = seen.get(each.booking.exchange_id)
        if exchange and (each.ends_on < exchange.starts_on or each.starts_on > exchange.ends_on):
            yield each.booking.pk, Conflict(Severity.WARNING, _("It lies outside the dates of the exchange."))


def move_address(each: Booked) -> str | None:
    return reverse("planning:move_booking", args=[each.booking.pk]) if each.movable else None
