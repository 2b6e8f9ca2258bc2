"""What services make of serials: who may, what is refused, and what stays hidden."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audit.models import Event
from clearances.guards import SYSTEM
from clearances.subjects import acting_as
from programs.versions import Stale
from serials import nations, services
from serials.models import Serial
from serials.reading import shown
from serials.states import IllegalMove, State
from tests import factories as make
from tests.roles import as_system
from tests.serials.planning import at, closed, plan, stored, world

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        yield world()


@pytest.fixture
def made(arranged):
    return deepcopy(arranged)


def seen_by(user):
    with acting_as(user):
        return [str(row.title) for row in Serial.objects.for_user(user)]


def test_a_serial_is_marked_as_the_content_and_gets_a_code_of_its_own(made):
    serial = plan(made)

    assert serial.label == made.exchange.content.label
    assert serial.code.startswith("S-")
    with as_system():
        assert Event.objects.filter(action="serial.planned", object_id=str(serial.pk)).count() == 1


def test_a_serial_of_the_host_alone_leaves_no_trace_for_a_nation(made):
    plan(made, "Open brief")
    plan(made, "Red cell", label=closed(made))

    assert seen_by(made.liaisons["XAA"]) == ["Open brief"]
    assert sorted(seen_by(made.planner)) == ["Open brief", "Red cell"]


def test_nobody_but_a_planner_of_the_exchange_writes(made):
    serial, liaison = plan(made), made.liaisons["XAA"]

    with acting_as(liaison):
        for verb in (services.confirm_serial, services.cancel_serial, services.replan_serial, services.amend_serial):
            with pytest.raises(PermissionDenied):
                verb(serial, by=liaison)
        with pytest.raises(PermissionDenied):
            services.add_serial(made.exchange, title="x", starts_at=at(8), ends_at=at(9), by=liaison)

    assert (stored(serial).state, stored(serial).version) == (State.PLANNED, 1)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"ends_at": at(8)}, "ends_at"),
        ({"ends_at": at(7)}, "ends_at"),
        ({"ends_at": at(8) + timedelta(days=40)}, "ends_at"),
        ({"starts_at": at(8) - timedelta(days=400), "ends_at": at(9) - timedelta(days=400)}, "starts_at"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"title": "  "}, "title"),
        ({"code": "X" * 13}, "code"),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_its_field(made, facts, field):
    with pytest.raises(ValidationError) as refused:
        plan(made, **{"title": "x", **facts})

    assert list(refused.value.message_dict) == [field]


def test_a_code_in_use_is_refused_only_where_the_planner_sees_it(made):
    plan(made, code="A1")
    with as_system():
        Serial.objects.create(
            exchange=made.exchange,
            label=make.label(make.NationFactory(code="XZZ")),
            code="B1",
            title="Hidden",
            starts_at=at(8),
            ends_at=at(9),
            zone="UTC",
        )

    with pytest.raises(ValidationError, match="Another serial"):
        plan(made, code="a1")
    assert plan(made, code="B1").code == "B1"


def test_a_serial_is_never_more_open_than_the_cover(made):
    with pytest.raises(ValidationError) as refused:
        plan(made, label=make.label(made.exchange.host, to=[make.NationFactory(code="XZZ")]))

    assert list(refused.value.message_dict) == ["label"]


def test_what_repeats_a_stricter_serial_is_marked_as_strictly(made):
    words = "Seize the northern airfield before first light with two companies"
    plan(made, "Red cell", label=closed(made), objectives=words)

    with pytest.raises(ValidationError, match="marked more strictly"):
        plan(made, "Brief", objectives=f"As said: {words}.")


def test_serials_wait_for_each_other_in_one_direction(made):
    first, second = plan(made, "First"), plan(made, "Second", 11, 12)
    with acting_as(made.planner):
        services.amend_serial(second, after=[first], by=made.planner)

        with pytest.raises(ValidationError, match="waits for this serial"):
            services.amend_serial(first, after=[second], by=made.planner)
        with pytest.raises(ValidationError, match="Choose other serials"):
            services.amend_serial(first, after=[first], by=made.planner)


def test_a_hidden_serial_that_must_come_first_leaves_no_trace(made):
    hidden, serial = plan(made, "Red cell", label=closed(made)), plan(made, "Brief", 11, 12)
    with acting_as(made.planner):
        services.amend_serial(serial, after=[hidden], by=made.planner)
        assert [row.after for row in shown(made.planner, [serial])] == [[hidden]]

    with acting_as(made.liaisons["XAA"]):
        assert [row.after for row in shown(made.liaisons["XAA"], [serial])] == [[]]


def test_a_nation_reads_no_other_guest_among_the_partners(made):
    one, other = made.nation("XAA"), made.nation("XBB")
    serial = plan(made, lead=other, parties=[one, other, made.exchange.host])
    liaison = made.liaisons["XAA"]

    with acting_as(liaison):
        (row,) = shown(liaison, [serial])
        assert nations.known(liaison, made.exchange) == {one.pk, made.exchange.host_id}
    assert (row.lead, row.parties) == (None, sorted([one, made.exchange.host], key=str))


def test_what_an_editor_does_not_see_stays(made):
    hidden, host = make.NationFactory(code="XZZ"), made.exchange.host
    serial = plan(made)
    with as_system():
        serial.parties.add(hidden)
        Serial.objects.filter(pk=serial.pk).update(lead=hidden)

    with acting_as(made.planner):
        services.amend_serial(serial, lead=None, parties=[host], by=made.planner)

    with as_system():
        assert stored(serial).lead == hidden
        assert set(serial.parties.all()) == {hidden, host}


def test_a_change_of_an_older_version_is_refused_and_leaves_no_trace(made):
    serial = plan(made)
    with acting_as(made.planner):
        services.amend_serial(serial, title="New", version=1, by=made.planner)

        with pytest.raises(Stale):
            services.amend_serial(serial, title="Old", version=1, by=made.planner)

    assert (stored(serial).title, stored(serial).version) == ("New", 2)


def test_a_cancelled_serial_is_brought_back_before_it_is_changed(made):
    serial = plan(made)
    with acting_as(made.planner):
        services.cancel_serial(serial, by=made.planner)
        with pytest.raises(IllegalMove):
            services.amend_serial(serial, title="x", by=made.planner)
        with pytest.raises(IllegalMove):
            services.confirm_serial(serial, by=made.planner)
        services.replan_serial(serial, by=made.planner)
        services.confirm_serial(serial, by=made.planner)

    assert stored(serial).state == State.CONFIRMED


def test_a_copy_is_marked_as_strictly_as_what_it_copies(made):
    source = plan(made, "Red cell", label=closed(made))
    with acting_as(made.planner):
        copy = services.add_serial(
            made.exchange, title="Red cell", starts_at=at(12), ends_at=at(13), source=source, by=made.planner
        )
        assert copy.label == source.label

        with pytest.raises(ValidationError, match="what it copies"):
            services.add_serial(
                made.exchange,
                title="Red cell",
                starts_at=at(12),
                ends_at=at(13),
                source=source,
                label=made.exchange.content.label,
                by=made.planner,
            )


def test_the_system_plans_without_being_anybody(made):
    with as_system():
        serial = services.add_serial(made.exchange, title="Drill", starts_at=at(8), ends_at=at(9), by=SYSTEM)

    assert serial.changed_by is None
