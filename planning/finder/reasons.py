"""Why something stands against a window, as values that ``words`` puts in sentences. Each names only what the asker
may see: what is hidden is ``NOT_AVAILABLE`` and no more."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from calendars.days_off import Reason as DayOff
from planning.finder.constraints import Shortage

__all__ = ["Also", "DayOff", "Lapse", "Late", "Shortage", "Thing", "Weekend"]


class Thing(Enum):
    """What is known of a resource on some days."""

    NOT_AVAILABLE = auto()
    CLOSED = auto()
    ASK = auto()  # Only its owner can tell.


@dataclass(frozen=True)
class Also:
    """Exchanges that a nation hosts or takes part in on the same days; all of them seen by the asker."""

    titles: tuple[str, ...]
    labels: tuple[int, ...]  # Of these exchanges, and of it that the nation takes part.


@dataclass(frozen=True)
class Weekend:
    """Whose weekend it is."""

    parties: tuple[str, ...]


@dataclass(frozen=True)
class Late:
    """A step that can't be had in time; ``day`` is the earliest STARTEX for which it can, None where none is."""

    title: str
    lead: str  # How long it takes; "" where it only had to lie ahead.
    day: date | None
    labels: tuple[int, ...] = ()  # Of the milestone.


@dataclass(frozen=True)
class Lapse:
    """Something that ends before ENDEX: its last day."""

    day: date
