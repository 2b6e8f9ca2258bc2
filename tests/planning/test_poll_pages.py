"""The pages of date polls: without script, and without a word of others."""

import re
from copy import deepcopy
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clearances.subjects import acting_as
from exchanges.models import Exchange
from notifications.models import Notification
from participants.states import State as Invited
from planning.models import Ballot, DatePoll, PollAnswer
from planning.polls import deciding, reopening, sweeps
from tests.planning.polls import NOW, SECOND, answer, ballot_of, keys, open_poll, world_of
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2031-01-10T12:00:00Z", tick=False):
        yield


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        with time_machine.travel("2031-01-10T12:00:00Z", tick=False):
            made = world_of(XAA=Invited.ACCEPTED, XBB=Invited.ISSUED)
        yield made


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


def page(client, name, *args, **query):
    return client.get(reverse(f"planning:{name}", args=args), query)


def body(response):
    """What a reader sees; the tokens against forgery differ from one request to the next."""
    return re.sub(r"\b\w{64}\b", "", response.content.decode())


def test_a_planner_offers_what_the_finder_found_and_is_told_what_is_wrong_next_to_it(world, signed_in):
    client = signed_in(world.planner)
    proposed = [f"2031-05-{day:02}/2031-05-{day + 2:02}" for day in range(1, 12)]
    address = reverse("planning:offer_poll", args=[world.exchange.reference])

    shown = client.get(address, {"window": proposed}).content.decode()
    assert 'value="2031-05-10"' in shown
    assert 'value="2031-05-13"' not in shown
    assert "1 of those proposed was left out" in shown

    xaa, xbb = (f"nation_{key}" for key in keys(world, "XAA", "XBB"))
    typed = {"starts_on_2": "2031-05-16", "ends_on_2": "2031-05-05", xaa: "required", xbb: "", "reply_by": "2031-01-20"}
    refused = client.post(address, {**typed, "starts_on_4": "2031-06-02", "reply_by": "2031-01-01"})
    assert refused.status_code == 400
    assert set(refused.context["form"].errors) == {"ends_on_4"}
    refused = client.post(address, typed)
    assert set(refused.context["form"].errors) == {"ends_on_2"}
    assert client.post(address, {**typed, "starts_on_11": "2031-05-16"}).status_code == 400

    made = client.post(address, {**typed, "ends_on_2": "2031-05-20"}, follow=True)
    with as_system():
        poll = DatePoll.objects.get()
        assert [row.is_required for row in poll.ballots.all()] == [True]
    assert made.redirect_chain[-1][0] == poll.get_absolute_url()
    assert poll.get_absolute_url() in client.get(world.exchange.get_absolute_url()).content.decode()


def test_what_one_nation_sees_is_the_same_whatever_another_answers(world, signed_in):
    poll = open_poll(world, "XAA", "XBB", required=["XBB"])
    reader = signed_in(world.liaisons["XBB"])
    ballot = ballot_of(world, poll, "XBB")
    addresses = [
        ballot.get_absolute_url(),
        world.exchange.get_absolute_url(),
        reverse("participants:delegation", args=[ballot.delegation_id]),
        poll.get_absolute_url(),
        reverse("portal:home"),
        "/inbox/",
        reverse("clearances:history", args=["ballot", ballot.pk]),
    ]

    def seen():
        answers = [reader.get(address) for address in addresses]
        return [(each.status_code, body(each)) for each in answers]

    seen()  # Opening the packet reads its message.
    before = seen()
    assert [status for status, _text in before] == [200, 200, 200, 404, 200, 200, 200]
    assert "equired" not in before[-1][1]  # How much its word weighs.
    answer(world, poll, "XAA", "impossible", "suits", reason="Our fleet is at sea")
    assert seen() == before
    with as_system():
        assert PollAnswer.objects.filter(reason="Our fleet is at sea").exists()


def test_a_nation_answers_sees_what_it_said_and_comes_too_late_by_name(world, signed_in):
    poll = open_poll(world, "XAA")
    client, ballot = signed_in(world.liaisons["XAA"]), ballot_of(world, poll, "XAA")
    address = ballot.get_absolute_url()
    assert address in client.get(world.exchange.get_absolute_url()).content.decode()
    with as_system():
        rows = list(PollAnswer.objects.filter(ballot=ballot))
    typed = {f"answer_{row.pk}": "suits" for row in rows} | {f"reason_{rows[0].pk}": "Port visit"}

    assert set(client.post(address, {"version": 1}).context["form"].errors) == {f"answer_{row.pk}" for row in rows}
    assert client.post(address, {**typed, "version": 1}).status_code == 302
    stale = client.post(address, {**typed, "version": 1, f"answer_{rows[1].pk}": "impossible"})
    assert stale.status_code == 409
    assert "Suits us" in stale.content.decode()
    assert "Port visit" in client.get(address).content.decode()

    with acting_as(world.planner):
        deciding.close(poll, by=world.planner)
    late = client.post(address, {**typed, "version": 2})
    assert late.status_code == 409
    assert "too late" in late.content.decode()
    assert client.post(address, {}).status_code == 409
    planner = signed_in(world.planner)
    assert "Port visit" in planner.get(address).content.decode()
    assert planner.post(address, {**typed, "version": 2}).status_code == 403


