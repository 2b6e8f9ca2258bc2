"""The pages of resources and bookings: what each shows, what leaves no trace, and how a refusal reads."""

import re
from copy import deepcopy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clearances.subjects import acting_as
from resources import services, worklist
from resources.models import Booking, KeptBooking, Resource
from tests import factories as make
from tests.resources.world import build, stored, window
from tests.roles import as_system

pytestmark = pytest.mark.django_db
DAYS = {"first": "2031-03-03", "last": "2031-03-07"}


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        yield build()


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


def page(client, name, *args, **data):
    response = client.get(reverse(f"resources:{name}", args=args), data)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def book(client, world, resource, **said):
    address = f"{reverse('resources:book', args=[resource.pk])}?exchange={world.exchange.reference}"
    return client.post(address, {"title": "Live firing", **DAYS, **said})


def test_a_planner_finds_a_resource_books_it_and_the_keeper_approves(signed_in, world):
    area = world.resource(capacity=80)
    client = signed_in(world.planner)
    assert "Range" in page(client, "index", **DAYS, exchange=world.exchange.reference)
    assert "Free" in page(client, "index", **DAYS)

    response = book(client, world, area)

    with as_system():
        booking = Booking.objects.get()
    assert response.url == reverse("resources:booking", args=[booking.pk])
    assert "Waits for the owner" in page(client, "exchange_bookings", world.exchange.reference)
    keeper = signed_in(world.keeper)
    assert "Live firing" in page(keeper, "requests")
    assert keeper.post(reverse("resources:approve", args=[booking.pk])).status_code == 302
    assert client.post(reverse("resources:firm", args=[booking.pk])).status_code == 302
    assert stored(booking).state == "firm"


def test_a_clash_reads_the_same_with_what_may_be_seen_and_with_what_may_not(signed_in, world):
    area = world.resource()
    client = signed_in(world.planner)
    answers = []
    for who in (world.insider, world.planner):
        with as_system():
            Booking.objects.all().delete()
        world.book(area, by=who)
        client.get(reverse("resources:detail", args=[area.pk]))
        with CaptureQueriesContext(connection) as queries:
            response = book(client, world, area)
        text = response.content.decode()
        answers.append((response.status_code, "Range is not available then." in text, len(queries)))

    assert answers[0] == answers[1]
    assert answers[0][:2] == (400, True)


def test_the_page_of_a_resource_shows_when_it_is_taken_and_nothing_of_what_takes_it(signed_in, world):
    area = world.resource()
    world.book(area, by=world.insider, title="Operation Hidden")

    text = page(signed_in(world.planner), "detail", area.pk, month="2031-03")

    assert text.count("off-blackout") == 5 + 1  # Five days, and the legend.
    assert "Hidden" not in text
    assert "Operation Hidden" in page(signed_in(world.keeper), "detail", area.pk)


def test_an_unpublished_one_says_nothing_and_its_place_is_as_vague_as_its_owner_wants(signed_in, world):
    area = world.resource(publishes_busy=False, latitude="5.360000", longitude="-4.008300", precision=1)
    with acting_as(world.keeper):
        services.book([area], window=window(), title="Maintenance", by=world.keeper)

    text = page(signed_in(world.planner), "detail", area.pk, month="2031-03")

    assert "off-blackout" not in text
    assert "30NUL89<" in text
    assert "5.36" not in text
    assert "30NUL8828" in page(signed_in(world.keeper), "detail", area.pk).replace("30NUL88289", "30NUL8828")


def test_a_resource_that_is_not_offered_to_somebody_was_never_there(signed_in, world):
    hidden = world.resource(label=make.label(world.owner), name="Bunker")
    client = signed_in(world.planner)

    assert "Bunker" not in page(client, "index")
    assert client.get(reverse("resources:detail", args=[hidden.pk])).status_code == 404


def test_the_worklist_names_what_waits_and_a_list_costs_the_same_for_one_and_for_many(signed_in, world):
    area = world.resource()
    world.book(area)
    with acting_as(world.keeper):
        (item,) = worklist.items(world.keeper)
        (asked,) = KeptBooking.objects.for_user(world.keeper)
    assert (item.title, item.url) == (world.exchange.title, asked.get_absolute_url())
    client = signed_in(world.planner)
    costs = []
    for _round in range(2):
        page(client, "index")
        with CaptureQueriesContext(connection) as queries:
            page(client, "index", **DAYS)
            page(client, "exchange_bookings", world.exchange.reference)
        costs.append(len(queries))
        for n in range(4):
            world.book(world.resource(name=f"Hall {n}"))
    assert costs[0] == costs[1]


