"""A month, a week or an agenda of everything that calendars hold for one reader."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.dates import FIRST_YEAR, LAST_YEAR
from calendars.items import Item, Kind, Status
from clearances.markings import Marking, of_label
from exchanges.months import Day, Month, Week, weeks_of

LANES = 6  # That a week of the month shows; what is beyond is counted and found in the week.
AGENDA_DAYS = 31
MOST = 400  # Entries of an agenda; the next period has the others.
ONE, WEEK = timedelta(days=1), timedelta(days=7)


class Shape(TextChoices):
    """How the calendar looks."""

    MONTH = "month", _("Month")
    WEEK = "week", _("Week")
    AGENDA = "agenda", _("Agenda")


KINDS: dict[Kind, Any] = {
    Kind.EXCHANGE: _("Exchange"),
    Kind.PHASE: _("Phase"),
    Kind.MILESTONE: _("Milestone"),
    Kind.CONFERENCE: _("Planning conference"),
    Kind.SERIAL: _("Serial"),
    Kind.BOOKING: _("Booking"),
    Kind.TASK: _("Task"),
}
ICONS = {
    Kind.EXCHANGE: "arrows-exchange",
    Kind.PHASE: "calendar-event",
    Kind.MILESTONE: "flag",
    Kind.CONFERENCE: "users",
    Kind.SERIAL: "list-check",
    Kind.BOOKING: "home",
    Kind.TASK: "checklist",
}


@dataclass(frozen=True)
class Period:
    """What is shown around one day: whole months and weeks, an agenda from that day on. Days are inclusive."""

    shape: Shape
    on: date

    @property
    def first(self) -> date:
        if self.shape == Shape.AGENDA:
            return self.on
        return Month.of(self.on).weeks[0][0] if self.shape == Shape.MONTH else self.on - ONE * self.on.weekday()

    @property
    def last(self) -> date:
        if self.shape == Shape.AGENDA:
            return self.on + ONE * (AGENDA_DAYS - 1)
        return Month.of(self.on).weeks[-1][-1] if self.shape == Shape.MONTH else self.first + 6 * ONE

    @property
    def earlier(self) -> date | None:
        """A day of the period before, where there is one that can be shown."""
        return self._reachable(
            Month.of(self.on).earlier.first_day if self.shape == Shape.MONTH else self.on - self._step
        )

    @property
    def later(self) -> date | None:
        return self._reachable(Month.of(self.on).later.first_day if self.shape == Shape.MONTH else self.on + self._step)

    @property
    def _step(self) -> timedelta:
        return WEEK if self.shape == Shape.WEEK else ONE * AGENDA_DAYS

    def _reachable(self, day: date) -> date | None:
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


@dataclass(frozen=True)
class Entry:
    """An item on the days on which its place has it."""

    item: Item
    starts_on: date
    ends_on: date  # Inclusive.

    @property
    def marking(self) -> Marking:
        """That of the thing itself; the page's banner counts what is quoted beside it too."""
        return of_label(self.item.label_id)

    @property
    def kind_text(self) -> Any:
        return KINDS[self.item.kind]

    @property
    def icon(self) -> str:
        return ICONS[self.item.kind]

    @property
    def css(self) -> str:
        """Kind and, where it isn't firm, status: each is said in words too."""
        return f"kind-{self.item.kind} status-{self.item.status.lower()}"

    @property
    def is_tentative(self) -> bool:
        return self.item.status == Status.TENTATIVE

    @property
    def is_cancelled(self) -> bool:
        return self.item.status == Status.CANCELLED


def entries_of(items: Iterable[Item]) -> list[Entry]:
    return [Entry(item, _day(item, item.starts), _last_day(item)) for item in items]


def _day(item: Item, when: date | datetime) -> date:
    return when.astimezone(ZoneInfo(item.zone)).date() if isinstance(when, datetime) else when


def _last_day(item: Item) -> date:
    """What ends at midnight doesn't reach into the next day."""
    if isinstance(item.ends, datetime):
        return max(_day(item, item.starts), _day(item, item.ends - timedelta(microseconds=1)))
    return item.ends


@dataclass
class Cell:
    """One day of a month: the lanes that are shown, and how many entries are beyond them."""

    day: Day
    more: int = 0

    @property
    def slots(self) -> list[Any]:
        return self.day.slots[:LANES]


def month_of(period: Period, entries: list[Entry], *, today: date) -> list[tuple[Week, list[Cell]]]:
    ordered = sorted(entries, key=lambda entry: (entry.starts_on, entry.starts_on - entry.ends_on))
    weeks = weeks_of(Month.of(period.on), ordered, today=today)
    return [(week, [Cell(day, sum(map(bool, day.slots[LANES:]))) for day in week.days]) for week in weeks]


@dataclass
class DayList:
    date: date
    is_today: bool
    entries: list[Entry] = field(default_factory=list)


def week_of(period: Period, entries: list[Entry], *, today: date) -> list[DayList]:
    """All seven days, each with what touches it."""
    days = [period.first + number * ONE for number in range(7)]
    return [
        DayList(day, day == today, [entry for entry in entries if entry.starts_on <= day <= entry.ends_on])
        for day in days
    ]


def agenda_of(period: Period, entries: list[Entry], *, today: date) -> list[DayList]:
    """The days on which something begins, and the first for what has begun before; each entry once."""
    found: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries[:MOST]:
        found[max(entry.starts_on, period.first)].append(entry)
    return [DayList(day, day == today, each) for day, each in _in_order(found)]


def _in_order(found: dict[date, list[Entry]]) -> Iterator[tuple[date, list[Entry]]]:
    yield from sorted(found.items())
