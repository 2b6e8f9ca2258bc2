"""What may stand against a window of days. Pure: days in, verdicts out, no database and no words.

Each constraint weighs every possible STARTEX of a ``Span`` at once (``blocked``, ``costs``) by running sums, so that
ranking is linear in the days of the horizon; it names what stands against one window (``objections``) only when
somebody looks at it. What is *hard* rules a window out, anything else costs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, Protocol


@dataclass(frozen=True)
class Span:
    """The windows to choose from: *duration* days each, the first beginning on *first*, the last ending on *last*."""

    first: date
    last: date  # Inclusive.
    duration: int  # Days, at least one.

    @property
    def starts(self) -> range:
        """Every possible STARTEX, counted in days from ``first``."""
        return range(max(0, (self.last - self.first).days + 2 - self.duration))

    def window(self, start: int) -> tuple[date, date]:
        """The first and the last day of the window that begins *start* days after ``first``."""
        begin = self.first + timedelta(days=start)
        return begin, begin + timedelta(days=self.duration - 1)

    def sums(self, days: Mapping[date, float]) -> list[float]:
        """For each possible STARTEX, the sum of *days* over its window."""
        values = [0.0] * ((self.last - self.first).days + 1)
        for day, value in days.items():
            if self.first <= day <= self.last:
                values[(day - self.first).days] = value
        running = [0.0, *accumulate(values)]
        return [running[start + self.duration] - running[start] for start in self.starts]


@dataclass(frozen=True)
class Objection:
    """What one constraint has against one window: from when to when, and why (a value that the pages put in words)."""

    key: str  # The constraint's.
    is_hard: bool
    starts_on: date
    ends_on: date  # Inclusive.
    reason: Any = None


class Constraint(Protocol):
    @property
    def key(self) -> str: ...

    def blocked(self, span: Span) -> list[bool]:
        """For each possible STARTEX, whether this alone rules it out."""

    def costs(self, span: Span) -> list[float]:
        """For each possible STARTEX, what this adds to its cost."""

    def objections(self, span: Span, start: int) -> Iterator[Objection]:
        """What stands against the window that begins *start* days after the first."""


@dataclass(frozen=True)
class Days:
    """Somebody, or something, that can't be had on some days (*closed*), or only with difficulty (*dear*)."""

    key: str
    closed: Mapping[date, Any] = field(default_factory=dict)  # Each with its reason.
    dear: Mapping[date, Any] = field(default_factory=dict)
    weight: float = 1.0  # The cost of each dear day; and of each closed one, tenfold, where these aren't hard.
    is_hard: bool = True  # False: wished for, not required.

    def blocked(self, span: Span) -> list[bool]:
        if not self.is_hard:
            return [False] * len(span.starts)
        return [bool(count) for count in span.sums(dict.fromkeys(self.closed, 1.0))]

    def costs(self, span: Span) -> list[float]:
        days = dict.fromkeys(self.dear, self.weight)
        if not self.is_hard:
            days |= dict.fromkeys(self.closed, self.weight * 10)
        return span.sums(days)

    def objections(self, span: Span, start: int) -> Iterator[Objection]:
        first, last = span.window(start)
        for days, is_hard in ((self.closed, self.is_hard), (self.dear, False)):
            yield from _runs(self.key, days, first, last, is_hard=is_hard)


@dataclass(frozen=True)
class SomeOf:
    """So many of several, whichever: "8 of 60 simulators". They must be the same ones throughout the window."""

    key: str
    needed: int
    members: Sequence[Days]

    def blocked(self, span: Span) -> list[bool]:
        return [count < self.needed for count in self._free(span)]

    def costs(self, span: Span) -> list[float]:
        """The cost of the cheapest ones that are free."""
        columns = [(member.blocked(span), member.costs(span)) for member in self.members]
        return [
            sum(sorted(costs[start] for blocked, costs in columns if not blocked[start])[: self.needed])
            for start in span.starts
        ]

    def objections(self, span: Span, start: int) -> Iterator[Objection]:
        first, last = span.window(start)
        free = len(self.free(span, start))
        if free < self.needed:
            yield Objection(self.key, True, first, last, Shortage(self.needed, free, len(self.members)))

    def free(self, span: Span, start: int) -> list[str]:
        """The keys of those that can be had throughout the window, the cheapest first."""
        first, last = span.window(start)
        found = [member for member in self.members if not any(first <= day <= last for day in member.closed)]
        return [each.key for each in sorted(found, key=lambda each: sum(first <= day <= last for day in each.dear))]

    def _free(self, span: Span) -> list[int]:
        columns = [member.blocked(span) for member in self.members]
        return [sum(not column[start] for column in columns) for start in span.starts]


@dataclass(frozen=True)
class Shortage:
    """Fewer than needed."""

    needed: int
    free: int
    of: int


@dataclass(frozen=True)
class NotBefore:
    """STARTEX on *day* at the earliest: a lead time that no longer fits, nations that must be asked first."""

    key: str
    day: date
    reason: Any = None

    def blocked(self, span: Span) -> list[bool]:
        return [span.window(start)[0] < self.day for start in span.starts]

    def costs(self, span: Span) -> list[float]:
        return [0.0] * len(span.starts)

    def objections(self, span: Span, start: int) -> Iterator[Objection]:
        first, last = span.window(start)
        if first < self.day:
            yield Objection(self.key, True, first, min(last, self.day - timedelta(days=1)), self.reason)


@dataclass(frozen=True)
class NotAfter:
    """ENDEX on *day* at the latest: a clearance or an agreement that lapses."""

    key: str
    day: date  # The last day on which it still holds.
    reason: Any = None
    is_hard: bool = True
    weight: float = 10.0  # What it costs to end later, where that isn't ruled out.

    def blocked(self, span: Span) -> list[bool]:
        return [self.is_hard and span.window(start)[1] > self.day for start in span.starts]

    def costs(self, span: Span) -> list[float]:
        return [0.0 if self.is_hard or span.window(start)[1] <= self.day else self.weight for start in span.starts]

    def objections(self, span: Span, start: int) -> Iterator[Objection]:
        first, last = span.window(start)
        if last > self.day:
            yield Objection(self.key, self.is_hard, max(first, self.day + timedelta(days=1)), last, self.reason)


def _runs(key: str, days: Mapping[date, Any], first: date, last: date, *, is_hard: bool) -> Iterator[Objection]:
    """Days in a row that share their reason become one objection."""
    run: list[date] = []
    for day in _within(days, first, last):
        if run and (day - run[-1] > timedelta(days=1) or days[day] != days[run[-1]]):
            yield Objection(key, is_hard, run[0], run[-1], days[run[0]])
            run = []
        run.append(day)
    if run:
        yield Objection(key, is_hard, run[0], run[-1], days[run[0]])


def _within(days: Iterable[date], first: date, last: date) -> list[date]:
    return sorted(day for day in days if first <= day <= last)
