"""Sets of possible STARTEX days as the bits of one number, and how often each day is in several of them. Pure.

Whatever weighs all windows at once does so with a few operations on numbers of some 550 bits, which is why a search
over 130 constraints takes milliseconds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

Starts = int  # Bit n: STARTEX n days after the first day of the span.


@dataclass(frozen=True)
class Span:
    """The windows to choose from: *duration* days each, the first beginning on *first*, the last ending on *last*."""

    first: date
    last: date  # Inclusive.
    duration: int  # Days, at least one.

    @cached_property
    def size(self) -> int:
        """How many windows there are."""
        return max(0, self.days + 1 - self.duration)

    @cached_property
    def days(self) -> int:
        return max(0, (self.last - self.first).days + 1)

    @property
    def starts(self) -> range:
        """Every possible STARTEX, counted in days from ``first``."""
        return range(self.size)

    @cached_property
    def all(self) -> Starts:
        return (1 << self.size) - 1

    def window(self, start: int) -> tuple[date, date]:
        """The first and the last day of the window that begins *start* days after ``first``."""
        begin = self.first + timedelta(days=start)
        return begin, begin + timedelta(days=self.duration - 1)

    def days_of(self, start: int) -> list[date]:
        """Every day of that window, in order."""
        begin = self.first + timedelta(days=start)
        return [begin + timedelta(days=number) for number in range(self.duration)]

    def before(self, day: date) -> int:
        """How many of the windows begin before *day*."""
        return min(max((day - self.first).days, 0), self.size)

    def touching(self, days: Iterable[date]) -> Starts:
        """The windows in which at least one of *days* lies."""
        first, found = self.first.toordinal(), 0
        for day in days:
            place = day.toordinal() - first
            if 0 <= place < self.days:
                found |= 1 << place
        return _smeared(found, self.duration) & self.all if found else 0

    def sums(self, days: Mapping[date, float]) -> list[float]:
        """For each possible STARTEX, the sum of *days* over its window."""
        first, values = self.first.toordinal(), [0.0] * self.days
        for day, value in days.items():
            place = day.toordinal() - first
            if 0 <= place < self.days:
                values[place] = value
        running = [0.0, *accumulate(values)]
        return [after - before for before, after in zip(running, running[self.duration :], strict=False)]


def _smeared(days: int, duration: int) -> Starts:
    """Bit n: one of the bits n to n + *duration* - 1 of *days*. In steps that double."""
    found, width = days, 1
    while width < duration:
        step = min(width, duration - width)
        found |= found >> step
        width += step
    return found


def members(starts: Starts) -> list[int]:
    """The days of a set, in order."""
    return [place for place, bit in enumerate(reversed(f"{starts:b}")) if bit == "1"]


@dataclass
class Tally:
    """How many of the sets that were added hold each day: the digits of all counts at once, the lowest first."""

    digits: list[int] = field(default_factory=list)

    def add(self, starts: Starts) -> None:
        carry, place = starts, 0
        while carry:
            if place == len(self.digits):
                self.digits.append(0)
            self.digits[place], carry = self.digits[place] ^ carry, self.digits[place] & carry
            place += 1

    def count(self, start: int) -> int:
        return sum((digit >> start & 1) << place for place, digit in enumerate(self.digits))

    def at_least(self, number: int, among: Starts) -> Starts:
        """The days of *among* that are in *number* sets or more."""
        found = among
        for place in range(max(len(self.digits), number.bit_length())):
            digit = self.digits[place] if place < len(self.digits) else 0
            found = digit & found if number >> place & 1 else (digit & among) | found
        return found & among
