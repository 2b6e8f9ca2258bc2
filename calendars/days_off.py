"""Why a nation can't be counted on, day by day: holidays, weekends, stand-downs, blackout periods.

``days_off`` is what finders and calendars ask; ``reasons`` gives all that speaks against a day, the strongest first.
Of blackout periods they hold those that the reader may see. A hidden one leaves no trace, unless its nation publishes
its days: then they say "not available" and no more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from accounts.models import Party, User
from calendars.models import Blackout, BusyPeriod, Holiday, StandDown
from calendars.spans import check_span, days_between
from calendars.weekends import is_weekend, keeper_id, weekends_of

LONGEST = 5 * 366  # Days that may be asked for at once.


class Kind(IntEnum):
    """What keeps a day free; the lower, the stronger."""

    BLACKOUT = 1
    NOT_AVAILABLE = 2  # A hidden blackout period whose days the nation publishes: nothing else is said of it.
    HOLIDAY = 3
    STAND_DOWN = 4
    WEEKEND = 5


@dataclass(frozen=True)
class Reason:
    """What speaks against one day of one party; the name is "" where the kind says it all."""

    kind: Kind
    name: str = ""
    is_estimate: bool = False
    stops_work: bool = True  # False: offices are open, though less can be asked of them.
    labels: tuple[int, ...] = ()  # Of what the name is taken from, where that is marked.


Days = dict[date, list[Reason]]
Found = Iterator[tuple[int, date, Reason]]  # Whose day, which, why.


def days_off(
    parties: Iterable[Party], first: date, last: date, *, user: User | None = None, weekends: bool = True
) -> dict[int, dict[date, Reason]]:
    """The strongest reason against each day off of each party (by its primary key), from *first* to *last* inclusive.

    As ``reasons``.
    """
    found = reasons(parties, first, last, user=user, weekends=weekends)
    return {party: {day: each[0] for day, each in days.items()} for party, days in found.items()}


def reasons(
    parties: Iterable[Party], first: date, last: date, *, user: User | None = None, weekends: bool = True
) -> dict[int, Days]:
    """All that speaks against each day of each party, the strongest first; parties without a day off have no days.

    *user* is who asks: blackout periods are theirs to see or not. Without one, only what is public is said. The number
    of queries doesn't depend on the number of parties or days.

    Raises:
        ValidationError: the days are reversed, or more than five years.
    """
    check_span(first, last, longest=LONGEST)
    asked = list(parties)
    nations = {keeper_id(party) for party in asked}
    public = _gathered(_public(nations, first, last, weekends=weekends))
    closed = _gathered(_closed(nations | {party.pk for party in asked}, first, last, user))
    return {party.pk: _merged(public[keeper_id(party)], *(closed[pk] for pk in _keepers(party))) for party in asked}


def _keepers(party: Party) -> set[int]:
    """Whose blackout periods concern *party*: its own and its nation's."""
    return {party.pk, keeper_id(party)}


def _gathered(found: Found) -> dict[int, Days]:
    days: dict[int, Days] = defaultdict(lambda: defaultdict(list))
    for party, day, reason in found:
        days[party][day].append(reason)
    return days


def _merged(*found: Days) -> Days:
    """All reasons of each day, sorted; a day that is seen to be blacked out needn't be called not available too."""
    merged: Days = defaultdict(list)
    for days in found:
        for day, each in days.items():
            merged[day] += each
    return {day: _sorted(merged[day]) for day in sorted(merged)}


def _sorted(found: list[Reason]) -> list[Reason]:
    is_seen = any(reason.kind == Kind.BLACKOUT for reason in found)
    kept = [reason for reason in found if not (is_seen and reason.kind == Kind.NOT_AVAILABLE)]
    return sorted(kept, key=lambda reason: reason.kind)


def _public(nations: Collection[int], first: date, last: date, *, weekends: bool) -> Found:
    yield from _holidays(nations, first, last)
    yield from _stand_downs(nations, first, last)
    if weekends:
        yield from _weekends(nations, first, last)


def _closed(parties: Collection[int], first: date, last: date, user: User | None) -> Found:
    """Blackout periods that *user* may see, and the days that anybody may know of."""
    seen = Blackout.objects.none() if user is None else Blackout.objects.for_user(user)
    for row in seen.filter(owner__in=parties).overlapping(first, last):
        reason = Reason(Kind.BLACKOUT, row.title, stops_work=False, labels=(row.label_id,))
        yield from ((row.owner_id, day, reason) for day in _within(row, first, last))
    busy = BusyPeriod.objects.filter(party__in=parties, starts_on__lte=last, ends_on__gte=first)
    for public in busy:
        reason = Reason(Kind.NOT_AVAILABLE, stops_work=False)
        yield from ((public.party_id, day, reason) for day in _within(public, first, last))


def _within(row: Any, first: date, last: date) -> Iterator[date]:
    return days_between(max(row.starts_on, first), min(row.ends_on, last))


def _holidays(nations: Collection[int], first: date, last: date) -> Found:
    for row in Holiday.objects.filter(party__in=nations, is_kept=True, day__range=(first, last)):
        yield row.party_id, row.day, Reason(Kind.HOLIDAY, row.name, row.is_estimate)


def _stand_downs(nations: Collection[int], first: date, last: date) -> Found:
    for row in StandDown.objects.filter(party__in=nations, is_kept=True, starts_on__lte=last, ends_on__gte=first):
        reason = Reason(Kind.STAND_DOWN, row.name, row.is_estimate, row.stops_work)
        yield from ((row.party_id, day, reason) for day in _within(row, first, last))


def _weekends(nations: Collection[int], first: date, last: date) -> Found:
    rules, reason = weekends_of(nations), Reason(Kind.WEEKEND)
    for day in days_between(first, last):
        for nation in nations:
            if is_weekend(rules.get(nation, []), day):
                yield nation, day, reason
