"""Resources and bookings as pages show them; read through their guards, in constant queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import mgrs
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Party, User
from clearances.guards import can
from exchanges.models import Exchange
from exchanges.months import Month
from resources import availability
from resources.hours import week_of
from resources.models import Booking, KeptBooking, Precision, Resource
from resources.states import Decision

MONTHS = 3


def shown(user: User, bookings: Iterable[Any]) -> list[Any]:
    """The bookings, each with ``shown_resource`` and ``shown_exchange`` (None where hidden) and its days or hours."""
    rows = list(bookings)
    resources = Resource.objects.for_user(user).select_related("owner").in_bulk({row.resource_id for row in rows})
    exchanges = Exchange.objects.for_user(user).in_bulk({row.exchange_id for row in rows if row.exchange_id})
    for row in rows:
        row.shown_resource = resources.get(row.resource_id)
        row.shown_exchange = exchanges.get(row.exchange_id)
        zone = row.shown_resource.zone_info if row.shown_resource else user.zone_info
        row.zone = zone.key
        row.first, row.last = days_of(row.starts_at, row.ends_at, zone)
        row.offered = days_of(row.offered_from, row.offered_until, zone) if row.offered_from else None
        row.is_waiting = row.is_kept and row.decision == Decision.PENDING
    return rows


def days_of(starts_at: datetime, ends_at: datetime, zone: Any) -> tuple[date, date]:
    """The first and the last day that it touches in *zone*."""
    return starts_at.astimezone(zone).date(), (ends_at - timedelta(microseconds=1)).astimezone(zone).date()


def named_resource(row: Any) -> str:
    return str(row.shown_resource) if row.shown_resource else ""


def place_of(resource: Resource, user: User, *, is_exact: bool = False) -> str:
    """Where it is as a grid reference: to 1 m for its keepers, to everybody else as exactly as its owner wants."""
    if resource.latitude is None or resource.longitude is None:
        return ""
    digits = 5 if is_exact else int(precision_for(user, resource))
    return str(mgrs.MGRS().toMGRS(float(resource.latitude), float(resource.longitude), MGRSPrecision=digits))


def closer_of(resource: Resource) -> dict[str, Any] | None:
    """For its keepers: who learns its place more exactly than the others, and how exactly."""
    if resource.closer_precision is None:
        return None
    parties = Party.objects.filter(code__in=resource.closer_to)
    return {"parties": list(parties), "precision": Precision(resource.closer_precision).label}


def precision_for(user: User, resource: Resource) -> Precision:
    organisation = user.organisation
    codes = {organisation.code} | ({organisation.nation.code} if organisation.nation else set())
    return resource.precision_for(codes)


@dataclass(frozen=True)
class Day:
    """One day of a resource as its calendar shows it."""

    date: date
    css: str = ""
    said: str = ""
    is_today: bool = False


@dataclass(frozen=True)
class MonthOf:
    """One month of a resource; None fills the days of its first and last week that belong to others."""

    first: date
    weeks: list[list[Day | None]]


def calendar_of(user: User, resource: Resource, start: Month) -> tuple[bool, list[MonthOf]]:
    """Whether its taken times may be shown at all; and its months from *start* on."""
    months = [start]
    while len(months) < MONTHS:
        months.append(months[-1].later)
    first, last = months[0].weeks[0][0], months[-1].weeks[-1][-1]
    found = availability.busy([resource], first, last, user=user)
    taken = found.get(resource.pk, [])
    return resource.pk in found, [_month(resource, month, taken) for month in months]


def _month(resource: Resource, month: Month, taken: list[availability.Busy]) -> MonthOf:
    first = month.first_day
    weeks = [[_day(resource, day, taken) if day.month == first.month else None for day in week] for week in month.weeks]
    return MonthOf(first, weeks)


def _day(resource: Resource, day: date, taken: list[availability.Busy]) -> Day:
    is_today = day == resource.today
    begin, end = availability.day_of(resource, day)
    there = [each for each in taken if each.starts < end and each.ends > begin]
    if there:
        return Day(day, "off-blackout", _taken(resource, there), is_today)
    if not resource.is_open_on(day):
        return Day(day, "off-weekend", _("closed"), is_today)
    return Day(day, is_today=is_today)


def _taken(resource: Resource, there: list[availability.Busy]) -> str:
    if not resource.is_pool:
        return _("not available")
    numbers = {"n": availability.peak(there), "most": resource.quantity}
    return _("%(n)d of %(most)d taken") % numbers


def detail(user: User, resource: Resource, start: Month) -> dict[str, Any]:
    """Everything that a resource's page shows *user*."""
    is_keeper = can(user, "change", resource)
    is_told, months = calendar_of(user, resource, start)
    now = timezone.now()
    bookings = _bookings(user, resource, is_keeper).filter(ends_at__gt=now).order_by("starts_at")[:50]
    return {
        "resource": resource,
        "is_keeper": is_keeper,
        "may_publish": can(user, "publish", resource),
        "place": place_of(resource, user, is_exact=is_keeper),
        "precision": precision_for(user, resource).label,
        "closer": closer_of(resource) if is_keeper else None,
        "person": resource.person,
        "week": week_of(resource),
        "closed_on": [day for day in resource.closed_on if day >= resource.today],
        "is_told": is_told,
        "months": months,
        "bookings": shown(user, bookings),
        "earlier": start.earlier,
        "later": start.later,
    }


def _bookings(user: User, resource: Resource, is_keeper: bool) -> Any:
    model = KeptBooking if is_keeper else Booking
    return model.objects.for_user(user).kept().filter(resource=resource)


def with_answers(user: User, resources: list[Resource], wanted: Any) -> list[Resource]:
    """The resources, each with ``answer`` for the window of the filter; "" where none is asked for."""
    answers: dict[UUID, Any] = {}
    if wanted is not None:
        first, last, quantity = wanted
        found = availability.on_days(resources, first, last, user=user, quantity=quantity)
        answers = dict(found)
    for row in resources:
        row.answer = answers.get(row.pk, "")  # type: ignore[attr-defined]  # For the page only.
    return resources


def others_like(user: User, resource: Resource) -> Any:
    """What a booking of *resource* could go to instead: of the same kind and offered; and the resource itself."""
    rows = Resource.objects.for_user(user)
    return rows.filter(Q(pk=resource.pk) | Q(kind=resource.kind, is_active=True))


def booking_facts(user: User, booking: Any) -> dict[str, Any]:
    """Everything that a booking's page shows *user*."""
    (row,) = shown(user, [booking])
    series = type(booking).objects.for_user(user).kept().filter(series=booking.series) if booking.series else None
    return {
        "booking": row,
        "is_kept_page": isinstance(booking, KeptBooking),
        "may_change": can(user, "change", booking),
        "repeated": shown(user, series.order_by("starts_at")[:50]) if series is not None else [],
    }
