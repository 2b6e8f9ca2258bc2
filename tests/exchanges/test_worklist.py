"""What waits for planners, at the edge of days where the exchange keeps its dates."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clearances.roles import Role
from clearances.subjects import acting_as
from exchanges.changes import Verb
from exchanges.worklist import items
from tests import factories as make

pytestmark = pytest.mark.django_db


def waiting(person):
    with acting_as(person):
        return [(item.title, str(item.verb), item.url, item.is_overdue) for item in items(person)]


@pytest.mark.parametrize(
    ("state", "verb", "words", "overdue"),
    [
        ("planned", Verb.START, "Start", True),
        ("running", Verb.COMPLETE, "Complete", True),
        ("postponed", Verb.PLAN, "Confirm the dates", False),
        ("draft", None, "Finish planning", False),
    ],
)
def test_a_planner_is_told_which_step_is_due_and_nobody_else_is(state, verb, words, overdue):
    exchange = make.ExchangeFactory(title="Flintlock", state=state)
    planner, reader = make.member(Role.PLANNER, exchange), make.member(Role.CELL_MEMBER, exchange)
    step = reverse("planning:step", args=[exchange.reference, verb]) if verb else exchange.get_absolute_url()

    with time_machine.travel("2031-03-15T12:00:00Z"):
        assert waiting(planner) == [("Flintlock", words, step, overdue)]
        assert waiting(reader) == []


@pytest.mark.parametrize(
    ("instant", "is_overdue"),
    [
        ("2031-03-30T21:59:59Z", False),  # 23:59:59 in Oslo, the last second of the day of STARTEX.
        ("2031-03-30T22:00:00Z", True),
    ],
)
def test_starting_is_overdue_only_when_the_day_of_startex_is_over(instant, is_overdue):
    exchange = make.ExchangeFactory(starts_on=date(2031, 3, 30), ends_on=date(2031, 4, 2), zone="Europe/Oslo")
    planner = make.member(Role.PLANNER, exchange)

    with time_machine.travel(instant, tick=False):
        assert [row[-1] for row in waiting(planner)] == [is_overdue]


@pytest.mark.parametrize(
    ("instant", "is_due"),
    [
        ("2031-03-29T22:59:59Z", False),  # 23:59:59 in Oslo, one second before STARTEX, the day the clocks change.
        ("2031-03-29T23:00:00Z", True),
        ("2031-03-30T21:59:59Z", True),
    ],
)
def test_startex_comes_at_midnight_where_the_host_is(instant, is_due):
    exchange = make.ExchangeFactory(starts_on=date(2031, 3, 30), ends_on=date(2031, 3, 30), zone="Europe/Oslo")
    planner = make.member(Role.PLANNER, exchange)

    with time_machine.travel(instant, tick=False):
        assert bool(waiting(planner)) is is_due


def test_endex_counts_to_its_last_second_where_the_host_is():
    exchange = make.ExchangeFactory(
        state="running", starts_on=date(2031, 10, 26), ends_on=date(2031, 10, 26), zone="Europe/Oslo"
    )
    planner = make.member(Role.PLANNER, exchange)

    with time_machine.travel("2031-10-26T22:59:59Z", tick=False):
        assert waiting(planner) == []
    with time_machine.travel("2031-10-26T23:00:00Z", tick=False):
        assert len(waiting(planner)) == 1


def test_it_asks_as_often_for_twice_the_exchanges():
    program = make.ProgramFactory()
    planner = make.member(Role.PLANNER, program)

    def queries():
        with acting_as(planner), CaptureQueriesContext(connection) as asked:
            items(planner)
        return len(asked)

    make.ExchangeFactory(program=program, state="draft")
    before = queries()
    make.ExchangeFactory(program=program, state="draft")

    assert queries() == before
