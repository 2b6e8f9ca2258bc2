"""Public holidays of the scenario's nations, and the blackout periods that its people enter."""

from collections.abc import Iterator

from accounts.models import Party
from calendars import sources
from calendars.models import Blackout
from calendars.services import add_blackout
from calendars.services.loading import YEARS_AHEAD, load_nation
from scenarios.story import FOUNDED, Entry, Step, Story

DEFAULT_AT = "-3m"


def holidays(story: Story, entry: Entry) -> Iterator[Step]:
    """Of nations that exist; as the yearly sweep would load them."""
    code = entry.data["code"]
    if sources.knows(code) and not entry.data.get("fictitious"):
        yield Step(f"holidays/{code}", entry, FOUNDED, None, lambda: _load(story, code))


def _load(story: Story, code: str) -> Party:
    nation, first = story.party(code), story.scenario.anchor_on.year
    load_nation(nation, range(first, first + YEARS_AHEAD + 1))
    return nation


def blackout(story: Story, entry: Entry) -> Iterator[Step]:
    said = entry.data
    key, day = f"blackouts/{said['id']}", said.get("at", DEFAULT_AT)
    yield Step(key, entry, day, said["by"], lambda: _blackout(story, entry), "blackouts")


def _blackout(story: Story, entry: Entry) -> Blackout:
    said, day = entry.data, story.scenario.day
    return add_blackout(
        story.party(said["party"]),
        title=said["title"],
        reason=said.get("reason", ""),
        starts_on=day(said["from"]),
        ends_on=day(said["to"]),
        label=story.label(said["label"]),
        by=story.user(said["by"]),
    )
