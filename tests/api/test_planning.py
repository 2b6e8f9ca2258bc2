"""Date polls, the finder, keepers' answers and what repeats, through the contract: as the pages, and no more."""

import json
import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clearances.subjects import acting_as
from participants.states import State as Invited
from planning.models import Ballot
from planning.polls import deciding
from resources.models import Booking
from tests.api.test_writing import DAYS, send
from tests.planning.polls import answer, ballot_of, open_poll, world_of
from tests.resources.world import build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
FIRST = timezone.localdate() + timedelta(days=60)


@pytest.fixture
def polled():
    with time_machine.travel("2031-01-10T12:00:00Z", tick=False):
        world = world_of(XAA=Invited.ACCEPTED, XBB=Invited.ISSUED)
        world.poll = open_poll(world, "XAA", "XBB", required=["XBB"])
        yield world


def listed(client, name, **query):
    response = client.get(reverse(f"api:{name}-list"), query)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def test_planners_read_polls_with_what_nations_say_and_a_nation_its_own_ballot_alone(polled, signed_in):
    answer(polled, polled.poll, "XAA", "suits", "impossible", reason="Elections")

    planner, liaison = signed_in(polled.planner), signed_in(polled.liaisons["XBB"])
    (poll,) = listed(planner, "date-poll", state="open", exchange=polled.exchange.reference)
    (ballot,) = listed(liaison, "ballot", is_answered=False)
    said = b"".join(liaison.get(reverse(f"api:{name}-list")).content for name in ("ballot", "date-poll"))

    assert [(each["party"]["code"], each["is_required"]) for each in poll["ballots"]] == [("XBB", True), ("XAA", False)]
    assert [each["answer"] for each in poll["ballots"][1]["answers"]] == ["suits", "impossible"]
    assert [each["starts_on"] for each in poll["windows"]] == ["2031-05-05", "2031-06-02"]
    assert (ballot["party"]["code"], ballot["exchange"]) == ("XBB", polled.exchange.reference)
    assert "is_required" not in ballot
    assert listed(liaison, "date-poll") == []
    assert len(listed(planner, "ballot")) == 2
    for hidden in (b"Elections", b"XAA", str(polled.poll.pk).encode()):
        assert hidden not in said
    other = ballot_of(polled, polled.poll, "XAA").pk
    for key in (other, uuid.uuid4()):
        assert send(liaison, "post", "ballot-answer", key, version=1, answers=[])[0] == 404


def test_a_list_of_polls_asks_the_database_as_often_for_more_nations(polled, signed_in):
    client = signed_in(polled.planner)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            listed(client, "date-poll")
        return len(captured)

    queries()  # Caches fill.
    one = queries()
    open_poll(polled, "XAA")
    assert queries() == one


def test_a_nation_answers_anew_until_the_poll_closes(polled, signed_in):
    client, ballot = signed_in(polled.liaisons["XBB"]), ballot_of(polled, polled.poll, "XBB")
    keys = [each["id"] for each in listed(client, "ballot")[0]["answers"]]

    def say(*answers, version=1, **reason):
        said = [{"id": key, "answer": each, **reason} for key, each in zip(keys, answers, strict=False)]
        return send(client, "post", "ballot-answer", ballot.pk, version=version, answers=said)

    assert say("suits")[1].keys() == {f"answer_{keys[1]}"}
    assert say("suits", "perhaps")[0] == 400
    assert (
        send(
            client,
            "post",
            "ballot-answer",
            ballot.pk,
            version=1,
            answers=[{"id": str(uuid.uuid4()), "answer": "suits"}],
        )[0]
        == 400
    )
    status, told = say("suits", "possible", reason="Mess closed")
    assert (status, [each["reason"] for each in told["answers"]], told["version"]) == (200, ["Mess closed"] * 2, 2)
    assert say("suits", "suits")[0] == 412
    planner = signed_in(polled.planner)
    assert send(planner, "post", "ballot-answer", ballot.pk, version=2, answers=[])[0] == 403
    with acting_as(polled.planner):
        deciding.close(polled.poll, by=polled.planner)
    assert say("suits", "suits", version=2)[0] == 409
    with as_system():
        assert Ballot.objects.get(pk=ballot.pk).version == 2


