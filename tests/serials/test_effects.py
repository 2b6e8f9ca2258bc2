"""Serials follow their exchange: the same distance from STARTEX, the same wall time, or cancelled with it."""

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta

import pytest

from calendars.items import Scope, Status, items_for
from clearances.subjects import acting_as
from exchanges.changes import Verb
from planning import services as planning
from serials import effects, services
from serials.states import State
from tests.participants.world import build
from tests.serials.planning import at, closed, plan, stored, world

pytestmark = pytest.mark.django_db
OSLO = "Europe/Oslo"  # Forward on 30 March 2031 at 02:00.


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        yield world()


@pytest.fixture
def made(arranged):
    return deepcopy(arranged)


def effects_of(made, verb, **wishes):
    with acting_as(made.planner):
        change = planning.prepare(made.exchange, verb, by=made.planner, **wishes)
        return effects.describe(change)


def by_days(made, days: int) -> dict[str, date]:
    shift = timedelta(days=days)
    return {"starts_on": made.exchange.starts_on + shift, "ends_on": made.exchange.ends_on + shift}


def test_a_move_takes_serials_along_and_keeps_their_wall_time_across_the_clocks():
    made = build(zone=OSLO)
    serial = plan(made, zone=OSLO, starts_at=at(7), ends_at=at(9))  # 08:00 in Oslo.

    with acting_as(made.planner):
        planning.move(made.exchange, by=made.planner, **by_days(made, 30))

    moved = stored(serial)
    assert (moved.starts_at, moved.ends_at) == (at(6, day=2).replace(month=4), at(8, day=2).replace(month=4))
    assert f"{moved.starts:%H:%M}" == "08:00"


def test_a_time_that_does_not_exist_is_named_and_becomes_the_next_one_that_does():
    made = build(zone=OSLO)
    night = datetime(2031, 3, 3, 1, 30, tzinfo=UTC)  # 02:30 in Oslo.
    serial = plan(made, "Night move", zone=OSLO, starts_at=night, ends_at=at(5))

    (effect,) = effects_of(made, Verb.MOVE, **by_days(made, 27))
    with acting_as(made.planner):
        planning.move(made.exchange, by=made.planner, **by_days(made, 27))

    (row,) = effect.rows
    assert row.is_problem
    assert row.note == "The clocks of Europe/Oslo skip its time on 30 MAR 2031: it starts at 03:00."
    assert stored(serial).starts_at == datetime(2031, 3, 30, 1, tzinfo=UTC)


def test_the_preview_counts_what_its_reader_sees_and_warns_of_what_is_left_behind(made):
    plan(made, "Early")
    late = plan(made, "Late", starts_at=at(8, day=14), ends_at=at(9, day=14))
    with acting_as(made.planner):
        services.cancel_serial(plan(made, "Gone"), by=made.planner)

    found = effects_of(made, Verb.MOVE, starts_on=date(2031, 3, 2), ends_on=date(2031, 3, 14))

    assert [effect.text for effect in found] == ["2 serials move 1 day later.", "1 serial would end after ENDEX."]
    assert stored(late).starts_at == at(8, day=14)


def test_a_cancelled_exchange_cancels_its_serials(made):
    serial = plan(made)
    assert [effect.text for effect in effects_of(made, Verb.CANCEL)] == ["1 serial is cancelled."]

    with acting_as(made.planner):
        planning.cancel(made.exchange, reason="Storm", by=made.planner)

    assert stored(serial).state == State.CANCELLED


def test_calendars_hold_the_serials_that_their_reader_sees(made):
    serial = plan(made, "Opening brief", place="Hall 4")
    plan(made, "Red cell", label=closed(made))
    plan(made, "Later", starts_at=at(8, day=9), ends_at=at(9, day=9))
    liaison = made.liaisons["XAA"]

    with acting_as(liaison):
        found = items_for(liaison, date(2031, 3, 3), date(2031, 3, 4), Scope(exchange=made.exchange.pk))

    (item,) = [item for item in found if item.kind == "serial"]
    assert (item.uid, item.title, item.place) == (str(serial.pk), str(serial), "Hall 4")
    assert (item.starts, item.ends, item.status) == (at(8), at(10), Status.TENTATIVE)
