"""The pages of serials per role: what each shows, what leaves no trace, what is refused and how."""

from copy import deepcopy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clearances.subjects import acting_as
from serials import services
from serials.models import Serial
from tests import factories as make
from tests.roles import as_system
from tests.serials.planning import closed, plan, stored, world

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        yield world()


@pytest.fixture
def made(arranged):
    return deepcopy(arranged)


def address(name: str, *args: object) -> str:
    return reverse(f"serials:{name}", args=args)


def page(client, name: str, *args: object, **data: str) -> str:
    response = client.get(address(name, *args), data)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def typed(**changed: str) -> dict[str, str]:
    return {"title": "Range day", "starts": "2031-03-03T09:00", "ends": "2031-03-03T11:00", "zone": "UTC", **changed}


@pytest.mark.parametrize("view", ["day", "week", "table"])
def test_each_sheet_shows_a_nation_its_serials_and_no_trace_of_others(signed_in, made, view):
    plan(made, "Opening brief", place="Hall 4", lead=make.NationFactory(code="XLD"))
    plan(made, "Red cell", place="Bunker 9", label=closed(made))

    text = page(signed_in(made.liaisons["XAA"]), "index", made.exchange.reference, view=view, day="2031-03-03")

    assert "Opening brief" in text
    for hidden in ("Red cell", "Bunker 9", "Nation XLD"):
        assert hidden not in text
    assert "Red cell" in page(signed_in(made.planner), "index", made.exchange.reference, view=view, day="2031-03-03")


def test_filters_that_cannot_be_read_show_nothing_and_break_nothing(signed_in, made):
    plan(made, "Opening brief", place="Hall 4")
    client = signed_in(made.planner)

    assert "Opening brief" in page(client, "index", made.exchange.reference, view="table", place="Hall 4")
    assert "No serial fits" in page(client, "index", made.exchange.reference, view="table", place="Bunker 9")
    assert "Opening brief" in page(client, "index", made.exchange.reference, day="2031-03-03", view="nonsense")
    assert "No phase named" in page(client, "index", made.exchange.reference, day="2031-03-03", lanes="phase")
    assert "Nothing in this week" in page(client, "index", made.exchange.reference, day="soon")
    assert "Nothing in this week" in page(client, "index", made.exchange.reference, day="2031-03-20")


def test_somebody_elses_serial_is_an_unknown_one(signed_in, made):
    hidden, seen = plan(made, "Red cell", label=closed(made)), plan(made, "Brief")
    client = signed_in(made.liaisons["XAA"])

    for name in ("serial", "edit", "copy", "cancel"):
        assert client.get(address(name, hidden.pk)).status_code == 404
    for name in ("edit", "copy", "cancel"):
        assert client.get(address(name, seen.pk)).status_code == 403
    for name in ("confirm", "replan", "clashes_of"):
        assert client.post(address(name, seen.pk)).status_code == 403
    assert client.get(address("create", made.exchange.reference)).status_code == 403


def test_a_planner_adds_a_serial_and_is_told_first_what_stands_against_it(signed_in, made):
    plan(made, "Opening brief", place="Hall 4", start=8, end=10)
    client, new = signed_in(made.planner), address("create", made.exchange.reference)

    warned = client.post(new, typed(place="Hall 4"))
    text = warned.content.decode()
    assert "Opening brief takes place at Hall 4 at the same time." in text
    with as_system():
        assert Serial.objects.count() == 1
    seen = text.split('name="seen" value="')[1].split('"')[0]
    saved = client.post(new, typed(place="Hall 4", seen=seen))

    assert saved.status_code == 302
    with as_system():
        assert set(Serial.objects.values_list("title", flat=True)) == {"Opening brief", "Range day"}


def test_while_typing_the_server_names_what_stands_against_it(signed_in, made):
    serial = plan(made, "Opening brief", place="Hall 4", units="1st Company")
    client = signed_in(made.planner)

    fragment = client.post(address("clashes", made.exchange.reference), typed(units="1st company")).content.decode()
    assert "1st company takes part in" in fragment
    own = client.post(address("clashes_of", serial.pk), typed(place="Hall 4", version="1")).content.decode()
    assert "Nothing that you may see stands against this." in own
    for unreadable in ({}, typed(starts="soon"), typed(ends="2031-03-03T08:00")):
        assert client.post(address("clashes", made.exchange.reference), unreadable).status_code == 200


