"""What nations answer, and what they prepare among themselves before they do."""

from collections.abc import Iterator
from typing import Any

from participants import services as participants
from participants.models import Delegation, DeskNote, Reply, ReplyDraft, SignOff
from scenarios.story import Entry, Step, Story

DAYS = ("first", "last")


def replies(story: Story, key: str, entry: Entry, day: str) -> Iterator[Step]:
    for number, part in enumerate(entry.parts("replies")):
        said = part.data
        yield Step(
            f"{key}/replies/{number}", part, said.get("at", day), said["by"], lambda part=part: _reply(story, key, part)
        )


def _reply(story: Story, key: str, part: Entry) -> Reply:
    invitation = story.find(key).invitation
    said = {"caveats": "", **_said(story, part.data)}
    return participants.reply(invitation, version=invitation.version, by=story.user(part.data["by"]), **said)


def _said(story: Story, data: dict[str, Any]) -> dict[str, Any]:
    """An answer as the form would hold it."""
    return {
        "answer": data["answer"],
        "seats": data.get("seats"),
        "caveats": data.get("caveats", ""),
        "comment": data.get("comment", ""),
        "terms": {name: [_line(story, line) for line in lines] for name, lines in data.get("terms", {}).items()},
    }


def _line(story: Story, line: dict[str, Any]) -> dict[str, Any]:
    days = {name: story.scenario.day(line[name]).isoformat() for name in DAYS if name in line}
    return {"quantity": 1, **line, **days} if "name" in line else {**line, **days}


def desk(story: Story, key: str, entry: Entry, day: str) -> Iterator[Step]:
    """A draft, its notes, and who must agree: the host's data never shows it."""
    if "desk" not in entry.data:
        return
    part = entry.part("desk")
    by, at = part.data["by"], part.data.get("at", day)
    yield Step(f"{key}/desk", part, at, by, lambda: _draft(story, key, part))
    for number, note in enumerate(part.parts("notes")):
        yield Step(f"{key}/desk/notes/{number}", note, at, note.data["by"], lambda note=note: _note(story, key, note))
    for asked in part.parts("asked"):
        name = f"{key}/desk/asked/{asked.data['person']}"
        yield Step(name, asked, at, by, lambda asked=asked: _ask(story, key, asked, by))


def _draft(story: Story, key: str, part: Entry) -> ReplyDraft:
    delegation: Delegation = story.find(key)
    return participants.keep_draft(delegation, said=_said(story, part.data), version=0, by=story.user(part.data["by"]))


def _note(story: Story, key: str, part: Entry) -> DeskNote:
    return participants.write_note(story.find(key), text=part.data["text"], by=story.user(part.data["by"]))


def _ask(story: Story, key: str, part: Entry, by: str) -> SignOff:
    person, due_on = story.user(part.data["person"]), story.scenario.day(part.data["due"])
    return participants.ask_sign_off(story.find(f"{key}/desk"), person=person, due_on=due_on, by=story.user(by))
