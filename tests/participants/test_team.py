"""A nation keeps its own liaisons: takes in, lets go, has somebody stand in until a day, and nobody else may."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import TeamMember
from clearances.subjects import acting_as
from jobs import services as jobs
from jobs.models import OutboxItem
from participants.models import Delegation
from participants.services import team as services
from tests import factories as make
from tests.participants.world import build
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = build("XAA", "XBB")
    made.issue("XAA")
    made.colleague = make.UserFactory(person__organisation=made.nation("XAA"))
    made.stranger = make.UserFactory(person__organisation=made.nation("XBB"))
    return made


def team_of(world, code="XAA"):
    return services.teams_of(world.liaisons[code]).get()


def sees(user):
    with acting_as(user):
        return Delegation.objects.for_user(user).exists()


def add(world, user, **facts):
    liaison = world.liaisons["XAA"]
    with acting_as(liaison):
        return services.add_liaison(team_of(world), user, by=liaison, **facts)


def test_a_colleague_is_taken_in_and_let_go(world, signed_in):
    assert not sees(world.colleague)
    client = signed_in(world.liaisons["XAA"])

    client.post(reverse("participants:join_liaisons", args=["XAA"]), {"person": world.colleague.pk})
    assert sees(world.colleague)
    assert str(world.colleague) in client.get(reverse("participants:liaisons")).content.decode()

    client.post(reverse("participants:leave_liaisons", args=["XAA"]), {"person": world.colleague.pk})
    assert not sees(world.colleague)


def test_whoever_stands_in_is_let_go_when_the_day_is_over(world, signed_in):
    last = timezone.now().date() + timedelta(days=9)
    add(world, world.colleague, until=last)
    page = signed_in(world.liaisons["XAA"]).get(reverse("participants:liaisons")).context["teams"]
    assert {row.until for row in page[0].members} == {None, last}
    item = OutboxItem.objects.get(kind="liaison")
    assert item.not_before.date() == last + timedelta(days=1)

    jobs.deliver([item.pk])

    assert not sees(world.colleague)
    assert sees(world.liaisons["XAA"])


def test_whoever_was_taken_in_anew_outlasts_the_old_day(world):
    add(world, world.colleague, until=timezone.now().date() + timedelta(days=9))
    old = OutboxItem.objects.get(kind="liaison")
    with acting_as(world.liaisons["XAA"]):
        services.remove_liaison(team_of(world), world.colleague, by=world.liaisons["XAA"])
    add(world, world.colleague)

    jobs.deliver([old.pk])

    assert sees(world.colleague)


def test_only_people_of_the_own_nation_by_one_of_the_team_and_never_the_last_one_out(world, signed_in):
    with pytest.raises(ValidationError):
        add(world, world.stranger)
    with pytest.raises(ValidationError):
        add(world, world.colleague, until=timezone.now().date() - timedelta(days=9))
    other = world.liaisons["XBB"]
    with acting_as(other), pytest.raises(PermissionDenied):
        services.add_liaison(team_of(world), world.colleague, by=other)
    assert signed_in(other).get(reverse("participants:join_liaisons", args=["XAA"])).status_code == 404
    with acting_as(world.liaisons["XAA"]), pytest.raises(ValidationError):
        services.remove_liaison(team_of(world), world.liaisons["XAA"], by=world.liaisons["XAA"])
    with as_system():
        assert not TeamMember.objects.filter(user=world.stranger, group=team_of(world)).exists()
    page = signed_in(world.stranger).get(reverse("participants:liaisons")).content.decode()
    assert "You are no liaison" in page
    assert str(world.liaisons["XAA"]) not in page
