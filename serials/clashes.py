"""What stands against a serial: who or what would be in two places, order, dates, days off. Pure.

Whoever asks hands over the serials that the asker may see, and nothing else: what is hidden can't be named, nor told
from what doesn't exist (security.md §0.8: a serial publishes no free/busy).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


class Kind(StrEnum):
    PERSON = "person"
    UNIT = "unit"
    PLACE = "place"
    ORDER = "order"
    LEAD = "lead"
    OUTSIDE = "outside"
    DAY_OFF = "day off"
    PHASE = "phase"
    OUT = "out"
    RESOURCE = "resource"
    UNBOOKED = "unbooked"
    FREED = "freed"
    WAITING = "waiting"
    CLOSED = "closed"
    TAKEN = "taken"
    ASKED = "asked"
    CAVEAT = "caveat"
    CAVEAT_BEFORE = "caveat before"
    APART = "apart"


HARD = frozenset({Kind.PERSON, Kind.UNIT, Kind.PLACE, Kind.ORDER, Kind.RESOURCE, Kind.FREED, Kind.TAKEN})


TEXTS: dict[Kind, str | Promise] = {
    Kind.PERSON: gettext_lazy("%(name)s is in charge of %(other)s at the same time."),
    Kind.UNIT: gettext_lazy("%(name)s takes part in %(other)s at the same time."),
    Kind.PLACE: gettext_lazy("%(other)s takes place at %(name)s at the same time."),
    Kind.ORDER: gettext_lazy("%(other)s, which must come first, ends only after this begins."),
    Kind.LEAD: gettext_lazy("%(name)s leads %(other)s at the same time."),
    Kind.OUTSIDE: gettext_lazy("This is outside the dates of the exchange."),
    Kind.DAY_OFF: gettext_lazy("%(name)s: %(other)s."),
    Kind.OUT: gettext_lazy("%(name)s doesn't take part any more."),
    Kind.PHASE: gettext_lazy("This is outside the days of %(name)s."),
    Kind.RESOURCE: gettext_lazy("%(other)s uses %(name)s at the same time."),
    Kind.UNBOOKED: gettext_lazy("%(name)s isn't booked for all of this time."),
    Kind.FREED: gettext_lazy("The booking of %(name)s is freed."),
    Kind.WAITING: gettext_lazy("The owner of %(name)s hasn't approved the booking yet."),
    Kind.CLOSED: "%(other)s",
    Kind.TAKEN: gettext_lazy("%(name)s is not available then."),
    Kind.CAVEAT: gettext_lazy("%(name)s made a caveat: %(other)s."),
    Kind.CAVEAT_BEFORE: gettext_lazy("The caveat of %(name)s was made before this moved: ask whether it stands."),
    Kind.APART: gettext_lazy("%(name)s and %(other)s are not to be paired."),
    Kind.ASKED: gettext_lazy("Only the owner of %(name)s can tell whether it is free: it is asked."),
}


@dataclass(frozen=True)
class Slot:
    """A serial as far as clashes ask: when, where, who. Parties and people by their keys, people with their names."""

    key: Any
    name: str
    url: str
    exchange: Any
    starts_at: datetime
    ends_at: datetime
    first: date  # In the zone of the place.
    last: date  # Inclusive.
    place: str = ""
    lead: int | None = None
    parties: frozenset[int] = frozenset()
    units: tuple[str, ...] = ()
    people: Mapping[int, str] = field(default_factory=dict)
    after: frozenset[Any] = frozenset()
    is_at_night: bool = False
    is_on_range: bool = False
    resources: Mapping[Any, str] = field(default_factory=dict)  # What nobody else can use meanwhile, by its key.

    @property
    def partners(self) -> frozenset[int]:
        """The lead nation, and those that take part."""
        return self.parties if self.lead is None else self.parties | {self.lead}

    def overlaps(self, other: "Slot") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Clash:
    """One thing that stands against a serial; *is_hard* where somebody would have to be in two places at once."""

    kind: Kind
    name: str = ""
    other: str = ""
    url: str = ""
    on: date | None = None

    @property
    def is_hard(self) -> bool:
        return self.kind in HARD

    @property
    def text(self) -> str:
        return str(TEXTS[self.kind]) % {"name": self.name, "other": self.other}


def between(wanted: Slot, others: Iterable[Slot], names: Mapping[int, str]) -> list[Clash]:
    """The clashes of *wanted* with *others*; *names* are those of the parties that the asker may see named."""
    found: list[Clash] = []
    for other in others:
        if other.key == wanted.key:
            continue
        if wanted.overlaps(other):
            found += [clash for rule in RULES for clash in rule(wanted, other, names)]
        found += _order(wanted, other)
    return found


def _people(wanted: Slot, other: Slot, names: Mapping[int, str]) -> Iterator[Clash]:
    for key, name in wanted.people.items():
        if key in other.people:
            yield Clash(Kind.PERSON, name, other.name, other.url)


def _resources(wanted: Slot, other: Slot, names: Mapping[int, str]) -> Iterator[Clash]:
    for key, name in wanted.resources.items():
        if key in other.resources:
            yield Clash(Kind.RESOURCE, name, other.name, other.url)


def _units(wanted: Slot, other: Slot, names: Mapping[int, str]) -> Iterator[Clash]:
    theirs = {unit.casefold() for unit in other.units}
    for unit in wanted.units:
        if unit.casefold() in theirs:
            yield Clash(Kind.UNIT, unit, other.name, other.url)


def _place(wanted: Slot, other: Slot, names: Mapping[int, str]) -> Iterator[Clash]:
    """A place is free text: only within one exchange do the same words mean the same place."""
    is_same = wanted.exchange == other.exchange and wanted.place.casefold() == other.place.casefold()
    if is_same and wanted.place:
        yield Clash(Kind.PLACE, wanted.place, other.name, other.url)


def _lead(wanted: Slot, other: Slot, names: Mapping[int, str]) -> Iterator[Clash]:
    is_same = wanted.lead == other.lead and wanted.exchange == other.exchange
    if wanted.lead is not None and wanted.lead in names and is_same:
        yield Clash(Kind.LEAD, names[wanted.lead], other.name, other.url)


RULES: list[Callable[[Slot, Slot, Mapping[int, str]], Iterator[Clash]]] = [
    _people,
    _resources,
    _units,
    _place,
    _lead,
]


def _order(wanted: Slot, other: Slot) -> Iterator[Clash]:
    if other.key in wanted.after and other.ends_at > wanted.starts_at:
        yield Clash(Kind.ORDER, "", other.name, other.url)


def outside(wanted: Slot, starts_on: date, ends_on: date) -> list[Clash]:
    """A warning where *wanted* isn't within the exchange's dates, both inclusive."""
    return [] if starts_on <= wanted.first and wanted.last <= ends_on else [Clash(Kind.OUTSIDE)]


def out(wanted: Slot, gone: Collection[int], names: Mapping[int, str]) -> list[Clash]:
    """Its nations that are *gone*: they declined, or their invitation was withdrawn or lapsed."""
    return [Clash(Kind.OUT, name) for name in sorted(names[key] for key in wanted.partners & names.keys() & set(gone))]


def outside_phase(wanted: Slot, name: str, starts_on: date, ends_on: date) -> list[Clash]:
    """A warning where *wanted* isn't within the days of its phase, both inclusive, whose name its reader sees."""
    return [] if starts_on <= wanted.first and wanted.last <= ends_on else [Clash(Kind.PHASE, name)]


def on_days_off(wanted: Slot, days_off: Mapping[int, Mapping[date, str]], names: Mapping[int, str]) -> list[Clash]:
    """The days off of the nations that take part, each in words, by party and day."""
    found = []
    for party in sorted(wanted.partners & names.keys(), key=lambda key: names[key]):
        reasons = days_off.get(party, {})
        for number in range((wanted.last - wanted.first).days + 1):
            day = wanted.first + timedelta(days=number)
            if day in reasons:
                found.append(Clash(Kind.DAY_OFF, names[party], reasons[day], on=day))
    return found
