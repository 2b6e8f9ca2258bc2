"""The milestones of an exchange: planned from a template, confirmed, and what its conferences said and gave to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from django.db import models

from calendars.zones import instant_of
from logistics.models import Task
from milestones import services, shipped
from milestones.models import Attendance, Entry, Milestone, Part
from milestones.services.conferences import Said
from milestones.states import State
from participants.models import Delegation
from scenarios import story as telling
from scenarios.story import Step, Story


def of_exchange(story: Story, key: str, entry: telling.Entry, by: str) -> Iterator[Step]:
    """What the entry of an exchange says about its milestones, under the key of the exchange."""
    if "milestones" not in entry.data:
        return
    plan = entry.part("milestones")
    planner = plan.data.get("by", by)
    yield Step(
        f"{key}/milestones", plan, plan.data["at"], planner, lambda: _plan(story, key, plan, planner), "milestones"
    )
    for part in plan.parts("begun"):
        yield _turn(story, key, part, State.STARTED, planner)
    for part in plan.parts("done"):
        yield _turn(story, key, part, State.DONE, planner)
    for part in plan.parts("conferences"):
        yield from _conference(story, key, part, planner)


def _plan(story: Story, key: str, entry: telling.Entry, by: str) -> models.Model:
    template = shipped.template(entry.data["template"])
    if template is None:
        raise entry.problem(f"There is no template “{entry.data['template']}”.")
    content = story.find(key).content
    services.apply_template(content, template, only=entry.data.get("steps"), by=story.user(by))
    return content  # type: ignore[no-any-return]


def _milestone(story: Story, key: str, code: str) -> Milestone:
    return Milestone.objects.get(exchange=story.find(key), code=code)  # type: ignore[no-any-return]


def _turn(story: Story, key: str, entry: telling.Entry, state: State, by: str) -> Step:
    said = entry.data

    def act() -> Milestone:
        words = said.get("evidence", "")
        return services.turn(_milestone(story, key, said["step"]), state, words=words, by=story.user(by))

    return Step(f"{key}/milestones/{said['step']}/{state}", entry, said["at"], by, act)


@dataclass(frozen=True)
class Meeting:
    """One conference of the story: of which exchange, which step, and by whom it is told."""

    story: Story
    key: str
    code: str
    at: str
    by: str

    @property
    def name(self) -> str:
        return f"{self.key}/conferences/{self.code}"

    @property
    def milestone(self) -> Milestone:
        return _milestone(self.story, self.key, self.code)

    def delegation(self, party: str) -> Delegation:
        rows = Delegation.objects.select_related("party")
        return rows.get(exchange=self.story.find(self.key), party=self.story.party(party))  # type: ignore[no-any-return]


def _conference(story: Story, key: str, entry: telling.Entry, by: str) -> Iterator[Step]:
    meeting = Meeting(story, key, entry.data["step"], entry.data["at"], by)
    for number, part in enumerate(entry.parts("entries")):
        yield _writing(meeting, number, part)
    for number, part in enumerate(entry.parts("delegates")):
        yield _attending(meeting, number, part)
    for number, part in enumerate(entry.parts("actions")):
        yield _acting(meeting, number, part)


def _writing(meeting: Meeting, number: int, part: telling.Entry) -> Step:
    said, story = part.data, meeting.story

    def act() -> Entry:
        milestone = meeting.milestone
        words = {field: said[field] for field in ("title", "text", "presenter", "address", "minutes") if field in said}
        line = Said(starts_at=_time(meeting, milestone, said.get("time")), **words)
        label = story.label(said["label"]) if "label" in said else None
        return services.add_entry(milestone, Part(said["part"]), line, label=label, by=story.user(meeting.by))

    return Step(f"{meeting.name}/entries/{number}", part, said.get("at", meeting.at), meeting.by, act)


def _time(meeting: Meeting, milestone: Milestone, said: str | None) -> datetime | None:
    if said is None:
        return None
    zone = meeting.story.find(meeting.key).zone
    return instant_of(datetime.combine(milestone.planned_on, time.fromisoformat(said)), zone)


def _attending(meeting: Meeting, number: int, part: telling.Entry) -> Step:
    said = part.data

    def act() -> Attendance:
        return services.say_attendance(
            meeting.milestone,
            meeting.delegation(said["party"]),
            number=said["number"],
            names="\n".join(said.get("names", [])),
            by=meeting.story.user(said["by"]),
        )

    return Step(f"{meeting.name}/delegates/{number}", part, said["at"], said["by"], act)


def _acting(meeting: Meeting, number: int, part: telling.Entry) -> Step:
    said, story = part.data, meeting.story

    def act() -> Task:
        return services.add_action_item(
            meeting.milestone,
            meeting.delegation(said["party"]),
            title=said["title"],
            due_on=story.scenario.day(said["due"]),
            by=story.user(meeting.by),
        )

    return Step(f"{meeting.name}/actions/{number}", part, said.get("at", meeting.at), meeting.by, act)
