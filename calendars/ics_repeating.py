"""On which days an event of a calendar file repeats, found by walking through the days up to a horizon.

Walking takes at most as many steps as there are days, whatever the rule says: "every second, a million times" costs
nothing. Only rules that people write for days are read; any other is named, not guessed.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
READ = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST"}
OF_FREQUENCY = {
    "DAILY": {"BYDAY"},
    "WEEKLY": {"BYDAY"},
    "MONTHLY": {"BYDAY", "BYMONTHDAY"},
    "YEARLY": {"BYMONTH", "BYMONTHDAY"},
}


class Unreadable(Exception):
    """Why an event can't be read, in words."""


@dataclass(frozen=True)
class Rule:
    """A recurrence in days. Empty sets take the day of *start*; *ordinals* are pairs such as (2, Tuesday)."""

    start: date
    frequency: str
    interval: int
    count: int | None
    until: date | None
    weekdays: frozenset[int]
    ordinals: frozenset[tuple[int, int]]
    month_days: frozenset[int]
    months: frozenset[int]
    week_start: int

    @property
    def has_end(self) -> bool:
        return self.count is not None or self.until is not None

    def days(self, horizon: date) -> Iterator[date]:
        """Its days up to *horizon*. The first is *start*, whatever the rule says (RFC 5545, 3.8.5.3)."""
        last = min(horizon, self.until or horizon)
        left = self.count if self.count is not None else -1
        day = self.start
        while day <= last and left != 0:
            if day == self.start or self._matches(day):
                left -= 1
                yield day
            day += timedelta(days=1)

    def _matches(self, day: date) -> bool:
        checks = {"DAILY": self._daily, "WEEKLY": self._weekly, "MONTHLY": self._monthly, "YEARLY": self._yearly}
        return checks[self.frequency](day)

    def _daily(self, day: date) -> bool:
        return (day - self.start).days % self.interval == 0 and (not self.weekdays or day.weekday() in self.weekdays)

    def _weekly(self, day: date) -> bool:
        weeks = (self._week(day) - self._week(self.start)) // 7
        return weeks % self.interval == 0 and day.weekday() in (self.weekdays or {self.start.weekday()})

    def _week(self, day: date) -> int:
        return day.toordinal() - (day.weekday() - self.week_start) % 7

    def _monthly(self, day: date) -> bool:
        months = (day.year - self.start.year) * 12 + day.month - self.start.month
        return months % self.interval == 0 and self._is_day_of_month(day)

    def _yearly(self, day: date) -> bool:
        if (day.year - self.start.year) % self.interval or day.month not in (self.months or {self.start.month}):
            return False
        return self._is_day_of_month(day)

    def _is_day_of_month(self, day: date) -> bool:
        length = monthrange(day.year, day.month)[1]
        if self.month_days and not self.month_days & {day.day, day.day - length - 1}:
            return False
        if self.weekdays or self.ordinals:
            return day.weekday() in self.weekdays or bool(self.ordinals & _places(day, length))
        return bool(self.month_days) or day.day == self.start.day


def _places(day: date, length: int) -> set[tuple[int, int]]:
    """Which weekday of its month it is, counted from both ends."""
    return {((day.day - 1) // 7 + 1, day.weekday()), (-((length - day.day) // 7 + 1), day.weekday())}


def read(said: Mapping[str, Any], start: date) -> Rule:
    """The rule of an RRULE as icalendar reads it.

    Raises:
        Unreadable: it repeats within a day, or in a way that isn't read here.
    """
    parts = {name.upper(): values if isinstance(values, list) else [values] for name, values in said.items()}
    frequency = str(parts.get("FREQ", [""])[0]).upper()
    if frequency not in OF_FREQUENCY:
        raise Unreadable(_("It repeats within a day: a blackout period is whole days."))
    if not set(parts) <= READ or _limits(parts) - OF_FREQUENCY[frequency]:
        raise Unreadable(_("It repeats in a way that isn't read here. Enter its days one by one."))
    weekdays, ordinals = _weekdays(parts.get("BYDAY", []))
    if ordinals and frequency != "MONTHLY":
        raise Unreadable(_("It repeats in a way that isn't read here. Enter its days one by one."))
    return Rule(
        start=start,
        frequency=frequency,
        interval=_number(parts.get("INTERVAL", [1])[0]),
        count=_number(parts["COUNT"][0]) if "COUNT" in parts else None,
        until=_day(parts["UNTIL"][0]) if "UNTIL" in parts else None,
        weekdays=weekdays,
        ordinals=ordinals,
        month_days=frozenset(int(one) for one in parts.get("BYMONTHDAY", [])),
        months=frozenset(int(one) for one in parts.get("BYMONTH", [])),
        week_start=WEEKDAYS.index(str(parts.get("WKST", ["MO"])[0]).upper()),
    )


def _limits(parts: Mapping[str, Any]) -> set[str]:
    return {name for name in parts if name.startswith("BY")}


def _number(value: Any) -> int:
    if int(value) < 1:
        raise Unreadable(_("It says that it repeats every 0 days, or 0 times."))
    return int(value)


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value


def _weekdays(said: list[Any]) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    plain, ordinals = set(), set()
    for one in map(str, said):
        place, name = one[:-2], one[-2:].upper()
        if place in ("", "+"):
            plain.add(WEEKDAYS.index(name))
        else:
            ordinals.add((int(place), WEEKDAYS.index(name)))
    return frozenset(plain), frozenset(ordinals)
