"""Load a scenario, all of it or nothing; move its dates to another day."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

import exchanges.states
import logistics.states
import participants.states
from accounts.models import User
from clearances.services import AlreadyDecided
from clearances.services.completion import complete_grants
from clearances.subjects import acting_as
from notifications.models import Notification
from notifications.services import mark_read
from scenarios import checking, plan, reading, redating
from scenarios.clock import told_at
from scenarios.models import Scenario
from scenarios.reading import Problem, Refused, Source
from scenarios.story import Step, Story

Tell = Callable[[str], None]

UNREAD_DAYS = 6  # How long a message lies unread in the story.

# How a service says that something can't be done; in a scenario it is a mistake of its author.
REFUSALS = (
    ValidationError,
    PermissionDenied,
    ObjectDoesNotExist,  # Whoever acts doesn't see what they act on.
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
def load(sources: list[Source], *, anchor: date | None = None, tell: Tell) -> Outcome:
    """Make what *sources*, checked by ``read``, describe and isn't there yet: through the services, as its people.

    Dates count from the day of the first load. With *anchor*, all of them move: from then on they count from that day.

    Raises:
        Refused: with everything that is wrong; nothing was written.
    """
    complete_grants()  # Who got an office from an older version does what it opens now.
    now = timezone.now()
    scenario, _is_new = Scenario.objects.get_or_create(
        name=sources[0].content["name"], defaults={"anchor_on": now.date(), "loaded_at": now}
    )
    story, outcome = Story.of(scenario), Outcome(scenario)
    chapters = list(plan.chapters(story, sources))
    for title, steps in chapters:
        _carry_out(story, title, steps, outcome, tell)
    if outcome.made:
        _read_old_messages(story)
    if anchor is not None:
        redating.reanchor(story, [step for _title, steps in chapters for step in steps], anchor, tell=tell)
    return outcome


def _read_old_messages(story: Story) -> None:
    """What the people of the story were told more than a few days ago, they have read."""
    users = [pk for kind, pk in story.rows.values() if kind == User._meta.label_lower]
    before = timezone.now() - timedelta(days=UNREAD_DAYS)
    for user in User.objects.filter(pk__in=users):
        old = Notification.objects.filter(recipient=user, created_at__lt=before, read_at__isnull=True)
        mark_read(user, old.values_list("pk", flat=True))


def _carry_out(story: Story, title: str, steps: Iterable[Step], outcome: Outcome, tell: Tell) -> None:
    for step in _new(story, steps, outcome):
        story.remember(step.key, _do(story, step))
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


def _do(story: Story, step: Step) -> Any:
    """Have the service do it at its time, as its person.

    Raises:
        Refused: the service says no.
    """
    with told_at(story.next_instant(step.day)):
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
    elif isinstance(problem, ObjectDoesNotExist):
        text = "what it is about isn't open to them."
    else:
        text = str(problem) or type(problem).__name__
    return step.entry.problem(f"{step.by or 'the installation'} can't do this ({step.key}): {text}")
