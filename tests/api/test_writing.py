"""Writing through the contract: the pages' services, versions and refusals by field, and no way to ask about others."""

import json
import uuid
from copy import deepcopy
from datetime import date

import pytest
from django.urls import reverse

from calendars.models import Blackout
from clearances.subjects import acting_as
from resources import services
from resources.models import Booking, KeptBooking
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


def send(client, method, name, /, *args, version=None, **said):
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    answer = getattr(client, method)(
        reverse(f"api:{name}", args=args), json.dumps(said), content_type="application/json", headers=headers
    )
    return answer.status_code, answer.json() if answer.content else None


def test_a_booking_is_asked_for_moved_made_firm_freed_and_taken_back(signed_in, world):
    client, area, other = signed_in(world.planner), world.resource(), world.resource(name="Second range")

    status, made = send(
        client, "post", "booking-list", resource=str(area.pk), exchange=world.exchange.reference, title="Firing", **DAYS
    )
    assert (status, made["decision"], made["state"], made["version"]) == (201, "pending", "tentative", 1)
    pk = made["id"]
    status, moved = send(client, "post", "booking-move", pk, version=1, resource=str(other.pk), **DAYS)
    assert (status, moved["resource"], moved["version"]) == (200, str(other.pk), 2)
    assert send(client, "post", "booking-firm", pk, version=2)[0] == 409
    with as_system():
        kept = KeptBooking.objects.get(pk=pk)
    with acting_as(world.keeper):
        services.approve(kept, by=world.keeper)
    assert send(client, "post", "booking-firm", pk, version=3)[1]["state"] == "firm"
    assert send(client, "post", "booking-free", pk, version=4, reason="No funds")[1]["reason"] == "No funds"
    assert send(client, "post", "booking-restore", pk)[0] == 428
    assert send(client, "post", "booking-restore", pk, version=4)[0] == 412
    assert send(client, "post", "booking-restore", pk, version=5)[1]["state"] == "tentative"


def test_a_change_names_the_version_it_is_based_on_and_a_conflict_shows_what_is_stored(signed_in, world):
    client = signed_in(world.planner)
    (booking,) = world.book(world.resource())
    with acting_as(world.planner):
        services.move(booking, window=window(date(2031, 4, 1), date(2031, 4, 2)), by=world.planner)

    assert send(client, "post", "booking-move", booking.pk, **DAYS)[0] == 428
    assert send(client, "post", "booking-move", booking.pk, version="x", **DAYS)[0] == 400
    status, told = send(client, "post", "booking-move", booking.pk, version=1, **DAYS)

    assert (status, told["changed_by"], told["current"]["version"]) == (412, str(world.planner), 2)
    assert stored(booking).starts_at.month == 4


def test_what_the_service_refuses_is_named_by_field(signed_in, world):
    client, area = signed_in(world.planner), world.resource()
    whole = {"resource": str(area.pk), "exchange": world.exchange.reference, **DAYS}
    refused = [
        ({"last": "2031-03-01"}, "last"),
        ({"begins": "09:00"}, "ends"),
        ({"colour": "red"}, "colour"),
        ({"first": "2091-01-01", "last": "2091-01-02"}, "first"),
        ({"label": {"policy": "NOPE", "classification": "U"}}, "label"),
    ]

    for said, field in refused:
        status, told = send(client, "post", "booking-list", **whole | said)
        assert (status, field in told) == (400, True), (said, told)
    world.book(area, by=world.insider)
    status, told = send(client, "post", "booking-list", **whole)
    assert (status, told) == (400, {"non_field_errors": ["Range is not available then."]})


def test_a_hidden_exchange_resource_or_booking_is_answered_as_what_never_was(signed_in, world):
    client, area = signed_in(world.planner), world.resource()
    hidden = world.resource(name="Hidden", label=make.label(world.owner))
    (theirs,) = world.book(area, by=world.insider)

    def create(**said):
        whole = {"resource": str(area.pk), "exchange": world.exchange.reference, **DAYS}
        return send(client, "post", "booking-list", **whole | said)

    assert create(exchange=world.secret.reference) == create(exchange="ZZZZ-ZZ")
    assert create(resource=str(hidden.pk)) == create(resource=str(uuid.uuid4()))
    for verb in ("move", "firm", "free", "restore"):
        answers = [send(client, "post", f"booking-{verb}", pk, version=1, **DAYS) for pk in (theirs.pk, uuid.uuid4())]
        assert answers[0] == answers[1]
        assert answers[0][0] == 404


def test_a_keeper_enters_changes_and_removes_a_blackout_period(signed_in, world):
    client, code = signed_in(world.keeper), world.owner.code
    with as_system():
        policy = make.label(world.owner).policy
    label = {"policy": policy.code, "classification": policy.classifications.first().code, "released_to": ["HOS"]}
    days = {"starts_on": "2031-05-01", "ends_on": "2031-05-09"}

    status, made = send(client, "post", "blackout-list", party=code, title="Inspection", label=label, **days)
    assert (status, made["party"]["code"], made["version"]) == (201, code, 1), made
    address = ("blackout-detail", made["id"])
    assert send(client, "patch", *address, version=1, ends_on="2031-04-01")[1].keys() == {"ends_on"}
    status, changed = send(client, "patch", *address, version=1, ends_on="2031-05-10")
    assert (status, changed["ends_on"], changed["title"]) == (200, "2031-05-10", "Inspection")
    planner = signed_in(world.planner)
    assert send(planner, "patch", *address, version=2, title="Mine")[0] == 403
    assert send(planner, "post", "blackout-list", party=code, title="X", label=label, **days)[0] == 400
    assert send(client, "delete", *address, version=1)[0] == 412
    assert send(client, "delete", *address, version=2) == (204, None)
    with as_system():
        assert not Blackout.objects.exists()
        assert not Booking.objects.exists()


def test_a_label_names_only_what_its_author_may_choose(signed_in, world):
    client = signed_in(world.keeper)
    with as_system():
        policy = make.label(world.owner).policy
    level = {"policy": policy.code, "classification": policy.classifications.first().code}
    whole = {"party": world.owner.code, "title": "X", "starts_on": "2031-05-01", "ends_on": "2031-05-09"}

    for said, part in (
        ({"released_to": ["QQQ"]}, "released_to"),
        ({"groups": ["QQQ"]}, "groups"),
        ({"compartments": ["CYBER"]}, "compartments"),
        ({"released_to": ["HOS"], "excluded": ["HOS"]}, "excluded"),
        ({"succeeds_on": "2040-01-01"}, "succeeded_by"),
    ):
        status, told = send(client, "post", "blackout-list", label=level | said, **whole)
        assert (status, list(told["label"])) == (400, [part]), told
