"""Another time or another resource: for one booking or for all that repeats, with exceptions kept, or not at all."""

from copy import deepcopy
from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clearances.roles import Role
from clearances.subjects import acting_as
from notifications.models import Notification
from programs.versions import Stale
from resources import services
from resources.models import Booking, KeptBooking
from resources.recurrence import Every, Repeats
from resources.services import NotAvailable
from resources.states import Decision, IllegalMove, State
from resources.windows import UTC_ZONE, Window
from tests import factories as make
from tests.resources.world import World, build, officer, stored, window
from tests.roles import as_system

pytestmark = pytest.mark.django_db
NEXT = window(date(2031, 4, 7), date(2031, 4, 11))


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        yield build()


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


def moved(world: World, booking: Booking, **wishes):
    with acting_as(world.planner):
        return services.move(stored(booking), **{"window": NEXT, "by": world.planner, **wishes})


def weekly(world: World, resource, **wishes):
    begin = Window.of_hours(date(2031, 3, 3), time(9), date(2031, 3, 3), time(12), UTC_ZONE)
    return world.book(resource, window=begin, repeats=Repeats(Every.WEEK, count=4), **wishes)


def begins(bookings):
    return [f"{stored(each).starts_at:%m-%d %H:%M}" for each in bookings]


def told(kind):
    with as_system():
        return set(Notification.objects.filter(kind=kind).values_list("recipient_id", flat=True))


def test_a_booking_goes_to_another_resource_whose_owner_decides_anew(world):
    first, second = world.resource(), world.resource(name="Second range")
    (booking,) = world.book(first)
    with acting_as(world.keeper), as_system():
        KeptBooking.objects.filter(pk=booking.pk).update(decision=Decision.APPROVED, state=State.FIRM)

    done = moved(world, booking, resource=second)

    assert (done.resource_id, done.decision, done.state) == (second.pk, Decision.PENDING, State.TENTATIVE)
    assert told("booking_left") == told("booking_requested") == {world.keeper.pk}
    assert world.book(first, by=world.insider), "What it left is free again."
    with pytest.raises(NotAvailable):
        world.book(second, by=world.insider, window=NEXT)


def test_a_resource_that_is_taken_hidden_withdrawn_or_too_small_leaves_everything_as_it_was(world):
    area, pool = world.resource(), world.resource(kind="pool", name="Radios", quantity=8)
    taken, gone = world.resource(name="Taken"), world.resource(name="Gone")
    hidden = world.resource(name="Hidden", label=make.label(world.owner))
    (few,), (one,) = world.book(pool, quantity=3), world.book(area)
    world.book(taken, by=world.insider, window=NEXT)
    with acting_as(world.keeper):
        services.retire(gone, by=world.keeper)

    with pytest.raises(ValidationError, match="this booking is of 3"):
        moved(world, few, resource=area)
    with pytest.raises(NotAvailable):
        moved(world, one, resource=taken)
    for never in (hidden, gone):
        with pytest.raises(PermissionDenied):
            moved(world, few, resource=never)
    with as_system():
        assert {each.starts_at.month for each in Booking.objects.filter(exchange=world.exchange)} == {3}
        assert set(Booking.objects.filter(exchange=world.exchange).values_list("resource", flat=True)) == {
            pool.pk,
            area.pk,
        }


def test_a_booking_stays_among_resources_of_its_kind(world):
    (booking,) = world.book(world.resource())
    person = world.resource(kind="simulator", name="Simulator")
    with pytest.raises(ValidationError) as caught:
        moved(world, booking, resource=person)
    assert list(caught.value.message_dict) == ["resource"]


def test_nothing_is_moved_or_taken_back_for_an_exchange_that_is_over(world):
    (kept,), (freed,) = world.book(world.resource()), world.book(world.resource(name="Second range"))
    with acting_as(world.planner):
        services.free(freed, by=world.planner)
    with as_system():
        type(world.exchange).objects.filter(pk=world.exchange.pk).update(state="cancelled")
    refused = "Nothing more can be planned"
    with pytest.raises(ValidationError, match=refused):
        moved(world, kept)
    with acting_as(world.planner), pytest.raises(ValidationError, match=refused):
        services.restore(stored(freed), by=world.planner)
    assert stored(freed).state == State.FREED


def test_that_a_booking_left_is_told_to_those_who_could_read_it_and_where_it_held_time(world):
    quiet = world.resource(name="Quiet", publishes_busy=False)
    (booking,) = world.book(quiet)
    moved(world, booking, resource=world.resource(name="Second range"))
    assert told("booking_left") == set(), "It held no time there."

    colleague = officer(Role.STAFF_OFFICER, world.owner, world.owner)
    (secret,) = world.book(world.resource(name="Third range"))
    label = make.label(world.exchange.host, "S", to=[world.owner])
    for user in (world.planner, world.keeper):
        make.clearance(user, label.policy)
    with as_system():
        Booking.objects.filter(pk=secret.pk).update(label=label)
    moved(world, secret, resource=world.resource(name="Fourth range"), window=window())
    assert colleague.pk not in told("booking_left")
    assert world.keeper.pk in told("booking_left")


