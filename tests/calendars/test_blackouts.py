"""Blackout periods: kept by the party, seen by planners of their audience, and nothing of them by anybody else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from calendars import services
from calendars.days_off import Kind, Reason, days_off
from calendars.kinds import PUBLISH
from calendars.models import Blackout, BusyPeriod
from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.services import changes, grant
from clearances.subjects import acting_as
from programs.versions import Stale
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2027, 6, 7), date(2027, 6, 11)  # Monday to Friday.
DAYS = {"starts_on": FIRST, "ends_on": LAST}


@pytest.fixture
def owner():
    return make.NationFactory(code="XOW")


@pytest.fixture
def keeper(owner):
    return make.member(Role.STAFF_OFFICER, owner)


@pytest.fixture
def friend():
    return make.member(Role.STAFF_OFFICER, make.NationFactory(code="XFR"))


@pytest.fixture
def stranger():
    return make.member(Role.STAFF_OFFICER, make.NationFactory(code="XST"))


@pytest.fixture
def blackout(owner, keeper, friend):
    """Released to the friend's nation alone."""
    with acting_as(keeper):
        label = make.label(owner, to=[friend.organisation])
        return services.add_blackout(owner, title="Fleet inspection", label=label, by=keeper, **DAYS)


def off(user, party):
    with acting_as(user):
        found = days_off([party], FIRST - timedelta(days=1), LAST + timedelta(days=1), user=user, weekends=False)
    return {day: replace(reason, labels=()) for day, reason in found[party.pk].items()}


def every_day(reason):
    return {FIRST + timedelta(days=n): reason for n in range(5)}


SEEN = every_day(Reason(Kind.BLACKOUT, "Fleet inspection", stops_work=False))
HIDDEN = every_day(Reason(Kind.NOT_AVAILABLE, stops_work=False))


def test_planners_of_its_audience_see_it_and_nobody_else_sees_a_trace(blackout, keeper, friend, stranger, owner):
    liaison = make.UserFactory(person__organisation=friend.organisation)

    assert off(keeper, owner) == off(friend, owner) == SEEN
    assert off(stranger, owner) == off(liaison, owner) == {}
    assert days_off([owner], FIRST, LAST, weekends=False)[owner.pk] == {}


def test_an_agency_isn_t_available_while_its_nation_isn_t(blackout, keeper, owner):
    agency = make.NationFactory(code="XOW-CG", is_nation=False, nation=owner)

    assert off(keeper, agency) == SEEN


def test_only_the_keepers_of_its_own_party_enter_change_and_remove(blackout, friend, stranger, owner):
    label = blackout.label
    for user in (friend, stranger):
        with acting_as(user):
            for attempt in (
                lambda user=user: services.add_blackout(owner, title="x", label=label, by=user, **DAYS),
                lambda user=user: services.amend_blackout(blackout, title="x", reason="", version=1, by=user, **DAYS),
                lambda user=user: services.remove_blackout(blackout, by=user),
                lambda user=user: services.withdraw(blackout, by=user),
            ):
                with pytest.raises(PermissionDenied):
                    attempt()


def test_a_change_based_on_an_older_version_is_refused(blackout, keeper):
    with acting_as(keeper):
        services.amend_blackout(blackout, title="Inspection", reason="", version=1, by=keeper, **DAYS)

        with pytest.raises(Stale):
            services.amend_blackout(blackout, title="Mine", reason="", version=1, by=keeper, **DAYS)

        assert Blackout.objects.get(pk=blackout.pk).title == "Inspection"


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [
        (LAST, FIRST, "ends_on"),
        (FIRST, FIRST + timedelta(days=366), "ends_on"),
        (date(2150, 12, 31), date(2151, 1, 1), "ends_on"),
        (date(1, 1, 1), date(1, 1, 2), "starts_on"),
    ],
)
def test_days_that_nobody_can_mean_are_refused_by_field(owner, keeper, starts_on, ends_on, field):
    with acting_as(keeper), pytest.raises(ValidationError) as refused:
        services.add_blackout(
            owner, title="x", starts_on=starts_on, ends_on=ends_on, label=make.label(owner), by=keeper
        )

    assert field in refused.value.message_dict


def test_a_keeper_can_t_write_what_they_couldn_t_read_or_what_is_another_s(owner, keeper, friend):
    for label in (make.label(owner, "S"), make.label(friend.organisation)):
        with acting_as(keeper), pytest.raises(ValidationError) as refused:
            services.add_blackout(owner, title="x", label=label, by=keeper, **DAYS)

        assert set(refused.value.message_dict) == {"label"}


def test_what_overlaps_is_told_as_far_as_one_may_see_it(blackout, keeper, friend, owner):
    with acting_as(keeper):
        other = services.add_blackout(
            owner, title="Own", starts_on=LAST, ends_on=LAST, label=make.label(owner), by=keeper
        )

        assert services.overlapping(other, by=keeper) == [blackout]
    with acting_as(friend):
        assert services.overlapping(blackout, by=friend) == []


@pytest.fixture
def releasing(owner):
    """Two who release what the owner has, and see its blackout periods as its staff officers."""
    found = [make.member(Role.STAFF_OFFICER, owner) for _n in range(2)]
    with as_system():
        for user in found:
            grant(Role.RELEASING_OFFICER, user.personal_team, owner, by=SYSTEM, reason="test")
    return found


def publish(blackout, first, second):
    with acting_as(first):
        change = changes.propose(
            PUBLISH, party=blackout.owner, facts={"blackout": str(blackout.pk)}, reason="Partners ask.", by=first
        )
    with acting_as(second):
        return changes.approve(change, digest=change.digest, by=second)


def test_two_releasing_officers_publish_its_days_and_then_everybody_reads_not_available(
    blackout, releasing, keeper, stranger, owner
):
    change = publish(blackout, *releasing)

    assert change.status == "approved"
    assert off(stranger, owner) == HIDDEN
    assert off(keeper, owner) == SEEN


def test_one_keeper_alone_can_t_publish(blackout, keeper, stranger, owner):
    with acting_as(keeper), pytest.raises(PermissionDenied):
        services.publish(blackout, by=keeper)

    assert off(stranger, owner) == {}


def test_what_is_published_shrinks_with_the_period_never_grows_and_goes_with_it(
    blackout, releasing, keeper, stranger, owner
):
    publish(blackout, *releasing)
    day = timedelta(days=1)
    with acting_as(keeper):
        services.amend_blackout(
            blackout, title="x", reason="", starts_on=FIRST + day, ends_on=LAST + day, version=1, by=keeper
        )

    assert list(off(stranger, owner)) == [FIRST + day * n for n in range(1, 5)]
    with acting_as(keeper):
        services.remove_blackout(blackout, by=keeper)
    assert off(stranger, owner) == {}
    assert not BusyPeriod.objects.exists()


def test_a_keeper_takes_back_what_is_published_at_once(blackout, releasing, keeper, stranger, owner):
    publish(blackout, *releasing)

    with acting_as(keeper):
        services.withdraw(blackout, by=keeper)

    assert off(stranger, owner) == {}
