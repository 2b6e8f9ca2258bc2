"""STARTEX moves: the preview says what follows, then all of it follows, and each person is told once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from clearances.subjects import acting_as
from exchanges.changes import Verb
from exchanges.models import Exchange
from exchanges.states import Fixed
from milestones import services, shipped
from milestones.effects import describe
from milestones.models import Milestone
from notifications.models import Notification
from participants.states import State as Invited
from planning import services as planning
from planning.effects import describe as preview
from planning.effects import people_told
from tests import factories as make
from tests.milestones.world import add, build, content, stored

pytestmark = pytest.mark.django_db


def soon(days: int) -> date:
    return datetime.now(UTC).date() + timedelta(days=days)


def moved(world, days, verb=Verb.MOVE, **wishes):
    row = Exchange.objects.get(pk=world.exchange.pk)
    by = timedelta(days=days)
    return planning.prepare(
        row, verb, by=world.planner, starts_on=row.starts_on + by, ends_on=row.ends_on + by, **wishes
    )


def carry_out(world, days):
    row = Exchange.objects.get(pk=world.exchange.pk)
    by = timedelta(days=days)
    return planning.move(row, starts_on=row.starts_on + by, ends_on=row.ends_on + by, by=world.planner)


def test_what_is_foreseen_is_what_happens():
    world = build()
    with acting_as(world.planner):
        services.apply_template(content(world), shipped.template("africom"), by=world.planner)
        add(world, "By hand", on=date(2031, 1, 6))
        add(world, "Fixed", on=date(2031, 1, 7), is_fixed=True)
        rows = describe(moved(world, 10))[0].rows
        carry_out(world, 10)
        days = {row.title: row.planned_on for row in Milestone.objects.all()}

    assert {row.title: row.after for row in rows}.items() <= days.items()
    assert (days["By hand"], days["Fixed"]) == (date(2031, 1, 16), date(2031, 1, 7))
    assert days["Main planning event"] == date(2030, 10, 11)


@pytest.mark.parametrize("days", [-9, -16])
def test_an_earlier_startex_names_what_can_no_longer_be_had_and_how_far_one_can_go(days):
    world = build(starts_on=soon(60), ends_on=soon(70))
    add(world, "Diplomatic clearance", on=soon(53), lead_days=45, lead_unit="calendar")
    with acting_as(world.planner):
        texts = [effect.text for effect in describe(moved(world, days))]

    assert "1 milestone can no longer be had in time." in texts
    assert "Float: STARTEX can move 8 days this way before the first milestone fails." in texts


def test_a_clearance_that_was_had_for_the_old_dates_must_be_had_anew_and_may_come_too_late():
    world = build(starts_on=soon(12), ends_on=soon(20))
    milestone = add(world, "Diplomatic clearance", on=soon(5), lead_days=30, lead_unit="calendar", is_bound=True)
    with acting_as(world.planner):
        services.confirm(milestone, evidence="DCN 4711", by=world.planner)
        change = moved(world, 10)
        texts = [effect.text for effect in describe(change)]
        carry_out(world, 10)

    found = stored(milestone)
    assert "1 milestone was had for the old dates and must be had anew." in texts
    assert any(text.startswith("Nothing would fail with STARTEX on") for text in texts)
    assert (found.state, found.planned_on, found.confirmed_at) == ("planned", soon(15), None)
    assert found.evidence == "DCN 4711"  # What was had stays readable.


def test_a_cancelled_exchange_waives_what_is_open():
    world = build()
    open_one, done = add(world, "Open"), add(world, "Done")
    with acting_as(world.planner):
        services.confirm(done, evidence="x", by=world.planner)
        planning.cancel(Exchange.objects.get(pk=world.exchange.pk), reason="No money", by=world.planner)

    assert (stored(open_one).state, stored(done).state) == ("waived", "done")
    assert "No money" in stored(open_one).reason


def test_everything_moves_or_nothing():
    world = build()
    milestone = add(world)
    with acting_as(world.planner):
        planning.start(Exchange.objects.get(pk=world.exchange.pk), by=world.planner)
        with pytest.raises(Fixed):
            carry_out(world, 10)

    assert stored(milestone).planned_on == date(2031, 1, 6)


def test_as_many_are_told_as_the_preview_says_and_each_once():
    world = build("XAA", "XBB")
    world.bring("XAA", Invited.ACCEPTED)
    world.bring("XBB", Invited.ISSUED)
    second = make.member("planner", world.exchange, organisation=world.exchange.host)
    cell = make.member("cell_member", world.exchange, organisation=world.exchange.host)
    add(world, "Owned twice", owner=cell)
    add(world, "By a planner", owner=second)
    with acting_as(world.planner):
        change = moved(world, 10)
        said = [effect for effect in preview(change) if effect.icon == "bell"]
        told = people_told(change)
        carry_out(world, 10)

    sent = Notification.objects.filter(key=change.key).values_list("recipient_id", flat=True)
    assert said[0].text == "4 people are told, once each."
    assert sorted(sent) == sorted(user.pk for user in told)
    assert {second, cell, *world.liaisons.values()} == set(told)


def test_a_milestone_that_the_planner_may_not_see_is_neither_named_nor_counted():
    world = build()
    host = world.exchange.host
    make.clearance(world.planner, make.PolicyFactory(owner=host), "C")
    world.planner.assurance = None  # Signed in strongly.
    add(world, "Seen")
    add(world, "Hidden", label=make.label(host, "C"))
    other = make.member("planner", world.exchange)
    with acting_as(world.planner):
        full = describe(moved(world, 10))
    with acting_as(other):
        less = describe(replace(moved(world, 10), by=other))

    assert [row.title for row in full[0].rows] == ["Hidden", "Seen"]
    assert [row.title for row in less[0].rows] == ["Seen"]
    assert less[0].text == "1 milestone moves."
