"""Date polls: what is offered, who learns what of it, and what comes of it."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.dateparse import parse_datetime

from clearances.subjects import acting_as
from exchanges.changes import Verb
from exchanges.models import Exchange
from notifications.models import Notification
from participants.states import State as Invited
from planning import services
from planning.effects import describe
from planning.models import Ballot, DatePoll, PollAnswer, PollWindow
from planning.polls import answering, deciding, sweeps, worklist
from planning.polls.matrix import Matrix
from planning.polls.states import IllegalMove, Over, State
from planning.polls.windows import MOST_WINDOWS, Days, in_address
from programs.versions import Stale
from tests import factories as make
from tests.planning.polls import FIRST, NOW, REPLY_BY, SECOND, answer, ballot_of, open_poll, world_of
from tests.roles import as_system

pytestmark = pytest.mark.django_db
BEFORE = "2031-01-10T12:00:00Z"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(BEFORE, tick=False):
        yield


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        with time_machine.travel(BEFORE, tick=False):
            made = world_of(XAA=Invited.ACCEPTED, XBB=Invited.ISSUED, XCC=Invited.DECLINED)
        yield made


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


def stored(poll):
    with as_system():
        return DatePoll.objects.get(pk=poll.pk)


def told(user, kind):
    return Notification.objects.filter(recipient=user, kind=kind).count()


def test_what_nobody_could_answer_about_is_refused_next_to_its_field(world):
    many = [Days(date(2031, 5, 1) + timedelta(days=n), date(2031, 6, 1)) for n in range(MOST_WINDOWS + 1)]
    refused = {
        "starts_on_1": {"windows": ()},
        "windows": {"windows": many},
        "ends_on_2": {"windows": (FIRST, Days(SECOND.ends_on, SECOND.starts_on))},
        "starts_on_2": {"windows": (FIRST, FIRST)},
        "starts_on_3": {"windows": (FIRST, SECOND, Days(REPLY_BY, FIRST.ends_on))},
        "ends_on_1": {"windows": (Days(FIRST.starts_on, date(2231, 1, 1)),)},
        "reply_by": {"reply_by": date(2031, 1, 9)},
        "label": {"label": make.label(make.NationFactory())},
    }
    for field, terms in refused.items():
        with pytest.raises(ValidationError) as problem:
            open_poll(world, "XAA", "XBB", **terms)
        assert set(problem.value.message_dict) == {field}
    for codes, required in (((), ()), (("XCC",), ()), (("XAA",), ("XBB",))):
        with pytest.raises(ValidationError) as problem:
            open_poll(world, *codes, required=required)
        assert set(problem.value.message_dict) == {"asked"}
    with as_system():
        assert not DatePoll.objects.exists()
    assert in_address(["2027-09-06/2027-09-19", "x", "2027-09-06/2027-09-19", "2027-13-01/2027-13-02"]) == [
        Days(date(2027, 9, 6), date(2027, 9, 19))
    ]


def test_each_nation_reads_its_own_ballot_and_nothing_of_the_poll(world):
    poll = open_poll(world, "XAA", "XBB", required=["XAA"])
    answer(world, poll, "XAA", "suits", "impossible", reason="Elections on 3 June")

    for code, liaison in world.liaisons.items():
        with acting_as(liaison):
            own = [ballot_of(world, poll, code).pk] if code != "XCC" else []
            assert [row.pk for row in Ballot.objects.for_user(liaison)] == own
            assert not DatePoll.objects.for_user(liaison).exists()
            assert not PollWindow.objects.for_user(liaison).exists()
            said = [row.reason for row in PollAnswer.objects.for_user(liaison)]
            assert said == {"XAA": ["Elections on 3 June"] * 2, "XBB": ["", ""], "XCC": []}[code]
        assert told(liaison, "poll_opened") == len(own)
    with acting_as(world.planner):
        assert PollAnswer.objects.for_user(world.planner).exclude(reason="").count() == 2
    other = make.member("planner", make.ExchangeFactory())
    with acting_as(other):
        assert not PollAnswer.objects.for_user(other).exists()
        with pytest.raises(PermissionDenied):
            deciding.close(poll, by=other)
        with pytest.raises(PermissionDenied):
            answering.answer(ballot_of(world, poll, "XBB"), {}, version=1, by=other)
    assert told(world.planner, "poll_answered") == 1


def test_a_nation_may_change_its_mind_until_the_poll_is_closed(world):
    poll = open_poll(world, "XAA", "XBB")
    first = answer(world, poll, "XBB", "impossible", "possible")
    answer(world, poll, "XBB", "suits", "possible")
    with pytest.raises(Stale):
        answer(world, poll, "XBB", "suits", "suits", version=first.version)
    with pytest.raises(ValidationError) as problem:
        answer(world, poll, "XBB", "suits")
    assert [name.partition("_")[0] for name in problem.value.message_dict] == ["answer"]

    with time_machine.travel("2031-01-21T00:00:00Z"), pytest.raises(Over):
        answer(world, poll, "XBB", "suits", "suits")
    with acting_as(world.planner):
        deciding.close(poll, by=world.planner)
        with pytest.raises(IllegalMove):
            deciding.close(poll, by=world.planner)
        with pytest.raises(Over):
            deciding.remind(poll, by=world.planner)
    with pytest.raises(Over):
        answer(world, poll, "XBB", "suits", "suits")


def test_the_matrix_suggests_the_window_that_the_required_nations_can_best(world):
    poll = open_poll(world, "XAA", "XBB", required=["XAA"])
    matrix = Matrix(world.planner, poll)
    with acting_as(world.planner):
        assert matrix.suggested is None
    answer(world, poll, "XAA", "impossible", "possible")
    with (
        CaptureQueriesContext(
            connection,
        ) as one,
        acting_as(world.planner),
    ):
        assert [str(row.party.code) for row in Matrix(world.planner, poll).rows] == ["XAA", "XBB"]
    answer(world, poll, "XBB", "suits", "impossible")
    with CaptureQueriesContext(connection) as two, acting_as(world.planner):
        assert len(Matrix(world.planner, poll).rows) == 2
    assert len(one) == len(two)

    with acting_as(world.planner):
        matrix = Matrix(world.planner, poll)
        assert matrix.suggested.window.starts_on == SECOND.starts_on
        first, second = matrix.columns
        assert [party.code for party in first.against] == ["XAA"]
        assert not second.against
        assert (first.share, second.share) == (50, 50)
        assert matrix.owing == 0


def test_moving_to_a_window_decides_the_poll_and_tells_those_who_were_asked_once(world):
    poll = open_poll(world, "XAA", "XBB")
    with acting_as(world.planner):
        elsewhere = services.prepare(world.exchange, Verb.MOVE, by=world.planner, ends_on=date(2031, 3, 20))
        assert any("aren't one of its windows" in effect.text for effect in describe(elsewhere))
        there = services.prepare(
            world.exchange, Verb.MOVE, by=world.planner, starts_on=FIRST.starts_on, ends_on=FIRST.ends_on
        )
        assert any("one of its windows" in effect.text for effect in describe(there))
        services.move(world.exchange, starts_on=FIRST.starts_on, ends_on=FIRST.ends_on, by=world.planner)

    assert stored(poll).state == State.DECIDED
    with as_system():
        assert [row.starts_on for row in PollWindow.objects.filter(is_chosen=True)] == [FIRST.starts_on]
    for code in ("XAA", "XBB"):
        over = Notification.objects.filter(recipient=world.liaisons[code]).exclude(kind__in=["invited", "poll_opened"])
        assert [row.kind for row in over] == ["dates_changed"]
    assert not Notification.objects.filter(recipient=world.liaisons["XCC"], kind="dates_changed").exists()
    with pytest.raises(Over):
        answer(world, poll, "XAA", "suits", "suits")


def test_dates_are_kept_or_no_window_is_chosen_and_a_cancellation_ends_the_question(world):
    kept, dropped, left = (open_poll(world, "XAA", "XBB", windows=[NOW, FIRST]) for _ in range(3))
    planner, asked = world.planner, world.liaisons["XAA"]
    with acting_as(planner):
        deciding.keep(kept, by=planner)
        deciding.drop(dropped, by=planner)
    assert (told(asked, "poll_kept"), told(asked, "poll_dropped")) == (1, 1)
    with acting_as(planner):
        services.cancel(world.exchange, reason="No lift", by=planner)
    assert [stored(poll).state for poll in (kept, dropped, left)] == [State.DECIDED, State.DROPPED, State.DROPPED]
    assert (told(asked, "poll_kept"), told(asked, "poll_dropped")) == (1, 1)
    assert told(asked, "cancelled") == 1


def test_keeping_dates_that_the_poll_did_not_offer_is_refused(world):
    poll = open_poll(world, "XAA")
    with acting_as(world.planner), pytest.raises(ValidationError):
        deciding.keep(poll, by=world.planner)
    with as_system():
        Exchange.objects.filter(pk=world.exchange.pk).update(state="running")
    with pytest.raises(ValidationError):
        open_poll(world, "XAA")


def test_the_clock_reminds_those_who_owe_an_answer_then_closes_and_tells_the_planners(world):
    poll = open_poll(world, "XAA", "XBB")
    answer(world, poll, "XAA", "suits", "suits")
    with acting_as(world.planner):
        assert deciding.remind(poll, by=world.planner) == 1
        assert deciding.remind(poll, by=world.planner) == 1
    counts = []
    for at in ("2031-01-17T08:00:00Z", "2031-01-20T08:00:00Z", "2031-01-20T09:00:00Z", "2031-01-21T00:00:00Z"):
        with as_system(), time_machine.travel(at):
            sweeps.remind(parse_datetime(at))
            sweeps.close_due(parse_datetime(at))
        counts.append(told(world.liaisons["XBB"], "poll_due"))
    assert counts == [2, 3, 3, 3]
    assert told(world.liaisons["XAA"], "poll_due") == 0
    assert stored(poll).state == State.CLOSED
    assert told(world.planner, "poll_over") == 1


def test_a_ballot_that_the_closer_could_not_see_is_closed_by_the_clock(world):
    poll = open_poll(world, "XAA", "XBB")
    with as_system():
        DatePoll.objects.filter(pk=poll.pk).update(state=State.DROPPED, untold="poll_dropped")
        sweeps.close_due(parse_datetime(BEFORE))
        sweeps.close_due(parse_datetime(BEFORE))
        assert not Ballot.objects.filter(closed_at__isnull=True).exists()
    assert told(world.liaisons["XBB"], "poll_dropped") == 1


def test_it_is_on_the_worklist_of_whoever_must_answer_and_then_of_whoever_decides(world):
    poll = open_poll(world, "XAA", "XBB")

    def waiting(user):
        with acting_as(user):
            return [item.kind for item in worklist.items(user)]

    xaa, xbb, xcc = (world.liaisons[code] for code in ("XAA", "XBB", "XCC"))
    assert [waiting(user) for user in (xaa, xbb, xcc, world.planner)] == [["ballot"], ["ballot"], [], []]
    answer(world, poll, "XAA", "suits", "suits")
    assert waiting(xaa) == []
    with acting_as(world.planner):
        deciding.close(poll, by=world.planner)
    assert [waiting(user) for user in (xbb, world.planner)] == [[], ["date_poll"]]
