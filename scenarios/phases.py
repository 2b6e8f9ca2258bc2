"""What a scenario says about the phases of an exchange, and about its next edition."""

from collections.abc import Iterator

from clearances.labels import intern
from exchanges.models import Exchange, ExchangeContent
from phases.models import Phase
from phases.services import add_phase
from planning import editions
from scenarios.reading import Refused
from scenarios.story import Entry, Step, Story


def of_exchange(story: Story, exchange_key: str, entry: Entry, day: str, by: str) -> Iterator[Step]:
    for number, part in enumerate(entry.parts("phases")):
        said = part.data
        name, at, actor = f"{exchange_key}/phases/{number}", said.get("at", day), said.get("by", by)
        yield Step(
            name, part, at, actor, lambda part=part, actor=actor: _plan(story, exchange_key, part, actor), "phases"
        )
    for part in entry.parts("editions"):
        said = part.data
        name, at, actor = f"exchanges/{said['id']}", said.get("at", "today"), said.get("by", by)
        yield Step(name, part, at, actor, lambda part=part, actor=actor: _edition(story, exchange_key, part, actor))


def _content(story: Story, exchange_key: str) -> ExchangeContent:
    exchange = story.find(exchange_key)
    content: ExchangeContent = ExchangeContent.objects.select_related("exchange", "label").get(exchange=exchange)
    return content


def _plan(story: Story, exchange_key: str, part: Entry, by: str) -> Phase:
    said, day = part.data, story.scenario.day
    return add_phase(
        _content(story, exchange_key),
        name=said["name"],
        starts_on=day(said["from"]),
        ends_on=day(said["to"]),
        zone=said.get("zone", ""),
        place=said.get("place", ""),
        host=story.party(said["host"]) if "host" in said else None,
        label=story.label(said["label"]) if "label" in said else None,
        by=story.user(by),
    )


def carried_over(story: Story, entry: Entry) -> Exchange:
    """An exchange that came from its last edition. What the scenario says of it must be what was carried over.

    Raises:
        Refused: it says something else.
    """
    said = entry.data
    made = _edition(story, f"exchanges/{said['edition_of']}", entry, said["by"])
    told = {
        "program": (made.program_id, story.find(f"programs/{said['program']}").pk),
        "kind": (made.kind, said["kind"]),
        "host": (made.host_id, story.party(said["host"]).pk),
        "ends": (made.ends_on, story.scenario.day(said["ends"])),
        "cover_label": (made.label_id, intern(story.label(said["cover_label"])).pk),
    }
    for word, (carried, wanted) in told.items():
        if carried != wanted:
            raise Refused([entry.problem(f"“{word}” isn't what “{said['edition_of']}” carries over.")])
    return made


def _edition(story: Story, exchange_key: str, part: Entry, by: str) -> Exchange:
    said = part.data
    wish = editions.Wish(title=said["title"], starts_on=story.scenario.day(said["starts"]))
    return editions.copy(_content(story, exchange_key), wish, by=story.user(by)).exchange
