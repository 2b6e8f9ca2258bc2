"""Serials and phases written through the contract: the pages' services and refusals, and no way to ask about others."""

import uuid
from copy import deepcopy

import pytest

from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as
from phases.models import Phase
from phases.services import add_phase
from resources import services as keeping
from serials.models import Serial
from tests import factories as make
from tests.api.test_writing import send
from tests.roles import as_system
from tests.serials.planning import closed, plan, world

pytestmark = pytest.mark.django_db
TIMES = {"starts_at": "2031-03-03T09:00:00Z", "ends_at": "2031-03-03T11:00:00Z"}


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        built = world()
        with as_system():
            grant(Role.STAFF_OFFICER, built.planner.personal_team, built.exchange.host, by=SYSTEM, reason="test")
        yield built


@pytest.fixture
def made(arranged):
    return deepcopy(arranged)


def test_a_serial_is_planned_changed_held_for_confirmed_cancelled_and_brought_back(signed_in, made):
    client, reference, first = signed_in(made.planner), made.exchange.reference, plan(made, "Brief", 6, 7)
    with acting_as(made.planner):
        label = made.exchange.content.label
        thing = keeping.add_resource(
            made.exchange.host, kind="area", name="Range", zone="UTC", label=label, by=made.planner
        )
    said = {"lead": "xaa", "parties": ["XBB", "HOS"], "units": ["1st", "2nd"], "after": [str(first.pk)], **TIMES}

    status, row = send(client, "post", "serial-list", exchange=reference, title="Range day", code="A1", **said)
    assert (status, row["version"], row["lead"]["code"], row["after"]) == (201, 1, "XAA", [str(first.pk)]), row
    assert (row["units"], row["state"], len(row["parties"])) == (["1st", "2nd"], "planned", 2)
    again = send(client, "post", "serial-list", exchange=reference, title="Range day", code="a1", **TIMES)
    assert (again[0], again[1].keys()) == (400, {"code"})  # Sent twice, it is there once.
    detail = ("serial-detail", row["id"])
    assert send(client, "patch", *detail, title="Live firing")[0] == 428
    status, changed = send(client, "patch", *detail, version=1, title="Live firing", lead=None)
    assert (status, changed["title"], changed["lead"], changed["after"]) == (200, "Live firing", None, row["after"])
    status, told = send(client, "patch", *detail, version=1, title="Mine")
    assert (status, told["current"]["title"], told["changed_by"]) == (412, "Live firing", str(made.planner))
    assert send(client, "post", "serial-hold", row["id"], resources=[str(thing.pk)])[0] == 428
    status, held = send(client, "post", "serial-hold", row["id"], version=2, resources=[str(thing.pk)])
    assert (status, len(held["bookings"])) == (200, 1), held
    again = send(client, "post", "serial-hold", row["id"], version=3, resources=[str(thing.pk)])
    assert again[1].keys() == {"holds"}
    for version, (verb, state) in enumerate(
        [("confirm", "confirmed"), ("cancel", "cancelled"), ("plan", "planned")], 3
    ):
        assert send(client, "post", f"serial-{verb}", row["id"], version=version)[1]["state"] == state
    assert send(client, "post", "serial-plan", row["id"], version=6)[0] == 409


def test_what_cannot_be_is_named_by_field_and_the_hidden_as_what_never_was(signed_in, made):
    client, hidden = signed_in(made.planner), make.ExchangeFactory()
    whole = {"exchange": made.exchange.reference, "title": "Brief", **TIMES}
    with as_system():
        foreign = Serial.objects.create(
            exchange=hidden, label=hidden.content.label, code="Z", title="Z", zone="UTC", **TIMES
        )
    never = str(uuid.uuid4())
    refused = [
        ({"starts_at": "2031-03-03T09:00:00"}, "starts_at"),
        ({"ends_at": TIMES["starts_at"]}, "ends_at"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"title": " "}, "title"),
        ({"colour": "red"}, "colour"),
        ({"lead": "XZZ"}, "lead"),
        ({"phase": never}, "phase"),
        ({"bookings": [never]}, "bookings"),
    ]

    for said, field in refused:
        status, told = send(client, "post", "serial-list", **whole | said)
        assert (status, list(told)) == (400, [field]), (said, told)
    for name, one, other in (
        ("exchange", hidden.reference, "ZZZZ-ZZ"),
        ("after", [str(foreign.pk)], [never]),
        ("lead", hidden.host.code, "QQQ"),
    ):
        answers = [send(client, "post", "serial-list", **whole | {name: value}) for value in (one, other)]
        assert answers[0] == answers[1], name
    for verb in ("confirm", "cancel", "plan", "hold"):
        answers = [send(client, "post", f"serial-{verb}", pk, version=1) for pk in (foreign.pk, never)]
        assert answers[0] == answers[1]
        assert answers[0][0] == 404
    with as_system():
        assert set(Serial.objects.all()) == {foreign}


def test_a_nation_reads_serials_and_phases_and_writes_none(signed_in, made):
    serial, secret = plan(made), plan(made, "Red cell", label=closed(made))
    with acting_as(made.planner):
        days = {"starts_on": made.exchange.starts_on, "ends_on": made.exchange.ends_on}
        phase = add_phase(made.exchange.content, name="Sea", **days, by=made.planner)
    client = signed_in(made.liaisons["XAA"])

    for name, pk in (("serial-detail", serial.pk), ("phase-detail", phase.pk)):
        assert client.get(f"/api/v1/{name.split('-')[0]}s/{pk}/").status_code == 200
        assert send(client, "patch", name, pk, version=1)[0] == 403
    assert send(client, "patch", "serial-detail", secret.pk, version=1, title="x")[0] == 404
    assert send(client, "delete", "phase-detail", phase.pk, version=1)[0] == 403
    day = {"starts_on": "2031-03-03", "ends_on": "2031-03-03"}
    for name, said in (("serial-list", {"title": "x", **TIMES}), ("phase-list", {"name": "x", **day})):
        assert send(client, "post", name, exchange=made.exchange.reference, **said)[1].keys() == {"exchange"}


def test_a_phase_is_added_cut_changed_and_removed(signed_in, made):
    client, start = signed_in(made.planner), made.exchange.starts_on
    days = {"starts_on": start.isoformat(), "ends_on": "2031-12-31"}
    whole = {"exchange": made.exchange.reference, "name": "Sea phase", "host": "XAA", **days}

    assert send(client, "post", "phase-list", **whole)[1].keys() == {"starts_on"}
    status, row = send(client, "post", "phase-list", **whole, is_cut=True)
    assert (status, row["ends_on"], row["host"]["code"]) == (201, made.exchange.ends_on.isoformat(), "XAA"), row
    detail = ("phase-detail", row["id"])
    status, changed = send(client, "patch", *detail, version=1, ends_on=start.isoformat(), host=None)
    assert (status, changed["ends_on"], changed["host"], changed["name"]) == (200, days["starts_on"], None, "Sea phase")
    assert send(client, "patch", *detail, version=1, name="Mine")[0] == 412
    assert send(client, "patch", *detail, version=2, host="QQQ")[1].keys() == {"host"}
    assert send(client, "delete", *detail, version=1)[0] == 412
    assert send(client, "delete", *detail, version=2) == (204, None)
    with as_system():
        assert not Phase.objects.exists()
