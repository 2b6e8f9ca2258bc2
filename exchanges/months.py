"""A month of exchanges as a calendar: whole weeks from Monday to Sunday, bars that keep their lane through a week."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from accounts.dates import FIRST_YEAR, LAST_YEAR

WRITTEN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year that the calendar can show."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """``2026-11``; None for anything else, and for years out of reach."""
        found = WRITTEN.fullmatch(text)
        month = cls(int(found[1]), int(found[2])) if found else None
        return month if month and FIRST_YEAR <= month.year <= LAST_YEAR else None

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def earlier(self) -> "Month":
        return self._shifted(-1)

    @property
    def later(self) -> "Month":
        return self._shifted(1)

    def _shifted(self, months: int) -> "Month":
        years, number = divmod(self.number - 1 + months, 12)
        return Month(self.year + years, number + 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def weeks(self) -> list[list[date]]:
        return calendar.Calendar(firstweekday=calendar.MONDAY).monthdatescalendar(self.year, self.number)


@dataclass(frozen=True)
class Slot:
    """The part of an exchange that lies on one day of a week. Only the first of a week carries the words."""

    exchange: Any
    is_first_of_week: bool
    starts: bool  # STARTEX is on this day.
    ends: bool


@dataclass
class Day:
    date: date
    in_month: bool
    is_today: bool
    slots: list[Slot | None] = field(default_factory=list)  # One a lane; None keeps the lanes apart.


@dataclass
class Week:
    number: int  # ISO 8601.
    days: list[Day]


def weeks_of(month: Month, exchanges: Iterable[Any], *, today: date) -> list[Week]:
    """The calendar of *month*; *exchanges* in the order of their start."""
    rows = list(exchanges)
    return [_week(dates, rows, month, today) for dates in month.weeks]


def _week(dates: list[date], exchanges: list[Any], month: Month, today: date) -> Week:
    days = [Day(day, day.month == month.number, day == today) for day in dates]
    lanes: list[date] = []  # The last day on which each lane is taken.
    for exchange in exchanges:
        if exchange.starts_on <= dates[-1] and exchange.ends_on >= dates[0]:
            lane = _free_lane(lanes, exchange, dates[0])
            _place(exchange, lane, days)
    return Week(dates[0].isocalendar().week, days)


def _free_lane(lanes: list[date], exchange: Any, monday: date) -> int:
    begin = max(exchange.starts_on, monday)
    lane = next((number for number, last in enumerate(lanes) if last < begin), len(lanes))
    lanes[lane : lane + 1] = [exchange.ends_on]
    return lane


def _place(exchange: Any, lane: int, days: list[Day]) -> None:
    is_first = True
    for day in days:
        if exchange.starts_on <= day.date <= exchange.ends_on:
            day.slots += [None] * (lane + 1 - len(day.slots))
            starts, ends = day.date == exchange.starts_on, day.date == exchange.ends_on
            day.slots[lane] = Slot(exchange, is_first, starts, ends)
            is_first = False
