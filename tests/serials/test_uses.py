"""Serials that know what they use: their phase, their bookings, what stands against either, and what stays hidden."""

from copy import deepcopy
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as
from participants.models import Invitation
from participants.services import withdraw
from phases.services import add_phase, remove_phase
from planning import editions
from programs.versions import Stale
from resources import services as keeping
from resources.models import Booking, Resource
from resources.windows import Window
from serials import conflicts, services
from serials.holding import hold
from serials.models import Serial
from serials.reading import shown
from serials.states import IllegalMove
from tests import factories as make
from tests.resources import world as owned
from tests.roles import as_system
from tests.serials.planning import at, closed, plan, stored, world

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def arranged(arranging):
    """The planner keeps the host's resources too: what they book is approved at once."""
    with arranging():
        built = world()
        with as_system():
            grant(Role.STAFF_OFFICER, built.planner.personal_team, built.exchange.host, by=SYSTEM, reason="test")
        yield built


@pytest.fixture
def made(arranged):
    return deepcopy(arranged)


def resource(made, name="Range", kind="area", **facts) -> Resource:
    with acting_as(made.planner):
        label = made.exchange.content.label
        return keeping.add_resource(
            made.exchange.host, kind=kind, name=name, label=label, by=made.planner, **{"zone": "UTC", **facts}
        )


def book(made, thing: Resource, begins=8, ends=12, **facts) -> Booking:
    window = Window(at(begins), at(ends), False)
    with acting_as(made.planner):
        (row,) = keeping.book([thing], **{"window": window, "exchange": made.exchange, "by": made.planner, **facts})
    return row


def texts(made, serial: Serial) -> list[str]:
    with acting_as(made.planner):
        return [clash.text for clash in conflicts.conflicts(made.planner, made.exchange).get(serial.pk, [])]


def test_what_two_serials_use_at_a_time_clashes_and_so_does_a_time_that_is_not_booked(made):
    thing, pool = resource(made), resource(made, "Radios", "pool", quantity=9)
    range_, radios, others = book(made, thing), book(made, pool, quantity=4), book(made, pool, quantity=5)
    first = plan(made, "Zeroing", 8, 10, bookings=[range_, radios])
    second = plan(made, "Live firing", 9, 13, code="A", bookings=[range_, others])
    third = plan(made, "Net drill", 9, 10, code="B", bookings=[radios])

    assert texts(made, first) == [
        f"{second} uses Range at the same time.",
        f"{third} uses Radios (4) at the same time.",
    ]
    assert "Range isn't booked for all of this time." in texts(made, second)
    assert not [each for each in texts(made, second) if each.startswith(str(third))]
    with acting_as(made.planner):
        keeping.free(range_, by=made.planner)
    assert texts(made, first)[-1] == "The booking of Range is freed."


def test_opening_hours_and_days_of_the_phase_stand_against_it(made):
    thing = resource(made, opens_at=time(8), closes_at=time(9))
    with acting_as(made.planner):
        phase = add_phase(
            made.exchange.content,
            name="Harbour",
            starts_on=date(2031, 3, 1),
            ends_on=date(2031, 3, 2),
            by=made.planner,
        )
    serial = plan(made, bookings=[book(made, thing, 8, 9)], phase=phase)

    found = texts(made, serial)

    assert found[0] == "This is outside the days of Harbour."
    assert found[-1].startswith("Range is open from 08:00 to 09:00 only")
    with acting_as(made.planner):
        remove_phase(phase, by=made.planner)
        assert [row.phase for row in shown(made.planner, [stored(serial)])] == [None]
        services.amend_serial(serial, title="New", phase=None, by=made.planner)


def test_a_nation_finds_no_sign_of_a_hidden_phase_booking_or_resource(made):
    thing, liaison = resource(made, "Bunker 9"), made.liaisons["XAA"]
    hidden, open_ = book(made, thing, label=closed(made), title="Red firing"), book(made, thing, 13, 14, title="Firing")
    with acting_as(made.planner):
        days = {"starts_on": made.exchange.starts_on, "ends_on": made.exchange.starts_on}
        phase = add_phase(made.exchange.content, name="Red phase", label=closed(made), **days, by=made.planner)
    serial = plan(made, bookings=[hidden, open_], phase=phase)

    with acting_as(liaison):
        (row,) = shown(liaison, [serial])
        assert (row.phase, [str(use) for use in row.uses]) == (None, ["Firing"])
    with acting_as(made.planner):
        (row,) = shown(made.planner, [serial])
        assert (row.phase, len(row.uses)) == (phase, 2)


