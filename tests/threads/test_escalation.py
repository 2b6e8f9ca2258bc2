"""The clock: whoever is asked is reminded before the day, whoever asked is told after it; once each."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from clearances.subjects import acting_as
from notifications.models import Notification
from tests.participants.world import build
from tests.roles import as_system
from tests.threads.world import ask, own, stored
from threads import services

pytestmark = pytest.mark.django_db

DAY = date(2031, 1, 20)


def sweep(*at: int, month: int = 1) -> int:
    with as_system():
        return services.escalate(datetime(2031, month, *at, tzinfo=UTC))


def told(*users) -> list[list[str]]:
    wanted = ["thread_due", "thread_overdue"]
    return [
        list(Notification.objects.filter(recipient=user, kind__in=wanted).order_by("pk").values_list("kind", flat=True))
        for user in users
    ]


def test_a_question_is_escalated_exactly_once_before_and_once_after_its_day():
    with time_machine.travel(datetime(2031, 1, 1, 9, tzinfo=UTC), tick=False):
        world = build("XAA", "XBB")
        world.issue("XAA"), world.issue("XBB")
        planner, liaison, other = world.planner, world.liaisons["XAA"], world.liaisons["XBB"]
        thread = ask(own(world, "XAA"), by=liaison, due_on=DAY)
        back = ask(own(world, "XAA"), text="How many?", by=planner, due_on=DAY)
        done = ask(own(world, "XBB"), by=other, due_on=DAY)
        ask(own(world, "XAA"), text="No hurry", by=liaison)
        with acting_as(planner):
            services.write(done, text="There", is_answer=True, by=planner)

    assert sweep(18, 7, 59) == 0
    assert sweep(18, 8) == 2
    assert told(planner, liaison, other) == [["thread_due"], ["thread_due"], []]
    assert sweep(18, 8) == sweep(20, 23, 59) == 0

    assert sweep(21, 0) == 2
    assert told(planner, liaison, other) == [
        ["thread_due", "thread_overdue", "thread_overdue"],
        ["thread_due", "thread_overdue"],
        [],
    ]
    assert sweep(21, 0) == sweep(1, 0, month=3) == 0
    assert stored(thread).escalated_at == stored(back).escalated_at == datetime(2031, 1, 21, tzinfo=UTC)
    with acting_as(liaison):
        services.close(thread, by=liaison)
        services.reopen(thread, by=liaison)
    assert sweep(1, 0, month=4) == 0


def test_after_a_downtime_that_swallowed_both_only_the_later_is_told():
    with time_machine.travel(datetime(2031, 1, 1, 9, tzinfo=UTC), tick=False):
        world = build("XAA")
        world.issue("XAA")
        ask(own(world, "XAA"), by=world.liaisons["XAA"], due_on=DAY)

    assert (sweep(1, 0, month=2), sweep(1, 0, month=2)) == (1, 0)
    assert told(world.planner, world.liaisons["XAA"]) == [["thread_overdue"], ["thread_overdue"]]
