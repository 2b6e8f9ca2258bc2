"""Bookings follow their exchange, or stop it; a cancelled one frees them; the calendar shows them."""

from copy import deepcopy
from datetime import date, timedelta

import pytest

from calendars.items import EVERYTHING, Status
from clearances.subjects import acting_as
from exchanges.changes import Verb
from notifications.models import Notification
from planning import services as planning
from resources import effects
from resources.calendar_items import items
from resources.models import Booking
from resources.recurrence import Every, Repeats
from resources.services import NotAvailable
from tests.resources.world import build, stored, window
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        yield build()


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


def change(world, verb, days=0, **wishes):
    exchange, shift = world.exchange, timedelta(days=days)
    dates = {"starts_on": exchange.starts_on + shift, "ends_on": exchange.ends_on + shift}
    with acting_as(world.planner):
        found = planning.prepare(exchange, verb, by=world.planner, **dates, **wishes)
        told = [each.text for each in effects.describe(found)]
        planning.carry_out(exchange, verb, by=world.planner, **dates, **wishes)
    return told


def test_what_repeats_moves_into_its_own_places(world):
    area = world.resource()
    made = world.book(area, window=window(date(2031, 3, 3), date(2031, 3, 3)), repeats=Repeats(Every.WEEK, count=3))

    told = change(world, Verb.MOVE, days=7)

    assert told == ["3 bookings of resources move along; where the owners decide, they are asked again."]
    assert [stored(each).starts_at.day for each in made] == [10, 17, 24]


def test_who_decides_about_several_of_them_is_asked_once(world):
    world.book(world.resource(name="Range A"), world.resource(name="Range B"))
    with as_system():
        Notification.objects.all().delete()

    change(world, Verb.MOVE, days=7)

    with as_system():
        told = Notification.objects.filter(recipient=world.keeper)
        assert [each.kind for each in told] == ["bookings_requested"]


def test_a_hidden_clash_stops_the_move_and_is_named_as_not_available_only(world):
    area = world.resource()
    (booking,) = world.book(area)
    world.book(area, by=world.insider, window=window(date(2031, 3, 12), date(2031, 3, 12)), title="Hidden")

    with pytest.raises(NotAvailable, match="Range is not available then"):
        change(world, Verb.MOVE, days=7)

    assert stored(booking).starts_at.day == 3
    with acting_as(world.planner):
        dates = {"starts_on": date(2031, 3, 8), "ends_on": date(2031, 3, 21)}
        found = effects.describe(planning.prepare(world.exchange, Verb.MOVE, by=world.planner, **dates))
    assert [each.text for each in found][1:] == [
        "Range is not available then: free its booking first, or choose other dates."
    ]


def test_a_cancelled_exchange_frees_what_it_booked(world):
    (booking,) = world.book(world.resource())

    told = change(world, Verb.CANCEL, reason="Budget")

    assert told == ["1 booking of a resource is freed."]
    assert (stored(booking).state, stored(booking).occupies) == ("freed", None)


def test_the_calendar_shows_bookings_as_days_and_only_to_whom_they_belong(world):
    (booking,) = world.book(world.resource())

    with acting_as(world.planner):
        (item,) = items(world.planner, first=date(2031, 3, 7), last=date(2031, 3, 9), scope=EVERYTHING)
        assert items(world.planner, first=date(2031, 3, 8), last=date(2031, 3, 9), scope=EVERYTHING) == []
    with acting_as(world.insider):
        assert items(world.insider, first=date(2031, 3, 7), last=date(2031, 3, 9), scope=EVERYTHING) == []

    assert (item.starts, item.ends, item.status) == (date(2031, 3, 3), date(2031, 3, 7), Status.TENTATIVE)
    assert item.uid == str(booking.pk)
    with as_system():
        assert Booking.objects.count() == 1
