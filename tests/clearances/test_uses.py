"""When what people hold was last used, as a review tells it: something that needed it was opened."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clearances import reviewing
from clearances.roles import Role
from clearances.subjects import acting_as
from releases import openings
from tests import factories as make
from tests.clearances.test_reviews import start
from tests.roles import as_system

pytestmark = pytest.mark.django_db
NOON = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=2)


@pytest.fixture
def host():
    return make.NationFactory(code="HST")


@pytest.fixture
def administrators(host):
    return [make.member(Role.SECURITY_ADMINISTRATOR, host) for _ in range(2)]


def opened(user, label):
    """That *user* read something that bore *label*."""
    with as_system():
        openings.add(user, [(label.pk, "exchanges.exchange", "1")], NOON)


def shown_of(review, reader, held):
    with acting_as(reader):
        items = reviewing.items_of(review, reader)
    return next(each for each in items if held.pk in {each.item.clearance_id, each.item.waiver_id})


def test_a_clearance_is_used_by_opening_what_needs_it_and_told_to_whoever_may_see_such_markings(
    host, administrators, signed_in
):
    cleared, blind = administrators
    policy = make.levels_of(host)["S"].policy
    make.clearance(cleared, policy)
    user = make.UserFactory(person__organisation=host)
    held, open_label, secret = make.clearance(user, policy), make.label(host, "U"), make.label(host, "S")
    lower = make.clearance(make.UserFactory(person__organisation=host), policy, "C")
    review = start(host, cleared)

    opened(user, open_label)
    assert not shown_of(review, cleared, held).is_known
    opened(user, secret)
    opened(lower.person.user, secret)

    assert shown_of(review, cleared, held).last_used == NOON
    assert not shown_of(review, cleared, lower).is_known  # It isn't enough for what was opened.
    assert not shown_of(review, blind, held).is_known
    assert "No use known to you" in signed_in(blind).get(review.get_absolute_url()).text


def test_a_waiver_is_used_by_opening_what_bears_the_label_that_it_waives(host, administrators):
    user, label = make.UserFactory(), make.label(host, "S")
    make.clearance(administrators[0], label.policy)
    waiver = make.waiver(user, label)
    review = start(host, administrators[0])

    opened(user, make.label(host, "C"))
    assert not shown_of(review, administrators[0], waiver).is_known
    opened(user, label)
    assert shown_of(review, administrators[0], waiver).last_used == NOON


def test_a_date_of_use_does_not_tell_that_there_is_an_invitation(host, administrators):
    delegation = make.DelegationFactory(exchange__program__owner=host, exchange__host=host)
    exchange = delegation.exchange
    user = make.member(Role.PLANNER, exchange)
    with as_system():
        openings.add(user, [(delegation.label_id, "participants.delegation", str(delegation.pk))], NOON)

    with acting_as(user):
        assert openings.last_uses(exchange, [user], user) == {user.pk: NOON}
    with acting_as(administrators[0]):
        assert openings.last_uses(exchange, [user], administrators[0]) == {}


def test_twice_as_many_items_take_as_many_queries(host, administrators):
    policy = make.levels_of(host)["S"].policy
    reader = administrators[0]

    def queries():
        with acting_as(reader):
            reviewing.items_of(review, reader)  # Facts are loaded once in a version.
            with CaptureQueriesContext(connection) as seen:
                reviewing.items_of(review, reader)
        return len(seen)

    counts = []
    for _ in range(2):
        for _ in range(2):
            make.clearance(make.UserFactory(person__organisation=host), policy)
        review = start(host, reader)
        counts.append(queries())
        with as_system():
            review.items.all().delete()
            review.delete()
    assert counts[0] == counts[1]
