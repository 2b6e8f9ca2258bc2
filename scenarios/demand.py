"""What the scenario's hosts let partners ask for, and what partners ask."""

from collections.abc import Iterator

from demand.models import CatalogueOffer, PartnerRequest
from demand.services import add_offer, ask
from scenarios.rules import DEFAULT_AT
from scenarios.story import Entry, Step, Story


def offer(story: Story, entry: Entry) -> Iterator[Step]:
    said = entry.data
    key, day = f"offers/{said['id']}", said.get("at", DEFAULT_AT)
    yield Step(key, entry, day, said["by"], lambda: _offer(story, entry), "offers")


def _offer(story: Story, entry: Entry) -> CatalogueOffer:
    said, day = entry.data, story.scenario.day
    return add_offer(
        story.party(said["owner"]),
        kind=said["kind"],
        title=said["title"],
        text=said.get("text", ""),
        starts_on=day(said["from"]) if "from" in said else None,
        ends_on=day(said["to"]) if "to" in said else None,
        seats=said.get("seats"),
        until=day(said["until"]),
        label=story.label(said["label"]),
        by=story.user(said["by"]),
    )


def request(story: Story, entry: Entry) -> Iterator[Step]:
    said = entry.data
    key, day = f"requests/{said['id']}", said.get("at", DEFAULT_AT)
    yield Step(key, entry, day, said["by"], lambda: _request(story, entry), "requests")


def _request(story: Story, entry: Entry) -> PartnerRequest:
    said, day = entry.data, story.scenario.day
    return ask(
        story.party(said["party"]),
        story.party(said["host"]),
        kind=said["kind"],
        title=said["title"],
        text=said.get("text", ""),
        not_before=day(said["from"]) if "from" in said else None,
        not_after=day(said["to"]) if "to" in said else None,
        people=said.get("people"),
        label=story.label(said["label"]),
        by=story.user(said["by"]),
    )
