"""What may stand against a window of days. Pure: days in, verdicts out, no database and no words.

Each constraint weighs every possible STARTEX of a ``Span`` at once (``blocked``, ``costs``) and names what stands
against one window (``objections``) only when somebody looks at it. What is *hard* rules a window out, anything else
costs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from planning.finder.starts import Span, Starts, Tally

UNLESS_HARD = 10.0  # How much dearer than a dear day a closed one is, where it doesn't rule a window out.


@dataclass(frozen=True)
class Objection:
    """What one constraint has against one window: from when to when, and why (a value that the pages put in words)."""

    key: str  # The constraint's.
    is_hard: bool
    starts_on: date
    ends_on: date  # Inclusive.
    reason: Any = None
    cost: float = 0.0  # Of this one alone.


class Constraint(Protocol):
    @property
    def key(self) -> str: ...

    def blocked(self, span: Span) -> Starts:
        """The windows that this alone rules out."""

    def costs(self, span: Span) -> list[float]:
        """For each possible STARTEX, what this adds to its cost; empty where it adds nothing to any."""

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

    def blocked(self, span: Span) -> Starts:
        return span.touching(self.closed) if self.is_hard else 0

    def costs(self, span: Span) -> list[float]:
        days = dict.fromkeys(self.dear, self.weight)
        if not self.is_hard:
            days |= dict.fromkeys(self.closed, self.weight * UNLESS_HARD)  # A dear day that is closed costs that alone.
        return span.sums(days) if days else []

    def objections(self, span: Span, start: int) -> Iterator[Objection]:
        days = span.days_of(start)
        closed = 0.0 if self.is_hard else self.weight * UNLESS_HARD
        yield from _runs(Run(self.key, self.is_hard, closed), self.closed, days)
        soft = days if self.is_hard else [day for day in days if day not in self.closed]
        yield from _runs(Run(self.key, False, self.weight), self.dear, soft)


@dataclass(frozen=True)
class SomeOf:
    """So many of several, whichever: "8 of 60 simulators". They must be the same ones throughout the window."""

    key: str
    needed: int
    members: Sequence[Days]

    def blocked(self, span: Span) -> Starts:
        free = Tally()
        for member in self.members:
            free.add(span.all & ~span.touching(member.closed))
        return span.all & ~free.at_least(self.needed, span.all)

    def costs(self, span: Span) -> list[float]:
        """The cost of the cheapest ones that are free; nothing where enough of these cost nothing."""
        if not any(member.dear for member in self.members):
            return []
        columns = [(span.touching(member.closed), member.costs(span)) for member in self.members]
        return [
            sum(
                sorted((costs[start] if costs else 0.0) for out, costs in columns if not out >> start & 1)[
                    : self.needed
                ]
            )
            for start in span.starts
        ]

    def objections(self, span: Span, start: int) -> Iterator[Objection]:
        first, last = span.window(start)
        free = len(self.free(span, start))
        if free < self.needed:
            yield Objection(self.key, True, first, last, Shortage(self.needed, free, len(self.members)))

    def free(self, span: Span, start: int) -> list[str]:
        """The keys of those that can be had throughout the window, the cheapest first."""
        days = frozenset(span.days_of(start))
        found = [member for member in self.members if days.isdisjoint(member.closed)]
        return [each.key for each in sorted(found, key=lambda each: len(days.intersection(each.dear)))]


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
    is_hard: bool = True
    weight: float = UNLESS_HARD  # What it costs to begin earlier, where that isn't ruled out.

    def blocked(self, span: Span) -> Starts:
        return (1 << span.before(self.day)) - 1 if self.is_hard else 0

    def costs(self, span: Span) -> list[float]:
        early = 0 if self.is_hard else span.before(self.day)
        return [self.weight] * early + [0.0] * (span.size - early) if early else []

    def objections(self, span: Span, start: int) -> Iterator[Objection]:
        first, last = span.window(start)
        if first < self.day:
            until, cost = min(last, self.day - timedelta(days=1)), 0.0 if self.is_hard else self.weight
            yield Objection(self.key, self.is_hard, first, until, self.reason, cost)


@dataclass(frozen=True)
class NotAfter:
    """ENDEX on *day* at the latest: a clearance or an agreement that lapses."""

    key: str
    day: date  # The last day on which it still holds.
    reason: Any = None
    is_hard: bool = True
    weight: float = UNLESS_HARD  # What it costs to end later, where that isn't ruled out.

    def blocked(self, span: Span) -> Starts:
        return span.all & ~((1 << self._in_time(span)) - 1) if self.is_hard else 0

    def costs(self, span: Span) -> list[float]:
        fit = span.size if self.is_hard else self._in_time(span)
        return [0.0] * fit + [self.weight] * (span.size - fit) if fit < span.size else []

    def objections(self, span: Span, start: int) -> Iterator[Objection]:
        first, last = span.window(start)
        if last > self.day:
            since, cost = max(first, self.day + timedelta(days=1)), 0.0 if self.is_hard else self.weight
            yield Objection(self.key, self.is_hard, since, last, self.reason, cost)

    def _in_time(self, span: Span) -> int:
        """How many windows end in time."""
        return span.before(self.day + timedelta(days=2 - span.duration))


@dataclass(frozen=True)
class Edges:
    """Days on which people travel badly, such as weekends: STARTEX and ENDEX on one of them cost."""

    key: str
    days: Mapping[date, Any]  # Each with its reason.
    weight: float = 1.0

    def blocked(self, span: Span) -> Starts:
        return 0

    def costs(self, span: Span) -> list[float]:
        single = Span(span.first, span.last, 1).sums(dict.fromkeys(self.days, self.weight))
        if span.duration == 1:  # STARTEX is ENDEX: people travel once.
            return single
        return [single[start] + single[start + span.duration - 1] for start in span.starts]

    def objections(self, span: Span, start: int) -> Iterator[Objection]:
        for day in dict.fromkeys(span.window(start)):
            if day in self.days:
                yield Objection(self.key, False, day, day, self.days[day], self.weight)


@dataclass(frozen=True)
class Always:
    """What stands against every window alike: somebody must be asked who alone can tell."""

    key: str
    reason: Any
    cost: float = 1.0

    def blocked(self, span: Span) -> Starts:
        return 0

    def costs(self, span: Span) -> list[float]:
        return [self.cost] * span.size

    def objections(self, span: Span, start: int) -> Iterator[Objection]:
        yield Objection(self.key, False, *span.window(start), self.reason, self.cost)


@dataclass(frozen=True)
class Run:
    """What days in a row have in common; *weight* is the cost of each."""

    key: str
    is_hard: bool
    weight: float

    def objection(self, days: Sequence[date], reason: Any) -> Objection:
        return Objection(self.key, self.is_hard, days[0], days[-1], reason, self.weight * len(days))


def _runs(kind: Run, days: Mapping[date, Any], among: Iterable[date]) -> Iterator[Objection]:
    """Days in a row that share their reason become one objection; *among* is in order."""
    run: list[date] = []
    for day in among:
        if day not in days:
            continue
        if run and (day - run[-1] > timedelta(days=1) or days[day] != days[run[-1]]):
            yield kind.objection(run, days[run[0]])
            run = []
        run.append(day)
    if run:
        yield kind.objection(run, days[run[0]])