def test_a_marking_that_the_new_owner_could_not_read_stays_where_it_is(world):
    (booking,) = world.book(world.resource())
    other = make.NationFactory(code="OTH")
    elsewhere = world.resource(name="Elsewhere")
    with as_system():
        type(elsewhere).objects.filter(pk=elsewhere.pk).update(owner=other)

    with pytest.raises(ValidationError) as caught:
        moved(world, booking, resource=elsewhere)

    assert "label" in caught.value.message_dict


def test_a_move_that_somebody_else_was_faster_with_is_refused(world):
    (booking,) = world.book(world.resource())
    moved(world, booking, version=1)
    with pytest.raises(Stale):
        moved(world, booking, version=1)
    with acting_as(world.planner):
        services.free(stored(booking), by=world.planner)
    with pytest.raises(IllegalMove):
        moved(world, booking)


def test_all_that_repeats_moves_by_as_much_and_exceptions_are_kept(world):
    made = weekly(world, world.resource())
    alone = Window.of_hours(date(2031, 3, 11), time(14), date(2031, 3, 11), time(15), UTC_ZONE)
    with acting_as(world.planner):
        services.move(stored(made[1]), window=alone, by=world.planner)
        services.free(stored(made[2]), by=world.planner)
        later = Window.of_hours(date(2031, 3, 4), time(10), date(2031, 3, 4), time(14), UTC_ZONE)
        rows = services.move_series(stored(made[0]), window=later, by=world.planner)

    assert begins(made) == ["03-04 10:00", "03-12 15:00", "03-17 09:00", "03-25 10:00"]
    assert stored(made[2]).state == State.FREED
    assert [f"{stored(each).ends_at:%H:%M}" for each in rows] == ["14:00", "17:00", "14:00"]
    assert len(told("booking_requested")) == 1


def test_one_that_cannot_follow_stops_all_that_repeats(world):
    area = world.resource()
    made = weekly(world, area)
    world.book(area, by=world.insider, window=window(date(2031, 3, 26), date(2031, 3, 26)))
    two_days = Window.of_hours(date(2031, 3, 5), time(9), date(2031, 3, 5), time(12), UTC_ZONE)

    with acting_as(world.planner):
        with pytest.raises(NotAvailable):
            services.move_series(stored(made[0]), window=two_days, by=world.planner)
        with pytest.raises(ValidationError, match="Move this one alone"):
            services.move_series(stored(made[0]), window=NEXT, by=world.planner)
        week = Window.of_hours(date(2031, 3, 10), time(9), date(2031, 3, 10), time(12), UTC_ZONE)
        services.move_series(stored(made[0]), window=week, by=world.planner)

    assert begins(made) == ["03-10 09:00", "03-17 09:00", "03-24 09:00", "03-31 09:00"]


def test_what_was_freed_together_comes_back_together_and_what_was_freed_before_does_not(world):
    made = weekly(world, world.resource())
    with acting_as(world.planner):
        services.free(stored(made[3]), by=world.planner)
        freed = services.free_series(stored(made[0]), by=world.planner)
        services.restore_series(stored(made[0]), keys=[each.pk for each in freed], by=world.planner)

    assert [stored(each).state for each in made] == [State.TENTATIVE] * 3 + [State.FREED]


def test_keepers_move_their_own_use_and_nobody_elses(world):
    area = world.resource()
    (own,) = world.book(area, by=world.keeper, exchange=None, title="Maintenance")
    (asked,) = world.book(area, window=NEXT)
    with as_system():
        mine, theirs = KeptBooking.objects.get(pk=own.pk), KeptBooking.objects.get(pk=asked.pk)

    with acting_as(world.keeper):
        later = services.move(mine, window=window(date(2031, 3, 10), date(2031, 3, 11)), by=world.keeper)
        with pytest.raises(PermissionDenied):
            services.move(theirs, window=window(date(2031, 5, 10), date(2031, 5, 11)), by=world.keeper)

    assert (later.starts_at.day, later.decision) == (10, Decision.APPROVED)


def test_nobody_moves_to_a_resource_that_the_other_holds_then(world):
    first, second = world.resource(), world.resource(name="Second range")
    (mine,), (theirs,) = world.book(first), world.book(second, by=world.insider)

    with pytest.raises(NotAvailable):
        moved(world, mine, resource=second, window=window())
    with acting_as(world.insider), pytest.raises(NotAvailable):
        services.move(stored(theirs), resource=first, window=window(), by=world.insider)
    moved(world, mine, resource=second)

    assert [stored(each).resource_id for each in (mine, theirs)] == [second.pk, second.pk]
