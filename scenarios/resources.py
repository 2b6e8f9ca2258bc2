"""Resources that parties enter, and who booked them for what."""

from collections.abc import Iterator
from datetime import time
from zoneinfo import ZoneInfo

import resources.services as keeping
from clearances.guards import SYSTEM
from resources.models import Booking, KeptBooking, Precision, Resource
from resources.windows import Window
from scenarios.story import Entry, Step, Story

FACTS = (
    "name",
    "place",
    "description",
    "capacity",
    "quantity",
    "turn_round_hours",
    "latitude",
    "longitude",
    "weekdays",
    "other_hours",
    "closer_to",
)
DEFAULT_AT = "-6m"


def resource(story: Story, entry: Entry) -> Iterator[Step]:
    said = entry.data
    key, day = f"resources/{said['id']}", said.get("at", DEFAULT_AT)
    yield Step(key, entry, day, said["by"], lambda: _resource(story, entry), "resources")
    for part in entry.parts("bookings"):
        yield from _booking(story, key, part, said["by"])


def _resource(story: Story, entry: Entry) -> Resource:
    said = entry.data
    facts = {name: said[name] for name in FACTS if name in said}
    facts |= {name: time.fromisoformat(said[name]) for name in ("opens_at", "closes_at") if name in said}
    facts |= {name: Precision[said[name].upper()] for name in ("precision", "closer_precision") if name in said}
    label = story.label(said["label"])
    made = keeping.add_resource(
        story.party(said["owner"]),
        kind=said["kind"],
        label=label,
        person=story.person(said["person"]) if "person" in said else None,
        by=story.user(said["by"]),
        **facts,
    )
    # As if its two releasing officers had decided so on the first day.
    return keeping.publish_busy(made, by=SYSTEM) if said.get("published") else made


def _booking(story: Story, resource_key: str, part: Entry, keeper: str) -> Iterator[Step]:
    said = part.data
    key, day, by = f"{resource_key}/bookings/{said['id']}", said["at"], said["by"]
    yield Step(key, part, day, by, lambda: _book(story, resource_key, part), "bookings")
    if "approved" in said:
        yield Step(f"{key}/approved", part, said["approved"], keeper, lambda: _approve(story, key, keeper))


def _book(story: Story, resource_key: str, part: Entry) -> Booking:
    said, day = part.data, story.scenario.day
    thing: Resource = story.find(resource_key)
    (made,) = keeping.book(
        [thing],
        window=Window.of_days(day(said["from"]), day(said["until"]), ZoneInfo(thing.zone)),
        exchange=story.find(f"exchanges/{said['exchange']}") if "exchange" in said else None,
        title=said.get("title", ""),
        quantity=said.get("quantity", 1),
        label=story.label(said["label"]) if "label" in said else None,
        over_closed=True,
        by=story.user(said["by"]),
    )
    return made


def _approve(story: Story, key: str, keeper: str) -> KeptBooking:
    return keeping.approve(KeptBooking.objects.get(pk=story.find(key).pk), by=story.user(keeper))
