"""Answering: the table of moves, deadlines to the second, races, and who is told."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from clearances.subjects import acting_as
from notifications.models import Notification
from participants import services, states
from participants.models import Reply
from participants.states import ANSWERS, MOVES, State
from tests import factories as make
from tests.participants.world import build
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("source", "target"), list(product(State, State)))
def test_every_pair_of_states_is_either_declared_or_refused(source, target):
    if target in MOVES[source]:
        states.check(source, target)
    else:
        with pytest.raises(states.IllegalMove):
            states.check(source, target)


@pytest.mark.parametrize(("source", "answer"), list(product(State, sorted(ANSWERS))))
def test_a_reply_follows_the_table_of_moves_and_a_refused_one_leaves_no_trace(source, answer):
    world = build("XAA")
    invitation = world.bring("XAA", source)
    with as_system():
        before = Reply.objects.count()

    allowed = answer in MOVES[source] or answer == source
    if allowed:
        world.reply(invitation, answer)
    else:
        with pytest.raises((states.IllegalMove, PermissionDenied, ValidationError)):
            world.reply(invitation, answer)

    with as_system():
        assert Reply.objects.count() == before + allowed
    assert world.stored(invitation).state == (answer if allowed else source)


def test_every_version_of_a_reply_is_kept_and_each_tells_the_planners():
    world = build("XAA")
    invitation = world.reply(world.issue("XAA"), "accepted", seats=4)

    world.reply(invitation, "accepted", seats=6)
    world.reply(invitation, "caveats", seats=6, caveats="No night flights")

    with acting_as(world.planner):
        rows = Reply.objects.for_user(world.planner).values_list("answer", "seats", "caveats")
        assert list(rows) == [("caveats", 6, "No night flights"), ("accepted", 6, ""), ("accepted", 4, "")]
    assert Notification.objects.filter(recipient=world.planner, kind="replied").count() == 3


@pytest.mark.parametrize(
    ("field", "terms"),
    [
        ("answer", {"answer": "draft"}),
        ("answer", {"answer": "maybe"}),
        ("seats", {"answer": "accepted", "seats": None}),
        ("seats", {"answer": "accepted", "seats": 0}),
        ("seats", {"answer": "accepted", "seats": 11}),
        ("caveats", {"answer": "caveats", "caveats": "  "}),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_next_to_its_field(field, terms):
    world = build("XAA")
    invitation = world.issue("XAA")

    with pytest.raises(ValidationError) as caught:
        world.reply(invitation, **terms)

    assert list(caught.value.message_dict) == [field]
    assert world.stored(invitation).state == State.ISSUED


def test_only_the_liaisons_of_the_delegation_reply():
    world = build("XAA", "XBB")
    invitation = world.issue("XAA")

    for stranger in (world.planner, world.liaisons["XBB"], make.UserFactory()):
        with acting_as(stranger), pytest.raises(PermissionDenied):
            services.reply(invitation, answer="accepted", seats=1, version=invitation.version, by=stranger)


@pytest.mark.parametrize(
    ("zone", "last"),
    [
        ("UTC", datetime(2031, 2, 1, 23, 59, 59, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2031, 2, 1, 10, 59, 59, tzinfo=UTC)),
        ("Pacific/Honolulu", datetime(2031, 2, 2, 9, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_reply_is_in_time_until_24_00_of_the_hosts_day(zone, last):
    world = build("XAA", "XBB", zone=zone)
    first, second = world.issue("XAA"), world.issue("XBB")

    with time_machine.travel(last, tick=False):
        assert world.reply(first, "accepted").state == State.ACCEPTED
    with (
        time_machine.travel(last + timedelta(seconds=1), tick=False),
        pytest.raises(ValidationError, match="ask to reopen"),
    ):
        world.reply(second, "accepted")

    assert world.stored(second).state == State.ISSUED


def test_after_the_deadline_a_nation_that_accepted_may_still_pull_out_and_change_nothing_else():
    world = build("XAA")
    invitation = world.reply(world.issue("XAA"), "accepted")

    with time_machine.travel("2031-02-15T12:00:00Z", tick=False):
        with pytest.raises(ValidationError):
            world.reply(invitation, "accepted", seats=9)
        assert world.reply(invitation, "declined").state == State.DECLINED


def test_a_reply_based_on_what_somebody_changed_meanwhile_is_refused():
    world = build("XAA")
    invitation = world.issue("XAA")
    world.reply(invitation, "tentative")

    with pytest.raises(states.Stale):
        world.reply(invitation, "accepted", version=invitation.version)

    assert world.stored(invitation).state == State.TENTATIVE


def test_the_first_reading_by_a_liaison_is_kept_and_nobody_elses():
    world = build("XAA")
    invitation = world.issue("XAA")

    with acting_as(world.planner):
        services.mark_opened(invitation.delegation, by=world.planner)
    assert world.stored(invitation).opened_at is None
    with acting_as(world.liaisons["XAA"]):
        services.mark_opened(invitation.delegation, by=world.liaisons["XAA"])
        opened_at = world.stored(invitation).opened_at
        services.mark_opened(invitation.delegation, by=world.liaisons["XAA"])

    assert opened_at is not None
    assert world.stored(invitation).opened_at == opened_at
