"""A scenario while it is being loaded: what its entries have become, and what happens when, by whom."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.utils import timezone

from accounts.models import Group, Party, Person, Team, User
from clearances.labels import LabelValue
from clearances.models import Classification
from scenarios.models import Loaded, Scenario
from scenarios.reading import Place, Problem, Source

Row = TypeVar("Row", bound=models.Model)

FOUNDED = "-3y"  # When parties, policies and accounts came to be.
MORNING = time(6, 0)  # Events of a day are told from here on, a minute apart.


@dataclass(frozen=True)
class Entry:
    """A part of the scenario, and where it stands."""

    source: Source
    place: Place
    data: dict[str, Any]

    def problem(self, text: str) -> Problem:
        return self.source.problem(self.place, text)

    def parts(self, key: str) -> "Iterator[Entry]":
        """The entries of the list under *key*; none if it isn't there."""
        for number, part in enumerate(self.data.get(key, [])):
            yield Entry(self.source, (*self.place, key, number), part)

    def part(self, key: str) -> "Entry":
        return Entry(self.source, (*self.place, key), self.data[key])


@dataclass(frozen=True)
class Step:
    """One thing that somebody does: *act* calls the service and returns the row that *key* stands for from now on."""

    key: str
    entry: Entry
    day: str  # An offset or a date.
    by: str | None  # A user name; None: the installation itself.
    act: Callable[[], models.Model]
    counts_as: str = ""  # What the summary calls it; empty: a detail that isn't counted.


@dataclass
class Story:
    scenario: Scenario
    rows: dict[str, tuple[str, str]] = field(default_factory=dict)  # Key: model label, primary key.
    kept: dict[str, Any] = field(default_factory=dict)  # Rows without a label, which everybody may read.
    new: list[Loaded] = field(default_factory=list)
    minutes: Counter[date] = field(default_factory=Counter)  # How many things were told on each day.

    @classmethod
    def of(cls, scenario: Scenario) -> "Story":
        known = scenario.loaded.values_list("key", "object_type", "object_id")
        return cls(scenario, {key: (kind, number) for key, kind, number in known})

    def remember(self, key: str, row: models.Model) -> None:
        kind, number = row._meta.label_lower, str(row.pk)
        self.rows[key] = (kind, number)
        self.new.append(Loaded(scenario=self.scenario, key=key, object_type=kind, object_id=number))

    def keep(self) -> None:
        """Write down what was remembered since the last time."""
        Loaded.objects.bulk_create(self.new)
        self.new.clear()

    def find(self, key: str) -> Any:
        """The row behind *key*, as whoever acts now may see it; read anew each time."""
        kind, number = self.rows[key]
        return apps.get_model(kind)._default_manager.get(pk=number)

    def known(self, kind: type[Row], key: str) -> Row:
        """An unlabelled row that doesn't change while the story is told."""
        if key not in self.kept:
            self.kept[key] = self.find(key)
        return self.kept[key]  # type: ignore[no-any-return]

    def party(self, code: str) -> Party:
        return self.known(Party, f"parties/{code}")

    def person(self, name: str) -> Person:
        return self.known(Person, f"people/{name}")

    def team(self, name: str) -> Team:
        return self.known(Team, f"teams/{name}")

    def user(self, name: str) -> User:
        key = f"accounts/{name}"
        if key not in self.kept:
            users = User.objects.select_related("person__organisation__nation", "personal_team")
            self.kept[key] = users.get(pk=self.rows[key][1])
        return self.kept[key]  # type: ignore[no-any-return]

    def level(self, policy: str, code: str) -> Classification:
        key = f"levels/{policy}/{code}"
        if key not in self.kept:
            levels = Classification.objects.select_related("policy__owner")
            self.kept[key] = levels.get(policy__code=policy, code=code)
        return self.kept[key]  # type: ignore[no-any-return]

    def label(self, said: dict[str, Any]) -> LabelValue:
        """The label that the scenario describes; without an owner it belongs to the owner of its policy."""
        level = self.level(said["policy"], said["level"])
        return LabelValue(
            classification=level,
            owner=self.party(said["owner"]) if "owner" in said else level.policy.owner,
            parties=frozenset(map(self.party, said.get("parties", []))),
            groups=frozenset(self.known(Group, f"groups/{code}") for code in said.get("groups", [])),
            excluded=frozenset(map(self.party, said.get("excluded", []))),
            compartments=frozenset(said.get("compartments", [])),
            informative=frozenset(said.get("informative", [])),
            orcon=said.get("orcon", False),
        )

    def next_instant(self, day: str) -> datetime:
        """When the next thing of that day is told: a minute after the last one, never in the future."""
        on = self.scenario.day(day)
        minute = self.minutes[on]
        self.minutes[on] += 1
        morning = datetime.combine(on, MORNING, UTC)
        return min(morning + timedelta(minutes=minute), timezone.now())
