"""A move on the board that takes more along: listed first, confirmed, then done; and bookings among resources."""

from datetime import date

import pytest
from django.urls import reverse

from clearances.roles import Role
from exchanges.models import Exchange
from milestones.models import Milestone
from resources.models import Booking
from tests import factories as make
from tests.resources import world as resources
from tests.roles import as_system

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
LATER = {"starts_on": "2031-03-08", "ends_on": "2031-03-21", "version": 1}


def post(client, name, key, data, headers=JSON):
    return client.post(reverse(f"planning:{name}", args=[key]), data, headers=headers)


def stored(exchange):
    with as_system():
        return Exchange.objects.get(pk=exchange.pk)


@pytest.fixture
def exchange():
    """With a milestone eleven days before STARTEX, and one that its planner may not see."""
    made = make.ExchangeFactory(title="Flintlock")
    hidden = make.label(make.NationFactory())
    with as_system():
        for title, label in {"Clearance": made.content.label, "Hidden": hidden}.items():
            Milestone.objects.create(
                exchange=made,
                label=label,
                title=title,
                planned_on=date(2031, 2, 18),
                ends_on=date(2031, 2, 18),
            )
    return made


def test_what_else_moves_is_listed_first_and_nothing_moves_until_it_is_confirmed(signed_in, exchange):
    client = signed_in(make.member(Role.PLANNER, exchange))

    asked = post(client, "move", exchange.reference, LATER).json()["ask"]

    assert "Clearance" in asked["html"]
    assert "Hidden" not in asked["html"]
    assert stored(exchange).starts_on == date(2031, 3, 1)
    other = post(client, "move", exchange.reference, {**LATER, "ends_on": "2031-03-22", "seen": asked["seen"]})
    assert "ask" in other.json(), "Whoever has seen something else has not seen this."
    done = post(client, "move", exchange.reference, {**LATER, "seen": asked["seen"]}).json()
    assert stored(exchange).starts_on == date(2031, 3, 8)
    assert "bar" in post(client, "move", exchange.reference, done["undo"]).json(), "Undo asks nothing again."
    assert stored(exchange).starts_on == date(2031, 3, 1)


def test_what_was_seen_of_an_older_version_is_a_conflict(signed_in, exchange):
    client = signed_in(make.member(Role.PLANNER, exchange))
    asked = post(client, "move", exchange.reference, LATER).json()["ask"]
    with as_system():
        Exchange.objects.filter(pk=exchange.pk).update(version=2)

    answer = post(client, "move", exchange.reference, {**LATER, "seen": asked["seen"]})

    assert (answer.status_code, answer.json()["is_stale"]) == (409, True)
    assert stored(exchange).starts_on == date(2031, 3, 1)


def test_a_plain_form_is_led_to_the_page_that_lists_and_asks(signed_in, exchange):
    client = signed_in(make.member(Role.PLANNER, exchange))

    answer = post(client, "move", exchange.reference, LATER, headers={})

    assert answer.url.endswith("/reschedule/?starts_on=2031-03-08&ends_on=2031-03-21")
    assert "Clearance" in client.get(answer.url).content.decode()
    assert stored(exchange).starts_on == date(2031, 3, 1)


def test_the_answer_tells_the_pages_marking_of_what_it_listed(signed_in, exchange):
    client = signed_in(make.member(Role.PLANNER, exchange))

    plain = post(client, "move", exchange.reference, LATER)
    asked = post(client, "move", exchange.reference, LATER, headers={**JSON, "X-Labels": ""})

    assert "X-Marking" not in plain.headers
    assert str(exchange.content.label_id) in asked.headers["X-Marking"]


def test_a_booking_goes_to_another_row_and_back(signed_in):
    world = resources.build()
    with as_system():
        first, second = world.resource(), world.resource(name="Second")
    hidden = world.resource(name="Hidden", label=make.label(world.owner))
    other = world.resource(name="Radios", kind="pool", quantity=8)
    (booking,) = world.book(first)
    client = signed_in(world.planner)
    days = {"starts_on": "2031-03-10", "ends_on": "2031-03-12", "version": booking.version}

    assert post(client, "move_booking", booking.pk, {**days, "resource": hidden.pk}).status_code == 404
    with as_system():
        Booking.objects.filter(pk=booking.pk).update(decision="approved")
    refused = post(client, "move_booking", booking.pk, {**days, "resource": other.pk})
    assert (refused.status_code, refused.json()["message"]) == (400, "Choose another one of the same kind.")
    with as_system():
        Booking.objects.filter(pk=booking.pk).update(decision=booking.decision)
    done = post(client, "move_booking", booking.pk, {**days, "resource": second.pk}).json()

    assert (done["bar"]["row"], done["bar"]["starts_on"]) == (f"resource:{second.pk}", "2031-03-10")
    assert resources.stored(booking).resource_id == second.pk
    undone = post(client, "move_booking", booking.pk, done["undo"]).json()
    assert (undone["bar"]["row"], undone["bar"]["starts_on"]) == (f"resource:{first.pk}", "2031-03-03")
    rows = client.get(reverse("planning:bars"), {"group": "resource", "from": "2031-03-01", "to": "2031-03-31"}).json()
    assert [bar["row"] for bar in rows["bars"]] == [f"resource:{first.pk}"]
    assert {row["title"] for row in rows["rows"]} == {"Range", "Radios", "Second"}


def test_an_agreed_booking_is_asked_about_before_its_owner_must_decide_anew(signed_in):
    world = resources.build()
    range_, other = world.resource(), world.resource(name="Second")
    (booking,) = world.book(range_)
    with as_system():
        Booking.objects.filter(pk=booking.pk).update(decision="approved")
    client = signed_in(world.planner)
    wish = {"starts_on": "2031-03-10", "ends_on": "2031-03-12", "version": booking.version, "resource": other.pk}

    asked = post(client, "move_booking", booking.pk, wish).json()["ask"]

    assert "decides anew about Second" in asked["html"]
    assert resources.stored(booking).resource_id == range_.pk
    post(client, "move_booking", booking.pk, {**wish, "seen": asked["seen"]})
    assert (resources.stored(booking).resource_id, resources.stored(booking).decision) == (other.pk, "pending")
