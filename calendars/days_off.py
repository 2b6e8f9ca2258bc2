"""Why a nation can't be counted on, day by day: holidays, weekends, stand-downs.

``days_off`` is what finders and calendars ask; ``reasons`` gives all that speaks against a day, the strongest first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from accounts.models import Party, User
from calendars.models import Holiday, StandDown
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
) -> dict[int, dict[date, list[Reason]]]:
    """All that speaks against each day of each party, the strongest first; parties without a day off have no days.

    *user* is who asks: blackout periods are theirs to see or not. Without one, only what is public is said. The number
    of queries doesn't depend on the number of parties or days.

    Raises:
        ValidationError: the days are reversed, or more than five years.
    """
    check_span(first, last, longest=LONGEST)
    asked = list(parties)
    found: dict[int, dict[date, list[Reason]]] = defaultdict(lambda: defaultdict(list))
    for party, day, reason in _all({keeper_id(party) for party in asked}, first, last, weekends=weekends):
        found[party][day].append(reason)
    return {party.pk: _sorted(found[keeper_id(party)]) for party in asked}


def _sorted(days: dict[date, list[Reason]]) -> dict[date, list[Reason]]:
    return {day: sorted(days[day], key=lambda reason: reason.kind) for day in sorted(days)}


def _all(nations: Collection[int], first: date, last: date, *, weekends: bool) -> Found:
    yield from _holidays(nations, first, last)
    yield from _stand_downs(nations, first, last)
    if weekends:
        yield from _weekends(nations, first, last)


def _holidays(nations: Collection[int], first: date, last: date) -> Found:
    for row in Holiday.objects.filter(party__in=nations, is_kept=True, day__range=(first, last)):
        yield row.party_id, row.day, Reason(Kind.HOLIDAY, row.name, row.is_estimate)


def _stand_downs(nations: Collection[int], first: date, last: date) -> Found:
    for row in StandDown.objects.filter(party__in=nations, starts_on__lte=last, ends_on__gte=first):
        reason = Reason(Kind.STAND_DOWN, row.name, row.is_estimate, row.stops_work)
        for day in days_between(max(row.starts_on, first), min(row.ends_on, last)):
            yield row.party_id, day, reason


def _weekends(nations: Collection[int], first: date, last: date) -> Found:
    rules, reason = weekends_of(nations), Reason(Kind.WEEKEND)
    for day in days_between(first, last):
        for nation in nations:
            if is_weekend(rules.get(nation, []), day):
                yield nation, day, reason