def test_the_finder_says_what_the_page_says_and_refuses_what_it_does_not_know(signed_in):
    world = build()
    client, area = signed_in(world.planner), world.resource()
    hidden = {"resources": [str(area.pk)], "nations": ["OWN"]}
    said = {"days": 5, "first": FIRST.isoformat(), "last": (FIRST + timedelta(days=40)).isoformat(), **hidden}
    found = {}

    def ask(**more):
        with CaptureQueriesContext(connection) as captured:
            response = client.post(
                reverse("api:find-dates"), json.dumps({**said, **more}), content_type="application/json"
            )
        found["queries"] = len(captured)
        return response.status_code, response.json()

    ask()  # Caches fill.
    status, told = ask()
    page = client.get(reverse("planning:find"), said).context["found"]

    assert status == 200, told
    assert [each["starts_on"] for each in told["windows"]] == [str(each.window.starts_on) for each in page.cards]
    assert [[line["text"] for line in each["against"]] for each in told["windows"]] == [
        [line.text for line in card.lines] for card in page.cards
    ]
    assert (told["summary"], told["binding"]) == (page.summary, page.binding)
    assert client.get(told["windows"][0]["take"]).status_code in {200, 404}  # Whoever plans in a program.
    assert found["queries"] <= 60
    for wrong, field in (
        ({"colour": "red"}, "colour"),
        ({"nations": ["QQQ"]}, "nations"),
        ({"last": "2000-01-01"}, "last"),
        ({"days": 400}, "days"),
        ({"some": [str(area.pk)]}, "needed"),
    ):
        status, told = ask(**wrong)
        assert (status, field in told) == (400, True), told
    assert client.get(reverse("api:find-dates")).status_code == 405


def test_a_keeper_approves_refuses_and_offers_and_nobody_else_does(signed_in):
    world = build()
    made = [world.book(world.resource(name=f"Range {number}"))[0].pk for number in range(3)]
    keeper, planner = signed_in(world.keeper), signed_in(world.planner)

    waiting = listed(keeper, "kept-booking", decision="pending")
    assert {each["id"] for each in waiting} == {str(pk) for pk in made}
    assert "exchange" not in waiting[0]
    assert listed(planner, "kept-booking") == []
    assert send(planner, "post", "kept-booking-approve", made[0], version=1)[0] == 404
    assert send(keeper, "post", "kept-booking-approve", made[0], version=1)[1]["decision"] == "approved"
    assert send(keeper, "post", "kept-booking-approve", made[0], version=2)[0] == 409
    assert send(keeper, "post", "kept-booking-refuse", made[1], version=1)[1].keys() == {"reason"}
    assert send(keeper, "post", "kept-booking-refuse", made[1], version=1, reason="Closed")[1]["state"] == "freed"
    days = {"first": "2031-04-01", "last": "2031-04-05"}
    assert send(keeper, "post", "kept-booking-offer", made[2], version=1, **days)[0] == 200
    with as_system():
        assert Booking.objects.get(pk=made[2]).offered_from is not None


def test_what_repeats_is_booked_moved_freed_and_taken_back_as_a_whole(signed_in):
    world = build()
    client, area = signed_in(world.planner), world.resource()
    repeats = {"every": "week", "count": 3, "without": ["2031-03-10"]}
    whole = {"resource": str(area.pk), "exchange": world.exchange.reference, "first": DAYS["first"]}
    whole |= {"last": DAYS["first"], "repeats": repeats}

    assert send(client, "post", "booking-list", **{**whole, "repeats": {"every": "week"}})[1].keys() == {"until"}
    assert send(client, "post", "booking-list", **{**whole, "repeats": {"every": "leap year"}})[0] == 400
    status, first = send(client, "post", "booking-list", **whole)
    assert status == 201, first

    def begins(**query):
        return [date.fromisoformat(each["starts_at"][:10]).day for each in listed(client, "booking", **query)]

    assert begins(series=first["series"]) == [3, 17]
    days = {"first": "2031-03-04", "last": "2031-03-04"}
    assert send(client, "post", "booking-move", first["id"], version=1, whole=True, **days)[0] == 200
    assert begins(series=first["series"]) == [4, 18]
    assert send(client, "post", "booking-free", first["id"], version=1, whole=True)[0] == 412
    assert send(client, "post", "booking-free", first["id"], version=2, whole=True)[0] == 200
    assert begins(state="freed") == [4, 18]
    others = [each["id"] for each in listed(client, "booking") if each["id"] != first["id"]]
    assert send(client, "post", "booking-restore", first["id"], version=3, also=others)[0] == 200
    assert begins(state="tentative") == [4, 18]
