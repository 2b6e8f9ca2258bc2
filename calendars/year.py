"""A nation's days on a page: months week by week, and what lies in them from first to last. Pure."""

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from accounts.dates import FIRST_YEAR, LAST_YEAR
from calendars.days_off import Kind, Reason

WRITTEN = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", re.ASCII)
CSS = {
    Kind.BLACKOUT: "off-blackout",
    Kind.NOT_AVAILABLE: "off-busy",
    Kind.HOLIDAY: "off-holiday",
    Kind.STAND_DOWN: "off-stand-down",
    Kind.WEEKEND: "off-weekend",
}


@dataclass(frozen=True)
class Period:
    """A whole year, or one month of it."""

    year: int
    month: int | None = None

    @classmethod
    def parse(cls, text: str) -> "Period | None":
        """``2026`` or ``2026-11``; None for anything else, and for years out of reach."""
        found = WRITTEN.fullmatch(text)
        if found is None or not FIRST_YEAR < int(found[1]) < LAST_YEAR:  # Its weeks reach into the years beside it.
            return None
        return cls(int(found[1]), int(found[2]) if found[2] else None)

    def __str__(self) -> str:
        return f"{self.year:04}" if self.month is None else f"{self.year:04}-{self.month:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, 1)

    @property
    def last(self) -> date:
        month = self.month or 12
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def earlier(self) -> "Period":
        return self._shifted(-1)

    @property
    def later(self) -> "Period":
        return self._shifted(1)

    def _shifted(self, step: int) -> "Period":
        if self.month is None:
            return Period(self.year + step)
        years, number = divmod(self.month - 1 + step, 12)
        return Period(self.year + years, number + 1)

    @property
    def months(self) -> list[int]:
        return [self.month] if self.month else list(range(1, 13))


@dataclass(frozen=True)
class Cell:
    """One day of a month; what the eye gets as a colour, ``reasons`` says in words."""

    date: date
    reasons: list[Reason]
    is_today: bool

    @property
    def css(self) -> str:
        return CSS[self.reasons[0].kind] if self.reasons else ""

    @property
    def is_estimate(self) -> bool:
        return bool(self.reasons) and self.reasons[0].is_estimate

    @property
    def said(self) -> list[Reason]:
        """What is worth a word: everybody sees a weekend."""
        return [reason for reason in self.reasons if reason.kind != Kind.WEEKEND]


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[list[Cell | None]]  # Monday first; None is a day of another month.


def months_of(period: Period, days: Mapping[date, list[Reason]], today: date) -> list[Month]:
    return [_month(period.year, number, days, today) for number in period.months]


def _month(year: int, number: int, days: Mapping[date, list[Reason]], today: date) -> Month:
    weeks = calendar.Calendar(calendar.MONDAY).monthdatescalendar(year, number)
    return Month(date(year, number, 1), [list(_week(week, number, days, today)) for week in weeks])


def _week(week: list[date], number: int, days: Mapping[date, list[Reason]], today: date) -> Iterator[Cell | None]:
    for day in week:
        yield Cell(day, days.get(day, []), day == today) if day.month == number else None
