"""Load a scenario, all of it or nothing; move its dates to another day."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

import exchanges.states
import logistics.states
import participants.states
from clearances.services import AlreadyDecided
from clearances.subjects import acting_as
from scenarios import cast, checking, events, reading, reference, redating
from scenarios.clock import told_at
from scenarios.index import entries
from scenarios.models import Scenario
from scenarios.reading import Problem, Refused, Source
from scenarios.story import Entry, Step, Story

Tell = Callable[[str], None]
Make = Callable[[Story, Entry], Iterator[Step]]

# In this order: what comes later refers to what comes before.
FOUNDING: list[tuple[str, str, Make]] = [
    ("Nations", "nations", reference.nation),
    ("Groups", "groups", reference.group),
    ("Organisations", "organisations", reference.organisation),
    ("Memberships", "groups", reference.memberships),
    ("Policies", "policies", reference.policy),
    ("Recognitions", "recognitions", reference.recognition),
    ("Agreements", "agreements", reference.agreement),
    ("People", "people", cast.person),
    ("Teams", "teams", cast.team),
]
# Told together, in the order of time.
TOLD: list[tuple[str, Make]] = [
    ("clearances", cast.clearance),
    ("programs", events.program),
    ("exchanges", events.exchange),
]
# How a service says that something can't be done; in a scenario it is a mistake of its author.
REFUSALS = (
    ValidationError,
    PermissionDenied,
    AlreadyDecided,
    exchanges.states.IllegalMove,
    exchanges.states.Fixed,
    participants.states.IllegalMove,
    logistics.states.IllegalMove,
)


@dataclass
class Outcome:
    """What loading did: rows made, by section; and how many entries were there already."""

    scenario: Scenario
    made: dict[str, int] = field(default_factory=dict)
    known: int = 0

    def count(self, step: Step) -> None:
        if step.counts_as:
            self.made[step.counts_as] = self.made.get(step.counts_as, 0) + 1


def read(file: Path) -> list[Source]:
    """*file* and those it includes, checked.

    Raises:
        Refused: with everything that is wrong.
    """
    sources = reading.read(file)
    problems = checking.check(sources, timezone.now().date())
    if problems:
        raise Refused(problems)
    return sources


@transaction.atomic
def load(sources: list[Source], *, anchor: date | None = None, reanchor: bool = False, tell: Tell) -> Outcome:
    """Make what *sources*, checked by ``read``, describe and isn't there yet, through the services and as whoever does it in the story.

    Dates count from the day of the first load, or from *anchor*. With *reanchor*, those that were loaded before move.

    Raises:
        Refused: with everything that is wrong; nothing was written.
    """
    now = timezone.now()
    scenario, is_new = Scenario.objects.get_or_create(
        name=sources[0].content["name"], defaults={"anchor_on": anchor or now.date(), "loaded_at": now}
    )
    story, outcome = Story.of(scenario), Outcome(scenario)
    founding = [(title, _planned(story, sources, section, make)) for title, section, make in FOUNDING]
    told = [step for section, make in TOLD for step in _planned(story, sources, section, make)]
    if reanchor and not is_new:
        everything = [step for _title, steps in founding for step in steps] + told
        redating.reanchor(story, everything, anchor or now.date(), tell=tell)
    for title, steps in founding:
        _carry_out(story, title, steps, outcome, tell)
    # In the order of time; what happens on one day, in the order of the files.
    told.sort(key=lambda step: story.scenario.day(step.day))
    _carry_out(story, "What happened", told, outcome, tell)
    return outcome


def _planned(story: Story, sources: list[Source], section: str, make: Make) -> list[Step]:
    found = entries(sources, section)
    return [step for source, place, data in found for step in make(story, Entry(source, place, data))]


def _carry_out(story: Story, title: str, steps: Iterable[Step], outcome: Outcome, tell: Tell) -> None:
    day, minute = "", 0
    for step in _new(story, steps, outcome):
        minute = minute + 1 if step.day == day else 0
        day = step.day
        story.remember(step.key, _do(story, step, minute))
        outcome.count(step)
    if story.new:
        tell(f"  {title:<16}{len(story.new):5}")
    story.keep()


def _new(story: Story, steps: Iterable[Step], outcome: Outcome) -> list[Step]:
    """Those that weren't carried out before.

    Raises:
        Refused: two entries stand for the same thing.
    """
    wanted: dict[str, Step] = {}
    for step in steps:
        if step.key in wanted:
            raise Refused([step.entry.problem(f"this is described twice ({step.key}).")])
        wanted[step.key] = step
    found = [step for key, step in wanted.items() if key not in story.rows]
    outcome.known += len(wanted) - len(found)
    return found


def _do(story: Story, step: Step, minute: int) -> Any:
    """Have the service do it at its time, as its person.

    Raises:
        Refused: the service says no.
    """
    with told_at(story.instant(step.day, minute)):
        actor = acting_as(story.user(step.by)) if step.by else nullcontext()
        with actor:
            try:
                return step.act()
            except REFUSALS as problem:
                raise Refused([_problem(step, problem)]) from problem


def _problem(step: Step, problem: Exception) -> Problem:
    if isinstance(problem, ValidationError):
        named = problem.message_dict if hasattr(problem, "error_dict") else {"": problem.messages}
        text = "; ".join(f"{field}: {' '.join(texts)}" if field else " ".join(texts) for field, texts in named.items())
    else:
        text = str(problem) or type(problem).__name__
    return step.entry.problem(f"{step.by or 'the installation'} can't do this ({step.key}): {text}")
