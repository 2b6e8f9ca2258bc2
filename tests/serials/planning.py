"""A week of an exchange with its planner and two nations: what tests of serials begin from."""

from datetime import UTC, datetime
from typing import Any

from clearances.models import Label
from clearances.subjects import acting_as
from participants.states import State as Invited
from serials import services
from serials.models import Serial
from tests import factories as make
from tests.participants.world import World, build
from tests.roles import as_system


def at(hour: int, minute: int = 0, *, day: int = 3) -> datetime:
    return datetime(2031, 3, day, hour, minute, tzinfo=UTC)


def world() -> World:
    """XAA and XBB take part; the content is open to both."""
    made = build("XAA", "XBB")
    for code in ("XAA", "XBB"):
        made.bring(code, Invited.ACCEPTED)
    return made


def plan(made: World, title: str = "Range day", start: int = 8, end: int = 10, **facts: Any) -> Serial:
    times = {"starts_at": at(start), "ends_at": at(end)}
    with acting_as(made.planner):
        return services.add_serial(made.exchange, title=title, by=made.planner, **{**times, **facts})


def closed(made: World) -> Label:
    """A label of the host alone: as strict as nations can't read."""
    return make.label(made.exchange.host)


def stored(serial: Serial) -> Serial:
    with as_system():
        return Serial.objects.get(pk=serial.pk)
