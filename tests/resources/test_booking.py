"""Booking: permitted, never twice, decided by the owner, and told to whom it concerns."""

from copy import deepcopy
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clearances.subjects import acting_as
from notifications.models import Notification
from resources import services
from resources.models import Booking, KeptBooking
from resources.recurrence import Every, Repeats
from resources.services import NotAvailable
from resources.states import Decision, IllegalMove, State
from resources.windows import Window
from tests import factories as make
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


def kept(world, booking: Booking) -> KeptBooking:
    with acting_as(world.keeper):
        return KeptBooking.objects.for_user(world.keeper).get(pk=booking.pk)


def told(kind: str) -> set[int]:
    return set(Notification.objects.filter(kind=kind).values_list("recipient_id", flat=True))


def test_a_request_holds_its_time_until_the_owner_has_decided(world):
    area = world.resource()

    (booking,) = world.book(area)

    assert (booking.state, booking.decision) == (State.TENTATIVE, Decision.PENDING)
    assert told("booking_requested") == {world.keeper.pk}
    with pytest.raises(NotAvailable):
        world.book(area, by=world.insider)
    with acting_as(world.keeper):
        services.approve(kept(world, booking), by=world.keeper)
    assert stored(booking).decision == Decision.APPROVED
    assert told("booking_approved") == {world.planner.pk}


def test_the_keepers_own_use_is_approved_at_once_and_no_exchange_sees_it(world):
    area = world.resource()

    with acting_as(world.keeper):
        (booking,) = services.book([area], window=window(), title="Maintenance", is_firm=True, by=world.keeper)

    assert (booking.state, booking.decision) == (State.FIRM, Decision.APPROVED)
    with acting_as(world.planner):
        assert not Booking.objects.for_user(world.planner).exists()


def test_a_refusal_says_the_same_whether_or_not_what_it_clashes_with_may_be_seen(world):
    area = world.resource()
    world.book(area, by=world.insider)
    with pytest.raises(NotAvailable) as hidden:
        world.book(area)
    with as_system():
        Booking.objects.all().delete()
    world.book(area)
    with pytest.raises(NotAvailable) as seen:
        world.book(area)

    assert hidden.value.messages == seen.value.messages == ["Range is not available then."]


def test_turn_round_keeps_the_next_user_away(world):
    area = world.resource(turn_round_hours=24)
    world.book(area)

    with pytest.raises(NotAvailable):
        world.book(area, window=window(date(2031, 3, 8), date(2031, 3, 9)))
    assert world.book(area, window=window(date(2031, 3, 9), date(2031, 3, 10)))


def test_a_pool_is_shared_until_nothing_is_left_at_any_moment(world):
    pool = world.resource(kind="pool", name="Trucks", quantity=10)
    world.book(pool, quantity=6)
    world.book(pool, quantity=4, window=window(date(2031, 3, 5), date(2031, 3, 9)))

    with pytest.raises(NotAvailable):
        world.book(pool, quantity=1, window=window(date(2031, 3, 7), date(2031, 3, 7)))
    assert world.book(pool, quantity=6, window=window(date(2031, 3, 8), date(2031, 3, 8)))
    with pytest.raises(ValidationError) as caught:
        world.book(pool, quantity=11, window=window(date(2031, 5, 1), date(2031, 5, 1)))
    assert "quantity" in caught.value.message_dict


def test_several_are_booked_together_or_not_at_all(world):
    one, other = world.resource(), world.resource(name="Hall")
    world.book(other, by=world.insider)

    with pytest.raises(NotAvailable, match="Hall"):
        world.book(one, other)
    with as_system():
        assert Booking.objects.count() == 1


def test_what_repeats_skips_its_exceptions_and_is_freed_as_a_whole(world):
    area = world.resource()
    repeats = Repeats(Every.WEEK, count=4, without=[date(2031, 3, 10)])

    made = world.book(area, window=window(date(2031, 3, 3), date(2031, 3, 3)), repeats=repeats)

    assert [each.starts_at.day for each in made] == [3, 17, 24]
    with acting_as(world.planner):
        services.free_series(made[1], by=world.planner)
    assert {stored(each).state for each in made} == {State.FREED}


@pytest.mark.parametrize(
    ("field", "repeats"),
    [
        ("until", Repeats(Every.DAY)),
        ("count", Repeats(Every.DAY, count=201)),
        ("every", Repeats(Every.DAY, count=3)),
        ("without", Repeats(Every.MONTH, count=1, without=[date(2031, 3, 3)])),
    ],
)
def test_a_repetition_that_cannot_be_is_refused_by_name(field, repeats):
    with pytest.raises(ValidationError) as caught:
        repeats.expand(window(), ZoneInfo("UTC"))
    assert field in caught.value.message_dict


def test_windows_that_cannot_be_are_refused_by_name():
    paris = ZoneInfo("Europe/Paris")
    for field, wrong in [
        ("last", lambda: window(date(2031, 3, 4), date(2031, 3, 3))),
        ("last", lambda: window(date(2031, 3, 4), date(2226, 3, 3))),
        ("ends", lambda: Window.of_hours(date(2031, 3, 3), time(9), date(2031, 3, 3), time(9), paris)),
        ("begins", lambda: Window.of_hours(date(2031, 3, 30), time(2, 30), date(2031, 3, 30), time(9), paris)),
    ]:
        with pytest.raises(ValidationError) as caught:
            wrong()
        assert field in caught.value.message_dict