def test_what_an_editor_does_not_see_stays_and_what_is_not_the_exchanges_is_refused(made, signed_in):
    other = make.ExchangeFactory()
    thing = resource(made)
    mine = book(made, thing)
    with as_system():
        foreign = Booking.objects.create(
            resource=thing,
            exchange=other,
            label=other.content.label,
            title="Foreign",
            starts_at=at(14),
            ends_at=at(15),
            is_all_day=False,
            is_pooled=False,
            decision="pending",
        )
        phase_of_others = make.label(make.NationFactory(code="XZZ"))
    serial = plan(made, bookings=[mine])

    with acting_as(made.planner):
        for wish in ({"bookings": [foreign]}, {"bookings": [foreign, mine]}):
            with pytest.raises(ValidationError) as refused:
                services.amend_serial(serial, by=made.planner, **wish)
            assert list(refused.value.message_dict) == ["bookings"]
    with as_system():
        Booking.objects.filter(pk=mine.pk).update(label=phase_of_others)
    with acting_as(made.planner):
        services.amend_serial(serial, bookings=[], by=made.planner)
    with as_system():
        assert list(serial.bookings.all()) == [mine]


def test_a_resource_is_held_for_a_serial_from_its_form_or_nothing_is_saved(made, signed_in):
    thing, taken = resource(made), resource(made, "Simulator", "simulator")
    book(made, taken, 8, 10)
    client, new = signed_in(made.planner), reverse("serials:create", args=[made.exchange.reference])
    typed = {"title": "Zeroing", "starts": "2031-03-03T09:00", "ends": "2031-03-03T11:00", "zone": "UTC"}

    asked = client.post(reverse("serials:clashes", args=[made.exchange.reference]), {**typed, "holds": [taken.pk]})
    assert "Simulator is not available then." in asked.content.decode()
    seen = asked.content.decode().split('name="seen" value="')[1].split('"')[0]
    refused = client.post(new, {**typed, "holds": [thing.pk, taken.pk], "seen": seen})
    assert refused.status_code == 400
    with as_system():
        assert not Serial.objects.exists()
        assert Booking.objects.count() == 1

    assert client.post(new, {**typed, "holds": [thing.pk]}).status_code == 302
    with as_system():
        serial = Serial.objects.get()
        booking = serial.bookings.get()
    assert (booking.resource_id, booking.starts_at, booking.ends_at) == (thing.pk, serial.starts_at, serial.ends_at)
    assert (booking.title, booking.label_id, booking.decision) == (made.exchange.title, serial.label_id, "approved")
    page = client.get(serial.get_absolute_url()).content.decode()
    assert "Range" in page
    assert "Keep what is booked (Range)" in client.get(reverse("serials:cancel", args=[serial.pk])).content.decode()


def test_whoever_may_not_change_the_serial_holds_nothing(made):
    thing, serial = resource(made), plan(made)
    liaison = made.liaisons["XAA"]

    with acting_as(liaison), pytest.raises(PermissionDenied):
        hold(serial, [thing], by=liaison)
    with as_system():
        assert not Booking.objects.exists()


def test_what_is_held_for_a_serial_tells_its_owner_nothing_of_the_serial(signed_in):
    built = owned.build()
    thing, times = built.resource(zone="UTC"), {"starts_at": at(8), "ends_at": at(10)}
    with acting_as(built.planner):
        serial = services.add_serial(built.exchange, title="Seize Point Zulu", by=built.planner, **times)
        hold(serial, [thing], by=built.planner)
    asked = signed_in(built.keeper).get(reverse("resources:requests")).content.decode()
    assert built.exchange.title in asked
    assert "Seize Point Zulu" not in asked


def test_nothing_is_held_for_a_serial_that_is_cancelled_or_was_changed_meanwhile(made):
    thing, serial = resource(made), plan(made)
    with acting_as(made.planner):
        hold(serial, [thing], version=serial.version, by=made.planner)
        with pytest.raises(Stale):
            hold(serial, [thing], version=serial.version, by=made.planner)
        cancelled = services.cancel_serial(serial, by=made.planner)
        with pytest.raises(IllegalMove):
            hold(serial, [thing], version=cancelled.version, by=made.planner)
    with as_system():
        assert Booking.objects.count() == 1


def test_a_nation_that_is_out_stands_against_its_serials(made):
    serial = plan(made, lead=made.nation("XAA"))
    with as_system():
        invitation = Invitation.objects.get(delegation__party=made.nation("XAA"))
    with acting_as(made.planner):
        withdraw(invitation, reason="Changed plans", by=made.planner)

    assert texts(made, serial)[0] == f"{made.nation('XAA')} doesn't take part any more."


def test_the_next_edition_names_its_own_phase_and_booking(made):
    with as_system():
        grant(Role.PLANNER, made.planner.personal_team, made.exchange.program, by=SYSTEM, reason="test")
    booking, start = book(made, resource(made)), made.exchange.starts_on
    with acting_as(made.planner):
        phase = add_phase(made.exchange.content, name="Sea", starts_on=start, ends_on=start, by=made.planner)
    source = plan(made, phase=phase, bookings=[booking])

    with acting_as(made.planner):
        wish = editions.Wish(title="Next", starts_on=start + timedelta(days=100))
        target = editions.copy(made.exchange.content, wish, by=made.planner).exchange
        (row,) = shown(made.planner, Serial.objects.for_user(made.planner).filter(exchange=target))

    assert row.serial.title == source.title
    assert (row.phase.exchange_id, row.phase.name) == (target.pk, "Sea")
    assert [each.exchange_id for each in row.bookings] == [target.pk]
