"""Free and busy: what each may learn, and that nothing more can be inferred."""

from copy import deepcopy
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearances.subjects import acting_as
from resources import availability, services
from resources.availability import Answer
from resources.states import Decision
from tests import factories as make
from tests.resources.world import FIRST, LAST, build, window

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        yield build()


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


def asked(world, resources, user=None):
    wanted = window()
    with acting_as(user or world.planner):
        return availability.conflicts(resources, wanted.starts_at, wanted.ends_at, user=user or world.planner)


def test_a_published_resource_is_not_available_and_no_more(world):
    taken, free = world.resource(), world.resource(name="Hall")
    world.book(taken, by=world.insider)

    assert asked(world, [taken, free]) == {taken.pk: Answer.NOT_AVAILABLE, free.pk: Answer.FREE}
    with acting_as(world.planner):
        found = availability.busy([taken], FIRST, LAST, user=world.planner)[taken.pk]
    assert [(each.starts, each.ends, each.quantity) for each in found] == [(window().starts_at, window().ends_at, 1)]


def test_of_an_unpublished_one_nobody_but_its_keepers_learns_anything(world):
    taken = world.resource(publishes_busy=False, label=make.label(world.owner, to=[world.exchange.host]))
    free = world.resource(publishes_busy=False, name="Hall")
    with acting_as(world.keeper):
        services.book([taken], window=window(), title="Maintenance", by=world.keeper)

    assert asked(world, [taken, free]) == {taken.pk: Answer.ASK, free.pk: Answer.ASK}
    assert asked(world, [taken], world.keeper) == {taken.pk: Answer.NOT_AVAILABLE}


def test_a_request_for_an_unpublished_one_is_taken_alike_whether_it_is_free_or_not(world):
    label = make.label(world.owner, to=[world.exchange.host])
    own = {"publishes_busy": False, "bookings_label": label, "label": label}
    taken, free = world.resource(**own), world.resource(name="Hall", **own)
    with acting_as(world.keeper):
        services.book([taken], window=window(), title="Maintenance", by=world.keeper)
    made = [world.book(each) for each in (taken, free)]

    assert [(each.decision, each.occupies, each.state) for (each,) in made] == [
        (Decision.PENDING, None, "tentative")
    ] * 2


def test_the_cost_is_the_same_for_one_resource_and_for_many(world):
    resources = [world.resource(name=f"Hall {n}", publishes_busy=n % 2 == 0) for n in range(6)]
    world.book(resources[0], by=world.insider)

    def cost(some):
        with acting_as(world.planner):
            list(world.exchange.__class__.objects.for_user(world.planner))  # The context is set.
            with CaptureQueriesContext(connection) as queries:
                availability.busy(some, date(2031, 1, 1), date(2031, 12, 31), user=world.planner)
        return len(queries)

    assert cost(resources[:2]) == cost(resources)
