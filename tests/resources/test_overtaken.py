"""A booking that goes to another resource while somebody decides about it where it was."""

from copy import deepcopy

import pytest
from django.urls import reverse

from clearances.roles import Role
from clearances.subjects import acting_as
from exchanges.models import Exchange, ExchangeContent
from planning.views import bookings
from resources import services
from resources.models import Booking, KeptBooking, Resource
from resources.services import changing, deciding
from resources.states import Decision, IllegalMove, State
from tests import factories as make
from tests.resources.world import build, officer, stored, window
from tests.roles import as_system

pytestmark = pytest.mark.django_db
OTHER_DAYS = window()


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        yield build()


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


@pytest.fixture
def elsewhere(world):
    """A range of a third nation, which may read the exchange as the owner of the first one may."""
    third = make.NationFactory(code="XTH")
    label = make.label(world.exchange.host, to=[world.owner, third])
    with as_system():
        Exchange.objects.filter(pk=world.exchange.pk).update(label=label)
        ExchangeContent.objects.filter(exchange=world.exchange).update(label=label)
        world.exchange = Exchange.objects.select_related("host", "label").get(pk=world.exchange.pk)
    keeper = officer(Role.STAFF_OFFICER, third, third)
    with acting_as(keeper):
        made = services.add_resource(
            third, kind="area", name="Third range", label=make.label(third, to=[world.exchange.host]), by=keeper
        )
    with as_system():
        Resource.objects.filter(pk=made.pk).update(publishes_busy=True)
    return made


@pytest.mark.parametrize(
    ("verb", "terms"),
    [
        ("approve", {}),
        ("refuse", {"reason": "Taken"}),
        ("offer", {"window": OTHER_DAYS}),
        ("free", {"reason": "Taken"}),
        ("firm_up", {}),
        ("accept_offer", {}),
    ],
)
def test_nobody_decides_about_another_resource_than_they_were_asked_about(world, elsewhere, monkeypatch, verb, terms):
    (booking,) = world.book(world.resource())
    is_planner = verb in {"firm_up", "accept_offer"}
    by = world.planner if is_planner else world.keeper
    with as_system():
        row = (Booking if is_planner else KeptBooking).objects.get(pk=booking.pk)
    lock = changing.lock

    def overtaken(*args):
        """The planner's move is stored while *by* waits for the resource."""
        with acting_as(world.planner):
            services.move(stored(booking), window=window(), resource=elsewhere, by=world.planner)
        return lock(*args)

    for module in (changing, deciding):
        monkeypatch.setattr(module, "lock", overtaken)
    with acting_as(by), pytest.raises(IllegalMove):
        getattr(services, verb)(row, by=by, **terms)
    after = stored(booking)
    assert (after.decision, after.state, after.offered_from) == (Decision.PENDING, State.TENTATIVE, None)


@pytest.mark.parametrize("words", ["has been freed", "went to another resource"])
def test_the_board_says_what_became_of_a_booking_meanwhile(world, elsewhere, monkeypatch, signed_in, words):
    area = world.resource()
    (booking,) = world.book(area)
    move = bookings.move_to

    def overtaken(row, **terms):
        with acting_as(world.planner):
            if words == "has been freed":
                services.free(stored(booking), by=world.planner)
            else:
                services.move(stored(booking), window=window(), resource=elsewhere, by=world.planner)
        return move(row, **terms | {"version": 2})

    monkeypatch.setattr(bookings, "move_to", overtaken)
    typed = {"resource": area.pk, "starts_on": "2031-04-01", "ends_on": "2031-04-02", "version": 1}
    address = reverse("planning:move_booking", args=[booking.pk])
    answer = signed_in(world.planner).post(address, typed, headers={"Accept": "application/json"})
    assert (answer.status_code, words in answer.json()["message"]) == (409, True)
