"""Rank the windows of a span, and say what binds. Pure, and linear in the days of the horizon."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from planning.finder.constraints import Constraint, Objection
from planning.finder.starts import Span, Starts, Tally, members

BEST, GIVING = 10, 3


@dataclass(frozen=True)
class Window:
    """One proposal: its days, what it costs, and all that stands against it, the hard first."""

    starts_on: date
    ends_on: date  # Inclusive.
    cost: float
    objections: tuple[Objection, ...]

    @property
    def gives(self) -> tuple[str, ...]:
        """The keys of what would have to give for it; none for a window that can be had."""
        return tuple(dict.fromkeys(each.key for each in self.objections if each.is_hard))


@dataclass(frozen=True)
class Binding:
    """The constraint that costs most choice: without it so many more windows could be had."""

    key: str
    freed: int  # Windows that it alone rules out.
    blocked: int  # Windows that it rules out, alone or with others.
    example: Objection  # What it has against one of them, the first that it alone rules out if there is one.


@dataclass(frozen=True)
class Found:
    """What a search found. Of windows that overlap by more than half, only the best is proposed."""

    windows: tuple[Window, ...]  # The best ones, cheapest first, then earliest.
    possible: int  # How many windows can be had in all.
    asked: int  # Of how many.
    binding: Binding | None  # None where nothing is ruled out.
    nearly: tuple[Window, ...]  # For which least would have to give; where some can be had, only cheaper ones.
    nearest: Window | None  # That can be had closest to the wished STARTEX: the cheapest slip.


def search(span: Span, constraints: Sequence[Constraint], *, wished: date | None = None, best: int = BEST) -> Found:
    """The *best* windows of *span* under *constraints*; *wished* is the STARTEX that one would like to have."""
    blocked = {each.key: each.blocked(span) for each in constraints}
    costs = _costs(span, constraints)
    against = Tally()
    for starts in blocked.values():
        against.add(starts)
    ruled_out = against.at_least(1, span.all)
    possible = members(span.all & ~ruled_out)

    def shown(starts: Iterable[int]) -> tuple[Window, ...]:
        return tuple(_window(span, constraints, start, costs[start]) for start in starts)

    chosen = _apart(sorted(possible, key=lambda start: (costs[start], start)), span, best)
    return Found(
        windows=shown(chosen),
        possible=len(possible),
        asked=span.size,
        binding=_binding(span, constraints, blocked, ruled_out & ~against.at_least(2, span.all)),
        nearly=shown(_nearly(span, costs, against, chosen, best)),
        nearest=next(iter(shown(_nearest(possible, costs, span, wished))), None),
    )


def _costs(span: Span, constraints: Sequence[Constraint]) -> list[float]:
    columns = [column for each in constraints if (column := each.costs(span))]
    return [sum(values) for values in zip(*columns, strict=True)] if columns else [0.0] * span.size


def _window(span: Span, constraints: Sequence[Constraint], start: int, cost: float) -> Window:
    found = [each for constraint in constraints for each in constraint.objections(span, start)]
    found.sort(key=lambda each: (not each.is_hard, each.starts_on))
    return Window(*span.window(start), cost, tuple(found))


def _apart(ranked: Sequence[int], span: Span, best: int) -> list[int]:
    """The first of *ranked* that don't overlap by more than half: ten proposals, not one and its neighbours."""
    chosen: list[int] = []
    for start in ranked:
        if len(chosen) == best:
            break
        if all(abs(start - other) * 2 >= span.duration for other in chosen):
            chosen.append(start)
    return chosen


def _nearly(span: Span, costs: Sequence[float], against: Tally, chosen: Sequence[int], best: int) -> list[int]:
    """Where none can be had, those with the fewest against them; else a few that one alone rules out, and cheaper
    than the best that can be had: somebody may give way."""
    if not chosen:
        counts = [against.count(start) for start in span.starts]
        return _apart(sorted(span.starts, key=lambda start: (counts[start], costs[start], start)), span, best)
    alone = members(against.at_least(1, span.all) & ~against.at_least(2, span.all))
    cheaper = [start for start in alone if costs[start] < costs[chosen[0]]]
    return _apart(sorted(cheaper, key=lambda start: (costs[start], start)), span, GIVING)


def _binding(
    span: Span, constraints: Sequence[Constraint], blocked: dict[str, Starts], alone: Starts
) -> Binding | None:
    """*alone* are the windows that exactly one constraint rules out."""
    found = [(each, starts) for each in constraints if (starts := blocked[each.key])]
    if not found:
        return None
    worst, starts = max(found, key=lambda pair: ((pair[1] & alone).bit_count(), pair[1].bit_count()))
    first = members(starts & alone or starts)[0]
    example = next(each for each in worst.objections(span, first) if each.is_hard)
    return Binding(worst.key, (starts & alone).bit_count(), starts.bit_count(), example)


def _nearest(possible: Sequence[int], costs: Sequence[float], span: Span, wished: date | None) -> list[int]:
    if wished is None or not possible:
        return []
    target = (wished - span.first).days
    return [min(possible, key=lambda start: (abs(start - target), costs[start], start))]
