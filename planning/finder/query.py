"""What somebody asks for: how long, within which days, who and what is needed, and how much each matters."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.models import Party
from exchanges.models import Exchange
from milestones.steps import Step
from planning.finder.starts import Span
from programs.models import Program
from resources.models import Resource

MOST_DAYS = 366
HORIZON = 550  # Days: eighteen months, however long they are.
MOST_NATIONS, MOST_RESOURCES, MOST_PEOPLE = 40, 60, 60
DEFAULT_WEIGHT, MOST_WEIGHT = 3, 9


@dataclass(frozen=True)
class Weights:
    """How dear it is, beside each other; 0: doesn't matter."""

    holidays: float = DEFAULT_WEIGHT  # A holiday or a stand-down, for each nation and day.
    exchanges: float = DEFAULT_WEIGHT  # A nation that is busy elsewhere, for each day.
    leads: float = DEFAULT_WEIGHT  # A step of the plan that comes too late.


@dataclass(frozen=True, kw_only=True)
class Query:
    span: Span
    host: Party  # Whose working days lead times count in.
    today: date  # Where the host is.
    required: Sequence[Party] = ()
    wished: Sequence[Party] = ()
    resources: Sequence[Resource] = ()  # All of them, throughout.
    wished_resources: Sequence[Resource] = ()
    some: Sequence[Resource] = ()
    needed: int = 0  # How many of ``some``.
    steps: Sequence[Step] = ()  # Of a milestone template.
    lead_days: int = 0
    wish: date | None = None  # The STARTEX that one would like to have.
    weights: Weights = field(default_factory=Weights)
    exchange: Exchange | None = None  # That looks for other dates; it doesn't stand in its own way.
    apart_from: Program | None = None  # Whose exchanges it mustn't overlap.

    @property
    def parties(self) -> dict[Any, Party]:
        """Required and wished, by their keys; the host is one of them only where it is named."""
        return {party.pk: party for party in (*self.required, *self.wished)}

    @property
    def things(self) -> dict[Any, Resource]:
        return {each.pk: each for each in (*self.resources, *self.wished_resources, *self.some)}
