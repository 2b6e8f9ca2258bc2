"""What an answer says beyond yes or no: caveats, numbers, contributions, a counter-proposal.

It is kept as one value with the answer that says it, under that answer's one label: a version of an answer never
changes, and no part of it is shown without the others. Here are its shape, its words, and the way in and out of JSON.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaveatKind(TextChoices):
    WILL_NOT = "will_not", _("Will not take part")
    ONLY_IF = "only_if", _("Only if")
    PARLIAMENT = "parliament", _("Subject to parliament")
    NOT_WITH = "not_with", _("Not with a certain nation")
    NO_LIVE_FIRE = "no_live_fire", _("No live fire")
    NO_NIGHT = "no_night", _("Nothing at night")
    OTHER = "other", _("Other")


class Category(TextChoices):
    """Whom a nation sends."""

    PARTICIPANTS = "participants", _("Participants")
    STAFF = "staff", _("Staff")
    INSTRUCTORS = "instructors", _("Instructors")
    OBSERVERS = "observers", _("Observers")
    SUPPORT = "support", _("Support")


class ContributionKind(TextChoices):
    """What a nation brings beside people."""

    UNIT = "unit", _("Unit")
    SHIP = "ship", _("Ship")
    AIRCRAFT = "aircraft", _("Aircraft")
    EQUIPMENT = "equipment", _("Equipment")
    INSTRUCTORS = "instructors", _("Instructor team")


class Level(TextChoices):
    """How a nation takes part."""

    PARTICIPANT = "participant", _("Takes part")
    OBSERVER = "observer", _("Observes")
    STAFF = "staff", _("Staff only")
    EQUIPMENT = "equipment", _("Equipment only")


class Part:
    """One line of an answer, as data."""

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """From JSON: days are ISO texts there, and what isn't known is left out."""
        names = {each.name: each.type for each in fields(cls)}  # type: ignore[arg-type]  # Each subclass is one.
        return cls(**{name: _value(value, names[name]) for name, value in said.items() if name in names})

    def said(self) -> dict[str, Any]:
        """For JSON: without what is empty."""
        values = asdict(self)  # type: ignore[call-overload]  # As above.
        return {name: _plain(value) for name, value in values.items() if value not in {None, ""}}


def _value(value: Any, kind: Any) -> Any:
    return date.fromisoformat(value) if value and "date" in str(kind) else value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Caveat(Part):
    """A nation's reservation: of what kind, about which serial or nation, in which words."""

    kind: str
    text: str = ""
    party: str = ""  # Its code.
    serial: str = ""  # Its key; its title and times are read anew by whoever may see it.

    @property
    def words(self) -> str:
        return str(CaveatKind(self.kind).label)


@dataclass(frozen=True)
class Numbers(Part):
    """How many people of one category come, at least and at most."""

    category: str
    least: int
    most: int

    @property
    def words(self) -> str:
        return str(Category(self.category).label)


@dataclass(frozen=True)
class Contribution(Part):
    kind: str
    name: str
    quantity: int = 1
    particulars: str = ""
    first: date | None = None
    last: date | None = None  # Inclusive.

    @property
    def words(self) -> str:
        return str(ContributionKind(self.kind).label)


@dataclass(frozen=True)
class Counter(Part):
    """What the nation would accept instead of what it is offered."""

    first: date | None = None
    last: date | None = None
    seats: int | None = None

    def __bool__(self) -> bool:
        return any(value is not None for value in (self.first, self.last, self.seats))


@dataclass(frozen=True)
class Terms:
    """Everything an answer says beside its state, the seats and free words."""

    caveats: tuple[Caveat, ...] = ()
    numbers: tuple[Numbers, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    counter: Counter = field(default_factory=Counter)
    level: str = ""
    until: date | None = None  # A tentative answer: when the nation means to know.

    def __bool__(self) -> bool:
        return bool(self.said())

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """From JSON, as ``said`` wrote it."""
        return cls(
            caveats=tuple(Caveat.read(each) for each in said.get("caveats", ())),
            numbers=tuple(Numbers.read(each) for each in said.get("numbers", ())),
            contributions=tuple(Contribution.read(each) for each in said.get("contributions", ())),
            counter=Counter.read(said.get("counter", {})),
            level=said.get("level", ""),
            until=date.fromisoformat(said["until"]) if said.get("until") else None,
        )

    def said(self) -> dict[str, Any]:
        """For JSON: without what is empty, so that equal answers are equal there."""
        lists = {"caveats": self.caveats, "numbers": self.numbers, "contributions": self.contributions}
        values: dict[str, Any] = {name: [each.said() for each in rows] for name, rows in lists.items() if rows}
        values |= {"counter": self.counter.said()} if self.counter else {}
        values |= {"level": self.level} if self.level else {}
        values |= {"until": self.until.isoformat()} if self.until else {}
        return values

    @property
    def level_words(self) -> str:
        return str(Level(self.level).label) if self.level else ""

    @property
    def parties(self) -> set[str]:
        """Codes of the nations that are named."""
        return {caveat.party for caveat in self.caveats if caveat.party}

    @property
    def serials(self) -> set[str]:
        return {caveat.serial for caveat in self.caveats if caveat.serial}