def test_the_planner_reads_the_matrix_and_goes_on_from_a_window_to_the_move(world, signed_in):
    poll = open_poll(world, "XAA", "XBB", windows=[NOW, SECOND], required=["XBB"])
    answer(world, poll, "XBB", "possible", "impossible", reason="Elections")
    client = signed_in(world.planner)

    shown = page(client, "poll", poll.pk).content.decode()
    move = (
        f"{reverse('planning:reschedule', args=[world.exchange.reference])}?starts_on=2031-06-02&amp;ends_on=2031-06-13"
    )
    for words in ("Elections", "1 of 2", "Suggested", move, reverse("planning:keep_poll", args=[poll.pk])):
        assert words in shown
    assert "2031-06-02" in client.get(move.replace("&amp;", "&")).content.decode()

    reminded = client.post(reverse("planning:remind_poll", args=[poll.pk]), follow=True)
    assert "1 nation is reminded" in reminded.content.decode()
    asked = page(client, "keep_poll", poll.pk).content.decode()
    assert "2 nations that were asked are told, once." in asked
    assert client.post(reverse("planning:keep_poll", args=[poll.pk]), {"version": 1}).status_code == 302
    refused = client.post(reverse("planning:drop_poll", args=[poll.pk]), {"version": 1})
    assert refused.status_code == 409
    assert "somebody was faster" in refused.content.decode()
    with as_system():
        assert Exchange.objects.get(pk=world.exchange.pk).starts_on == date(2031, 3, 1) == NOW.starts_on


def test_a_poll_is_reopened_by_its_page_and_decided_again(world, signed_in):
    poll = open_poll(world, "XAA", "XBB", windows=(NOW, SECOND))
    answer(world, poll, "XAA", "suits", "suits")
    planner, liaison = signed_in(world.planner), signed_in(world.liaisons["XAA"])
    with acting_as(world.planner):
        deciding.keep(poll, by=world.planner)
    address = reverse("planning:reopen_poll", args=[poll.pk])

    def tell(kind):
        with as_system():
            return Notification.objects.filter(recipient=world.liaisons["XAA"], kind=kind).count()

    assert address in planner.get(poll.get_absolute_url()).content.decode()
    assert liaison.get(address).status_code == 404
    asked = planner.get(address)
    assert asked.context["form"].initial["reply_by"] == date(2031, 1, 24)
    assert "No window is chosen any more" in asked.content.decode()
    for wrong in ("2031-01-01", SECOND.starts_on.isoformat(), ""):
        refused = planner.post(address, {"reply_by": wrong, "version": 2})
        assert "reply_by" in refused.context["form"].errors
    assert planner.post(address, {"reply_by": "2031-01-31", "version": 1}).status_code == 409
    assert planner.post(address, {"reply_by": "2031-01-31", "version": 2}).status_code == 302

    assert tell("poll_reopened") == 1
    with as_system():
        stored = DatePoll.objects.get(pk=poll.pk)
        assert (stored.state, stored.reply_by) == ("open", date(2031, 1, 31))
        assert not stored.windows.filter(is_chosen=True).exists()
    answer(world, poll, "XAA", "impossible", "suits")
    with acting_as(world.planner):
        deciding.keep(poll, by=world.planner)
    assert tell("poll_kept") == 2
    assert planner.post(address, {"reply_by": "2031-01-31", "version": 4}).status_code == 302


def test_a_ballot_that_whoever_reopens_cannot_see_follows_with_the_next_sweep(world):
    poll = open_poll(world, "XAA")
    with acting_as(world.planner):
        closed = deciding.close(poll, by=world.planner)
        reopening.reopen(closed, reply_by=date(2031, 1, 31), by=world.planner)
    with as_system():
        Ballot.objects.update(closed_at="2031-01-10T12:00:00Z", reply_by="2031-01-20")
        assert sweeps.reopen_left(timezone.now()) == 1
        assert sweeps.reopen_left(timezone.now()) == 0
        ballot = Ballot.objects.get()
        assert (ballot.closed_at, ballot.reply_by) == (None, date(2031, 1, 31))
        assert Notification.objects.filter(kind="poll_reopened").count() == 1, "Once, whoever tells."