def test_a_keeper_enters_a_resource_and_changes_it(signed_in, world):
    client = signed_in(world.keeper)
    with as_system():
        level = make.label(world.owner).classification
    facts = {
        "kind": "simulator",
        "name": "Bridge simulator",
        "quantity": "1",
        "turn_round_hours": "2",
        "precision": "1",
        "mark_classification": str(level.pk),
    }

    response = client.post(reverse("resources:add", args=[world.owner.code]), facts)

    assert response.status_code == 302, response.content.decode()
    with as_system():
        made = Resource.objects.get()
    assert (made.zone, made.publishes_busy) == ("UTC", False)
    address = reverse("resources:amend", args=[made.pk])
    facts |= {"name": "Two bridges", "version": "1", "closed_on": "2026-12-24, 2026-12-25"}
    assert client.post(address, facts).status_code == 302
    assert client.post(address, facts).status_code == 409


def test_a_booking_is_moved_freed_and_taken_back(signed_in, world):
    (booking,) = world.book(world.resource())
    client = signed_in(world.planner)

    def send(name, **said):
        return client.post(reverse(f"resources:{name}", args=[booking.pk]), said).status_code

    assert send("move", first="2031-03-10", last="2031-03-12", version="1") == 302
    assert send("move", first="2031-03-10", last="2031-03-12", version="1") == 409
    assert send("move", first="2031-03-12", last="2031-03-10", version="2") == 400
    assert send("free", reason="No longer needed") == 302
    assert send("free") == 409
    assert send("restore") == 302
    assert stored(booking).starts_at.day == 10


def undo(client, answer):
    """Press the button of the message on the page that *answer* leads to."""
    text = client.get(answer.url).content.decode()
    form = re.search(r'<div class="notice notice-success".*?</form>', text, re.DOTALL)[0]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    assert "notice-success" not in client.get(answer.url).content.decode(), "It is offered once."
    return client.post(re.search(r'action="([^"]+)"', form)[1], fields)


def test_what_was_made_moved_or_freed_is_undone_from_its_message(signed_in, world):
    area, other = world.resource(), world.resource(name="Second range")
    client = signed_in(world.planner)
    made = book(client, world, area, every="week", count="3")
    assert undo(client, made).status_code == 302
    with as_system():
        assert {row.state for row in Booking.objects.all()} == {"freed"}
    again = book(client, world, area, every="week", count="3")
    pk = again.url.split("/")[-2]
    move, free = (reverse(f"resources:{verb}", args=[pk]) for verb in ("move", "free"))
    with acting_as(world.keeper):
        for row in KeptBooking.objects.for_user(world.keeper).waiting():
            services.approve(row, by=world.keeper)

    def decisions():
        with as_system():
            return set(Booking.objects.kept().values_list("decision", flat=True))

    alone = {"resource": other.pk, "first": "2031-03-04", "last": "2031-03-05", "version": "2"}
    assert undo(client, client.post(move, alone)).status_code == 302
    assert decisions() == {"approved"}, "It is back where its owner had agreed to it."
    whole = {"first": "2031-03-04", "last": "2031-03-08", "whole": "on", "version": "4"}
    moved = client.post(move, whole)
    assert decisions() == {"pending"}
    assert undo(client, moved).status_code == 302
    assert decisions() == {"approved"}
    freed = client.post(free, {"whole": "on"})
    assert client.session["undo"]["text"].endswith("If you take it back, its owner is asked again.")
    assert undo(client, freed).status_code == 302
    assert decisions() == {"pending"}

    with as_system():
        rows = Booking.objects.filter(series=Booking.objects.get(pk=pk).series)
        assert {(row.resource_id, row.state) for row in rows} == {(area.pk, "tentative")}
        assert [f"{row.starts_at:%m-%d} {row.ends_at:%m-%d}" for row in rows] == [
            "03-03 03-08",
            "03-10 03-15",
            "03-17 03-22",
        ]


def test_a_conflict_shows_the_time_that_is_stored_by_now(signed_in, world):
    (booking,) = world.book(world.resource())
    client, address = signed_in(world.planner), reverse("resources:move", args=[booking.pk])
    client.post(address, {"first": "2031-03-10", "last": "2031-03-12", "version": "1"})

    text = client.post(address, {"first": "2031-03-20", "last": "2031-03-21", "version": "1"}).content.decode()

    assert re.findall(r"<td>(2031-\d\d-\d\d)</td>", text) == ["2031-03-20", "2031-03-10", "2031-03-21", "2031-03-12"]


def test_keepers_book_move_free_and_take_back_what_they_use_themselves(signed_in, world):
    area, client = world.resource(), signed_in(world.keeper)
    made = client.post(f"{reverse('resources:book', args=[area.pk])}?own=1", {"title": "Maintenance", **DAYS})
    pk = made.url.split("/")[-2]
    move, free, restore = (reverse(f"resources:{verb}_kept", args=[pk]) for verb in ("move", "free", "restore"))

    assert client.post(move, {"first": "2031-03-10", "last": "2031-03-10", "version": "1"}).url == made.url
    assert undo(client, client.post(free)).status_code == 302
    assert client.post(restore).status_code == 409
    with as_system():
        row = Booking.objects.get(pk=pk)
    assert (row.starts_at.day, row.state, row.decision) == (10, "tentative", "approved")