def test_a_booking_longer_than_it_is_open_is_refused_or_asked_about(world):
    area = world.resource(weekdays=[1, 2, 3, 4, 5], opens_at=time(8), closes_at=time(17))
    late = Window.of_hours(date(2031, 3, 3), time(8), date(2031, 3, 3), time(20), ZoneInfo("UTC"))

    with pytest.raises(ValidationError, match="longer than it is open"):
        world.book(area, window=late)
    weekend = window(date(2031, 3, 3), date(2031, 3, 9))
    with pytest.raises(ValidationError, match="closed on 08 MAR 2031, 09 MAR 2031"):
        world.book(area, window=weekend)
    assert world.book(area, window=weekend, over_closed=True)


def test_a_day_of_the_week_may_have_hours_of_its_own(world):
    area = world.resource(opens_at=time(8), closes_at=time(17), other_hours={"6": ["09:00", "12:00"]})
    spans = {
        "friday": (7, time(13), 7, time(17)),
        "saturday": (8, time(9), 8, time(12)),
        "sunday": (9, time(8), 9, time(9)),
    }
    for first, begins, last, ends in spans.values():
        at = Window.of_hours(date(2031, 3, first), begins, date(2031, 3, last), ends, ZoneInfo("UTC"))
        assert world.book(area, window=at)

    for begins, ends in ((time(13), time(14)), (time(8), time(10))):
        late = Window.of_hours(date(2031, 3, 15), begins, date(2031, 3, 15), ends, ZoneInfo("UTC"))
        with pytest.raises(ValidationError, match="open from 09:00 to 12:00 only"):
            world.book(area, window=late)
    with pytest.raises(ValidationError, match="isn't open"):
        world.resource(name="Other", weekdays=[1], other_hours={"6": ["09:00", "12:00"]})


def test_nobody_books_for_an_exchange_that_they_do_not_plan_or_what_they_do_not_see(world):
    area = world.resource()
    with pytest.raises(PermissionDenied):
        world.book(area, exchange=world.secret)
    hidden = world.resource(label=make.label(world.owner))
    with pytest.raises(PermissionDenied):
        world.book(hidden)


def test_a_marking_that_the_owner_could_not_read_is_refused(world):
    with as_system():
        content = world.exchange.content
        content.label = make.label(world.exchange.host)
        content.save()

    with pytest.raises(ValidationError) as caught:
        world.book(world.resource())

    assert "label" in caught.value.message_dict


def test_moving_asks_the_owner_again_and_a_clash_leaves_everything_as_it_was(world):
    area = world.resource()
    (booking,) = world.book(area)
    with acting_as(world.keeper):
        services.approve(kept(world, booking), by=world.keeper)
    world.book(area, by=world.insider, window=window(date(2031, 4, 1), date(2031, 4, 5)))

    with acting_as(world.planner), pytest.raises(NotAvailable):
        services.move(stored(booking), window=window(date(2031, 4, 5), date(2031, 4, 6)), by=world.planner)
    assert stored(booking).decision == Decision.APPROVED
    with acting_as(world.planner):
        services.move(stored(booking), window=window(date(2031, 4, 6), date(2031, 4, 7)), by=world.planner)
    assert stored(booking).decision == Decision.PENDING


def test_a_freed_booking_comes_back_only_while_its_time_is_free(world):
    area = world.resource()
    (booking,) = world.book(area)
    with acting_as(world.planner):
        services.free(booking, by=world.planner)
        services.restore(booking, by=world.planner)
        services.free(booking, by=world.planner)
    world.book(area, by=world.insider)

    with acting_as(world.planner), pytest.raises(NotAvailable):
        services.restore(booking, by=world.planner)
    assert told("booking_freed") == {world.keeper.pk}


def test_the_owner_refuses_with_a_reason_or_offers_another_time(world):
    area = world.resource()
    (first,), (second,) = world.book(area), world.book(area, window=window(date(2031, 5, 1), date(2031, 5, 2)))
    with acting_as(world.keeper):
        with pytest.raises(ValidationError):
            services.refuse(kept(world, first), reason=" ", by=world.keeper)
        services.refuse(kept(world, first), reason="Fire risk", by=world.keeper)
        offered = window(date(2031, 5, 8), date(2031, 5, 9))
        services.offer(kept(world, second), window=offered, by=world.keeper)
        with pytest.raises(IllegalMove):
            services.approve(kept(world, first), by=world.keeper)
    with acting_as(world.planner):
        services.accept_offer(second, by=world.planner)

    assert (stored(first).state, stored(first).reason) == (State.FREED, "Fire risk")
    assert (stored(second).starts_at, stored(second).decision) == (offered.starts_at, Decision.APPROVED)
    assert stored(second).occupies.lower + timedelta(days=2) == stored(second).occupies.upper