def test_a_time_that_does_not_exist_is_refused_and_one_that_comes_twice_is_asked_about(signed_in, made):
    client, new = signed_in(made.planner), address("create", made.exchange.reference)
    oslo = {"zone": "Europe/Oslo"}

    skipped = client.post(new, typed(starts="2031-03-30T02:30", ends="2031-03-30T05:00", **oslo))
    assert skipped.status_code == 400
    assert "skip this time" in skipped.content.decode()
    double = typed(starts="2031-10-26T02:30", ends="2031-10-26T05:00", **oslo)
    asked = client.post(new, double)
    assert asked.status_code == 400
    assert "Which of the two?" in asked.content.decode()
    assert "Which of the two?" not in skipped.content.decode()


def test_a_conflicting_edit_shows_whose_change_it_was_and_loses_nothing(signed_in, made):
    serial = plan(made)
    with acting_as(made.planner):
        services.amend_serial(serial, title="Theirs", by=made.planner)
    client = signed_in(made.planner)

    refused = client.post(address("edit", serial.pk), typed(title="Mine", code=serial.code, version="1"))

    text = refused.content.decode()
    assert refused.status_code == 409
    assert "Somebody changed this meanwhile" in text
    for word in ("Mine", "Theirs", str(made.planner)):
        assert word in text
    assert (
        client.post(address("edit", serial.pk), typed(title="Mine", code=serial.code, version="2")).status_code == 302
    )
    assert stored(serial).title == "Mine"


def test_a_serial_is_confirmed_cancelled_and_brought_back(signed_in, made):
    serial, client = plan(made), signed_in(made.planner)

    for name, state in (("confirm", "confirmed"), ("cancel", "cancelled"), ("replan", "planned")):
        assert client.post(address(name, serial.pk)).status_code == 302
        assert stored(serial).state == state
    assert client.post(address("replan", serial.pk)).status_code == 409
    assert "Strike it out" in page(client, "cancel", serial.pk)


def test_what_was_turned_is_undone_from_the_message_once(signed_in, made):
    serial, client = plan(made), signed_in(made.planner)

    for name, back, state in (
        ("confirm", "replan", "planned"),
        ("cancel", "replan", "planned"),
        ("confirm", "replan", "planned"),
    ):
        shown = client.post(address(name, serial.pk), follow=True).content.decode()
        assert f'<form method="post" action="{address(back, serial.pk)}">' in shown.split('id="messages"')[1]
        again = client.post(address(back, serial.pk), follow=True).content.decode()
        assert f'action="{address(name, serial.pk)}"' in again.split('id="messages"')[1].split("</div></div>")[0]
        assert stored(serial).state == state
    assert "Undo" not in page(client, "serial", serial.pk)


def test_a_copy_begins_as_its_source(signed_in, made):
    serial, client = plan(made, "Red cell", place="Hall 4", label=closed(made)), signed_in(made.planner)

    text = page(client, "copy", serial.pk)
    assert 'value="Red cell"' in text
    assert 'value="Hall 4"' in text
    moved = typed(title="Red cell", starts="2031-03-04T09:00", ends="2031-03-04T11:00")
    assert client.post(address("copy", serial.pk), moved).status_code == 302
    with as_system():
        assert set(Serial.objects.values_list("label", flat=True)) == {serial.label_id}


def test_an_exchange_whose_content_is_closed_has_no_schedule(signed_in, made):
    plan(made)
    stranger = made.liaisons["XAA"]
    with as_system():
        type(made.exchange.content).objects.update(label=closed(made))

    client = signed_in(stranger)
    assert client.get(address("index", made.exchange.reference)).status_code == 404
    assert "Serials" not in client.get(made.exchange.get_absolute_url()).content.decode()


@pytest.mark.parametrize("view", ["day", "week", "table"])
def test_twice_the_serials_take_as_many_queries(signed_in, made, view):
    client = signed_in(made.planner)
    counts = []
    for _round in range(2):
        for number in range(3):
            plan(
                made,
                f"Serial {number}",
                lead=made.nation("XAA"),
                parties=[made.nation("XBB")],
                people=[made.planner.person],
            )
        page(client, "index", made.exchange.reference, view=view, day="2031-03-03")
        with CaptureQueriesContext(connection) as queries:
            page(client, "index", made.exchange.reference, view=view, day="2031-03-03")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_schedule_says_who_is_wanted_twice_to_planners_alone(signed_in, made):
    for title in ("Brief", "Range"):
        plan(made, title, people=[made.planner.person])
    asked = ("index", made.exchange.reference)

    assert "1 clash" in page(signed_in(made.planner), *asked, day="2031-03-03")
    assert "1 clash" not in page(signed_in(made.liaisons["XAA"]), *asked, day="2031-03-03")
