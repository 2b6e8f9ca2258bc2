"""Programs and exchanges: what was planned, who was invited and answered, what has to be done, in the order of time."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from accounts.models import Team
from clearances.roles import Role
from clearances.services import grant
from exchanges.models import Exchange
from exchanges.services import create_exchange
from logistics import services as logistics
from logistics.models import Task
from participants import services as participants
from participants.models import Delegation, Invitation
from planning import services as planning
from portions.containers import Block
from programs.models import Program
from programs.services import create_program
from scenarios import files, milestones, phases, polls, replies, serials, threads
from scenarios.rules import DEFAULT_AT
from scenarios.story import Entry, Step, Story


def program(story: Story, entry: Entry) -> Iterator[Step]:
    said = entry.data
    key, day = f"programs/{said['id']}", said.get("at", DEFAULT_AT)
    yield Step(key, entry, day, said["by"], lambda: _program(story, entry), "programs")
    for part in entry.parts("grants"):
        yield _granting(story, key, part, day, said["by"])


def _program(story: Story, entry: Entry) -> Program:
    said = entry.data
    return create_program(
        owner=story.party(said["owner"]),
        title=said["title"],
        label=story.label(said["label"]),
        content_label=story.label(said["content_label"]) if "content_label" in said else None,
        purpose=said["purpose"],
        authority=said.get("authority", ""),
        cadence=said.get("cadence", ""),
        by=story.user(said["by"]),
    )


def _granting(story: Story, key: str, part: Entry, day: str, by: str) -> Step:
    """Need-to-know for a person or a team, given by whoever founded the program or exchange."""
    said = part.data
    name = said.get("team") or said["person"]

    def act() -> Team:
        team = story.team(said["team"]) if "team" in said else story.user(said["person"]).personal_team
        until = story.scenario.day(said["until"]) if "until" in said else None
        grant(Role(said["role"]), team, story.find(key), by=story.user(by), reason=said["reason"], until=until)
        return team

    return Step(f"{key}/grants/{said['role']}/{name}", part, day, by, act)


def exchange(story: Story, entry: Entry) -> Iterator[Step]:
    said = entry.data
    key, day, by = f"exchanges/{said['id']}", said.get("at", DEFAULT_AT), said["by"]
    yield Step(key, entry, day, by, lambda: _exchange(story, entry), "exchanges")
    for part in entry.parts("grants"):
        yield _granting(story, key, part, day, by)
    for part in entry.parts("invitations"):
        yield from _invitation(story, key, part, part.data.get("at", day), part.data.get("by", by))
    for number, part in enumerate(entry.parts("life")):
        name = f"{key}/life/{number}"
        actor = part.data.get("by", by)
        yield Step(
            name, part, part.data.get("at", day), actor, lambda part=part, actor=actor: _live(story, key, part, actor)
        )
    for part in entry.parts("tasks"):
        yield from _task(story, key, part, part.data.get("at", day), part.data.get("by", by))
    yield from milestones.of_exchange(story, key, entry, by)
    yield from phases.of_exchange(story, key, entry, day, by)
    yield from polls.of_exchange(story, key, entry, by)
    yield from files.of_exchange(story, key, entry, day, by)
    for part in entry.parts("serials"):
        yield from serials.serial(story, key, part, part.data.get("at", day), part.data.get("by", by))


def _exchange(story: Story, entry: Entry) -> Exchange:
    said, day = entry.data, story.scenario.day
    if "edition_of" in said:
        return phases.carried_over(story, entry)
    return create_exchange(
        program=story.find(f"programs/{said['program']}"),
        kind=said["kind"],
        title=said["title"],
        host=story.party(said["host"]),
        starts_on=day(said["starts"]),
        ends_on=day(said["ends"]),
        zone=said.get("zone"),
        label=story.label(said["cover_label"]),
        content_label=story.label(said["content_label"]) if "content_label" in said else None,
        domains=said.get("domains", []),
        place=said.get("place", ""),
        description=_passage(story, said.get("description", "")),
        seats=said.get("seats"),
        by=story.user(said["by"]),
    )


def _passage(story: Story, said: str | list[dict[str, Any]]) -> str | list[Block]:
    """A text as it stands, or paragraphs of which some carry labels of their own."""
    if isinstance(said, str):
        return said
    return [Block(part["text"], label=story.label(part["label"]) if "label" in part else None) for part in said]


VERBS: dict[str, Callable[..., Any]] = {
    "plan": planning.plan,
    "move": planning.move,
    "postpone": planning.postpone,
    "rehost": planning.rehost,
    "cancel": planning.cancel,
    "start": planning.start,
    "complete": planning.complete,
    "close": planning.close,
}


def _live(story: Story, key: str, part: Entry, by: str) -> Exchange:
    said = part.data
    wishes: dict[str, Any] = {name: said[name] for name in ("reason", "zone") if name in said}
    wishes |= {f"{name}_on": story.scenario.day(said[name]) for name in ("starts", "ends") if name in said}
    if "host" in said:
        wishes["host"] = story.party(said["host"])
    VERBS[said["verb"]](story.find(key), by=story.user(by), **wishes)
    row: Exchange = story.find(key)
    return row


def _invitation(story: Story, exchange_key: str, entry: Entry, day: str, by: str) -> Iterator[Step]:
    said = entry.data
    key = f"{exchange_key}/invitations/{said['party']}"
    yield Step(key, entry, day, by, lambda: _invite(story, exchange_key, entry, by), "invitations")
    if not said.get("draft"):
        yield Step(f"{key}/issued", entry, day, by, lambda: _issue(story, key, by))
    if "opened" in said:
        opened = entry.part("opened")
        reader = opened.data["by"]
        yield Step(f"{key}/opened", opened, opened.data.get("at", day), reader, lambda: _open(story, key, reader))
    for number, part in enumerate(entry.parts("questions")):
        yield from threads.question(story, f"{key}/questions/{number}", part, day, by)
    yield from _packet(story, key, entry, by)
    yield from replies.replies(story, key, entry, day)
    yield from replies.desk(story, key, entry, day)
    if "withdrawn" in said:
        part = entry.part("withdrawn")
        actor = part.data.get("by", by)
        yield Step(
            f"{key}/withdrawn", part, part.data.get("at", "today"), actor, lambda: _withdraw(story, key, part, actor)
        )


def _invite(story: Story, exchange_key: str, entry: Entry, by: str) -> Delegation:
    said = entry.data
    return participants.invite(
        story.find(exchange_key),
        party=story.party(said["party"]),
        seats=said["seats"],
        reply_by=story.scenario.day(said["reply_by"]),
        message=_passage(story, said["message"]),
        offer=said.get("offer", {}),
        by=story.user(by),
    )


def _packet(story: Story, key: str, entry: Entry, by: str) -> Iterator[Step]:
    """What the host does with a packet after it was sent."""
    for name, verb in (("amended", _amend), ("confirmed", _confirm)):
        if name in entry.data:
            part = entry.part(name)
            actor = part.data.get("by", by)
            yield Step(f"{key}/{name}", part, part.data["at"], actor, partial(verb, story, key, part, actor))


def _amend(story: Story, key: str, part: Entry, by: str) -> Invitation:
    row, said = story.find(key).invitation, part.data
    terms = {"seats": said.get("seats", row.seats), "reply_by": row.reply_by, "offer": said.get("offer")}
    return participants.amend(row, version=row.version, by=story.user(by), **terms)


def _confirm(story: Story, key: str, part: Entry, by: str) -> Invitation:
    row = story.find(key).invitation
    return participants.confirm(row, version=row.version, by=story.user(by))


def _issue(story: Story, key: str, by: str) -> Invitation:
    return participants.issue(story.find(key).invitation, by=story.user(by))


def _open(story: Story, key: str, reader: str) -> Delegation:
    delegation: Delegation = story.find(key)
    participants.mark_opened(delegation, by=story.user(reader))
    return delegation


def _withdraw(story: Story, key: str, part: Entry, by: str) -> Invitation:
    return participants.withdraw(story.find(key).invitation, reason=part.data["reason"], by=story.user(by))


def _task(story: Story, exchange_key: str, entry: Entry, day: str, by: str) -> Iterator[Step]:
    key = f"{exchange_key}/tasks/{entry.data['id']}"
    yield Step(key, entry, day, by, lambda: _give(story, exchange_key, entry, by), "tasks")
    if "done" in entry.data:
        done = entry.part("done")
        doer = done.data["by"]
        yield Step(f"{key}/done", done, done.data.get("at", "today"), doer, lambda: _do(story, key, doer))


def _give(story: Story, exchange_key: str, entry: Entry, by: str) -> Task:
    said = entry.data
    return logistics.add_task(
        _delegation(story, exchange_key, said["party"]),
        title=said["title"],
        detail=said.get("detail", ""),
        due_on=story.scenario.day(said["due"]),
        remind_days=said.get("remind_days", 3),
        by=story.user(by),
    )


def _delegation(story: Story, exchange_key: str, party: str) -> Delegation:
    """The delegation that carries a task: the invited party's, or the host's own."""
    invited = f"{exchange_key}/invitations/{party}"
    if invited in story.rows:
        row: Delegation = story.find(invited)
        return row
    return Delegation.objects.get(exchange=story.find(exchange_key), is_host=True)


def _do(story: Story, key: str, by: str) -> Task:
    return logistics.do_task(story.find(key), by=story.user(by))
