"""In which order a scenario's sections are carried out."""

from collections.abc import Callable, Iterator

from scenarios import calendars, cast, demand, events, reference, resources
from scenarios.index import entries
from scenarios.reading import Source
from scenarios.story import Entry, Step, Story

Make = Callable[[Story, Entry], Iterator[Step]]

# In this order: what comes later refers to what comes before.
FOUNDING: list[tuple[str, str, Make]] = [
    ("Nations", "nations", reference.nation),
    ("Holidays", "nations", calendars.holidays),
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
    ("resources", resources.resource),
    ("blackouts", calendars.blackout),
    ("offers", demand.offer),
    ("requests", demand.request),
]


def chapters(story: Story, sources: list[Source]) -> Iterator[tuple[str, list[Step]]]:
    """The steps under their titles; what happened, in the order of time, and on one day in the order of the files."""
    for title, section, make in FOUNDING:
        yield title, _steps(story, sources, section, make)
    told = [step for section, make in TOLD for step in _steps(story, sources, section, make)]
    yield "What happened", sorted(told, key=lambda step: story.scenario.day(step.day))


def _steps(story: Story, sources: list[Source], section: str, make: Make) -> list[Step]:
    found = entries(sources, section)
    return [step for source, place, data in found for step in make(story, Entry(source, place, data))]
