"""What a scenario says about the serials of an exchange."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from exchanges.models import Exchange
from phases.models import Phase
from scenarios.story import Entry, Step, Story
from serials import services
from serials.models import Serial
from serials.times import next_existing


def serial(story: Story, exchange_key: str, entry: Entry, day: str, by: str) -> Iterator[Step]:
    said = entry.data
    key = f"{exchange_key}/serials/{said['id']}"
    yield Step(key, entry, day, by, lambda: _plan(story, exchange_key, entry, by), "serials")
    if said.get("confirmed"):
        yield Step(
            f"{key}/confirmed", entry, day, by, lambda: services.confirm_serial(story.find(key), by=story.user(by))
        )


def _plan(story: Story, exchange_key: str, entry: Entry, by: str) -> Serial:
    said, exchange = entry.data, story.find(exchange_key)
    names: dict[str, Any] = {name: said[name] for name in ("code", "place", "objectives", "remarks") if name in said}
    return services.add_serial(
        exchange,
        title=said["title"],
        **names,
        **_times(story, said, exchange),
        phase=Phase.objects.get(exchange=exchange, name=said["phase"]) if "phase" in said else None,
        bookings=[story.find(_booking(name)) for name in said.get("uses", [])],
        lead=story.party(said["lead"]) if "lead" in said else None,
        parties=[story.party(code) for code in said.get("parties", [])],
        people=[story.user(name).person for name in said.get("people", [])],
        after=[story.find(f"{exchange_key}/serials/{name}") for name in said.get("after", [])],
        units="\n".join(said.get("units", [])),
        label=story.label(said["label"]) if "label" in said else None,
        by=story.user(by),
    )


def _booking(name: str) -> str:
    """The key of a booking that is named as its resource and itself."""
    resource, booking = name.split("/")
    return f"resources/{resource}/bookings/{booking}"


def _times(story: Story, said: dict[str, Any], exchange: Exchange) -> dict[str, Any]:
    """From a time of one day to a time of the same or of another, by the clocks of the place."""
    zone = said.get("zone", exchange.zone)
    days = {"from": said["on"], "to": said.get("until", said["on"])}
    begin, end = (
        next_existing(datetime.combine(story.scenario.day(day), time.fromisoformat(said[word])), ZoneInfo(zone))
        for word, day in days.items()
    )
    return {"zone": zone, "starts_at": begin, "ends_at": end}
