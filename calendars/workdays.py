"""Working days of nations and organisations: which there are, and the way from one to another.

An organisation keeps the days of the nation it belongs to; one of no nation works Monday to Friday and keeps no
holidays. A working day is no weekend, no kept holiday and no day of a stand-down that stops work. Blackout periods keep
a nation free of training, not its offices closed: they are days off (``days_off``), yet working days.

``work_calendars`` loads the facts of any number of parties in three queries; the functions at the end ask for one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import Party
from calendars.days_off import Reason, days_off
from calendars.models import Holiday, StandDown
from calendars.spans import days_between
from calendars.weekends import FIRST_DAY, LAST_DAY, WeekendRule, is_weekend, keeper_id, weekends_of

__all__ = [
    "NoWorkingDay",
    "Reason",
    "WorkCalendar",
    "add_working_days",
    "days_off",
    "is_working_day",
    "next_working_day",
    "previous_working_day",
    "work_calendars",
]

MARGIN = timedelta(days=120)  # No nation rests that long: from any day the next working day lies within it.


class NoWorkingDay(Exception):
    """There is no working day among those that could be looked at."""


@dataclass(frozen=True)
class WorkCalendar:
    """The free days of one party from *first* to *last*; pure. Asked about a day beyond them, it refuses."""

    first: date
    last: date
    weekends: tuple[WeekendRule, ...] = ()
    free: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether the party works on *day*.

        Raises:
            NoWorkingDay: *day* isn't between *first* and *last*.
        """
        if not self.first <= day <= self.last:
            raise NoWorkingDay(f"{day} lies outside {self.first} to {self.last}.")
        return day not in self.free and not is_weekend(self.weekends, day)

    def previous(self, day: date) -> date:
        """*day* itself if it is a working day, else the last one before it."""
        return self._nearest(day, -1)

    def next(self, day: date) -> date:
        """*day* itself if it is a working day, else the first one after it."""
        return self._nearest(day, 1)

    def add(self, day: date, n: int) -> date:
        """The *n*-th working day after *day*, before it for a negative *n*; for 0 as ``next``."""
        step = 1 if n >= 0 else -1
        found = self.next(day) if n == 0 else day
        for _nth in range(abs(n)):
            found = self._nearest(found + timedelta(days=step), step)
        return found

    def count(self, first: date, last: date) -> int:
        """How many working days there are from *first* to *last*, both inclusive; 0 if they are reversed."""
        return sum(self.is_working(day) for day in days_between(first, last))

    def _nearest(self, day: date, step: int) -> date:
        while not self.is_working(day):
            day += timedelta(days=step)
        return day


def work_calendars(parties: Iterable[Party], first: date, last: date) -> dict[int, WorkCalendar]:
    """The working days of each party (by its primary key) from *first* to *last*, with some months on either side."""
    first, last = max(first, FIRST_DAY + MARGIN) - MARGIN, min(last, LAST_DAY - MARGIN) + MARGIN
    nations = {party.pk: keeper_id(party) for party in parties}
    rules, free = weekends_of(set(nations.values())), _free(set(nations.values()), first, last)
    return {
        party: WorkCalendar(first, last, tuple(rules[nation]), frozenset(free[nation]))
        for party, nation in nations.items()
    }


def _free(nations: Collection[int], first: date, last: date) -> dict[int, set[date]]:
    found: dict[int, set[date]] = defaultdict(set)
    kept = Holiday.objects.filter(party__in=nations, is_kept=True, day__range=(first, last))
    for party, day in kept.values_list("party", "day"):
        found[party].add(day)
    stopped = StandDown.objects.filter(party__in=nations, stops_work=True, is_kept=True)
    closed = stopped.filter(starts_on__lte=last, ends_on__gte=first)
    for party, starts_on, ends_on in closed.values_list("party", "starts_on", "ends_on"):
        found[party].update(days_between(max(starts_on, first), min(ends_on, last)))
    return found


def _one(party: Party, first: date, last: date) -> WorkCalendar:
    return work_calendars([party], first, last)[party.pk]


def is_working_day(party: Party, day: date) -> bool:
    return _one(party, day, day).is_working(day)


def previous_working_day(party: Party, day: date) -> date:
    """*day* itself if *party* works on it, else the last working day before it."""
    return _one(party, day, day).previous(day)


def next_working_day(party: Party, day: date) -> date:
    """*day* itself if *party* works on it, else the first working day after it."""
    return _one(party, day, day).next(day)


def add_working_days(party: Party, day: date, n: int) -> date:
    """The *n*-th working day of *party* after *day*; before it for a negative *n*; the next one for 0.

    Raises:
        NoWorkingDay: the way there leads out of the years that the portal knows.
    """
    reach = _moved(day, n * 3)  # A nation that works every third day gets there, and none works less.
    return _one(party, min(day, reach), max(day, reach)).add(day, n)


def _moved(day: date, days: int) -> date:
    ordinal = min(max(day.toordinal() + days, FIRST_DAY.toordinal()), LAST_DAY.toordinal())
    return date.fromordinal(ordinal)
