"""What stands against days on the side of resources and key people: when they are taken, as far as that is told."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from calendars.spans import days_between
from calendars.weekends import keeper_id
from clearances.models import Clearance
from planning.finder.constraints import Always, Constraint, Days, NotAfter, SomeOf
from planning.finder.nations import Named
from planning.finder.query import Query
from planning.finder.reasons import Lapse, Thing
from resources.availability import Busy, busy, peak
from resources.models import Booking, Resource

INSTANT = timedelta(microseconds=1)
UNASKED = 2.0  # What it costs that somebody must be asked who may say no.


def resources(query: Query, user: User) -> Named:
    """Required ones close days, wished ones make them dear, of several so many must be had. Constant queries."""
    things = query.things
    if not things:
        return
    reach = timedelta(days=max(map(reach_of, things.values())))
    ends = query.span.first, query.span.last + reach
    taken = busy(things.values(), *ends, user=user, apart=_own_bookings(query, user))
    made = {pk: _days(query, each, taken.get(pk)) for pk, each in things.items()}
    for each in query.resources:
        yield each.name, made[each.pk]
    for each in query.wished_resources:
        yield each.name, Days(made[each.pk].key, made[each.pk].closed, made[each.pk].dear, is_hard=False)
    if query.some:
        words = _("%(needed)d of %(of)d resources") % {"needed": query.needed, "of": len(query.some)}
        yield words, SomeOf("some", query.needed, [made[each.pk] for each in query.some])
    yield from _to_ask(query, user, told=taken)


def _own_bookings(query: Query, user: User) -> list[UUID]:
    """Those of the exchange that looks for other dates: they move along."""
    if query.exchange is None:
        return []
    return list(Booking.objects.for_user(user).filter(exchange=query.exchange).values_list("pk", flat=True))


def _days(query: Query, resource: Resource, taken: Collection[Busy] | None) -> Days:
    shut = {day: Thing.CLOSED for day in resource.closed_on if query.span.first <= day <= query.span.last}
    closed = dict.fromkeys(days_taken(resource, taken or (), query.span.first, query.span.last), Thing.NOT_AVAILABLE)
    return Days(f"resource:{resource.pk}", closed, shut)


def reach_of(resource: Resource) -> int:
    """How many days after its last one a use may meet the next."""
    return -(-resource.turn_round_hours // 24)


def days_taken(resource: Resource, taken: Iterable[Busy], begin: date, end: date) -> list[date]:
    """The days from *begin* to *end* on which none of it is left.

    Its own turn-round time lies before whatever comes next, so that *taken* reaches as far beyond *end*.
    """
    there: dict[date, list[Busy]] = defaultdict(list)
    before, zone = timedelta(hours=resource.turn_round_hours), resource.zone_info
    for each in taken:
        met = replace(each, starts=each.starts - before)
        first = max(met.starts.astimezone(zone).date(), begin)
        last = min((met.ends - INSTANT).astimezone(zone).date(), end)
        for day in days_between(first, last):
            there[day].append(met)
    return [day for day, those in there.items() if _is_gone(resource, those)]


def _is_gone(resource: Resource, those: Collection[Busy]) -> bool:
    """Whether there is a moment at which none of it is left; *those* touch one day, so each such moment is on it."""
    if not resource.is_pool:
        return True
    return sum(each.quantity for each in those) >= resource.quantity and peak(those) >= resource.quantity


def _to_ask(query: Query, user: User, *, told: Mapping[UUID, Any]) -> Named:
    """Owners who alone can tell, or who decide about their people; the same for every window, so it is said of each."""
    own = keeper_id(user.organisation)
    for each in (*query.resources, *query.wished_resources):
        if each.pk not in told or (each.is_person and keeper_id(each.owner) != own):
            yield each.name, Always(f"ask:{each.pk}", Thing.ASK, UNASKED)


def clearances(query: Query, user: User) -> Named:
    """Clearances of key people that lapse before ENDEX, of people whose clearances the asker may read."""
    people = {each.person_id: each for each in query.things.values() if each.is_person}
    if not people:
        return
    rows = Clearance.objects.for_user(user).filter(person__in=people, status=Clearance.Status.ACTIVE)
    ends: dict[Any, date] = {}
    for person, policy, end in rows.values_list("person", "policy", "valid_to"):
        ends[person, policy] = max(end, ends.get((person, policy), end))
    for (person, policy), end in ends.items():
        if query.today <= end < query.span.last:
            name = _("Clearance of %(person)s") % {"person": people[person].name}
            yield name, _lapse(f"clearance:{person}:{policy}", end, query)


def _lapse(key: str, end: date, query: Query) -> Constraint:
    return NotAfter(key, end, Lapse(end), is_hard=False, weight=query.weights.leads * 7)
