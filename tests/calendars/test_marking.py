"""Blackout periods and resources marked anew: stricter at once, more open only by two releasing officers."""

import re

import pytest
from django.urls import reverse

from calendars.models import Blackout
from clearances.roles import Role
from releases.models import Release
from resources.models import Resource
from tests import factories as make
from tests.resources.world import build, officer
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make.NationFactory(code="OWN")


@pytest.fixture
def partner():
    return make.NationFactory(code="PRT")


@pytest.fixture
def keeper(owner):
    return make.member(Role.STAFF_OFFICER, owner)


def rows(owner, label):
    days = {"starts_on": "2031-06-02", "ends_on": "2031-06-06"}
    with as_system():
        blackout = Blackout.objects.create(owner=owner, title="Inspection", label=label, **days)
        facts = {"kind": "area", "name": "Range", "zone": "UTC", "bookings_label": label}
        return [blackout, Resource.objects.create(owner=owner, label=label, **facts)]


def marked(client, row, label, *parties):
    """Ask for *label* for *row*, and say yes to what is shown first."""
    address = reverse("releases:mark", args=[row._meta.model_name, row.pk])
    said = {"label_classification": label.classification_id, "reason": "As agreed"}
    said["label_released_to"] = [f"party:{party.pk}" for party in parties]
    shown = client.post(address, said)
    assert shown.status_code == 200, shown.content.decode()
    return client.post(address, said | {"confirmed": "1"})


def sees(user, row):
    return type(row).objects.for_user(user).filter(pk=row.pk).exists()


def test_a_marking_is_raised_at_once_by_its_keeper_and_opened_by_two_releasing_officers(
    owner, partner, keeper, signed_in
):
    open_to_both, for_us = make.label(owner, to=[partner]), make.label(owner)
    planner = make.member(Role.STAFF_OFFICER, partner)
    officers = [officer(Role.RELEASING_OFFICER, owner, owner) for _ in range(2)]  # Who plan too, so they see it.

    for row in rows(owner, open_to_both):
        client = signed_in(keeper)
        page = client.get(row.get_absolute_url()).content.decode()
        assert reverse("releases:mark", args=[row._meta.model_name, row.pk]) in page
        assert marked(client, row, for_us).status_code == 302
        with as_system():
            assert type(row).objects.get(pk=row.pk).label_id == for_us.pk

        assert marked(client, row, open_to_both, partner).status_code == 302
        with as_system():
            release = Release.objects.get(object_id=str(row.pk))
            assert type(row).objects.get(pk=row.pk).label_id == for_us.pk
        for one in officers:
            desk = signed_in(one)
            address = reverse("releases:consent", args=[release.pk])
            asked = desk.get(address).content.decode()
            assert str(row) in asked
            digest = re.search(r'name="digest" value="([^"]+)"', asked)[1]
            assert desk.post(address, {"digest": digest}).status_code == 302
        with as_system():
            assert type(row).objects.get(pk=row.pk).label_id == open_to_both.pk
        answer = signed_in(planner).get(row.get_absolute_url())
        assert answer.status_code == 200


def test_a_planner_of_another_nation_marks_neither(owner, partner, signed_in):
    planner = make.member(Role.STAFF_OFFICER, partner)

    for row in rows(owner, make.label(owner, to=[partner])):
        client = signed_in(planner)
        assert "releases/mark" not in client.get(row.get_absolute_url()).content.decode()
        address = reverse("releases:mark", args=[row._meta.model_name, row.pk])
        assert client.get(address).status_code == 403


def test_keepers_decide_about_a_booking_and_do_not_mark_it(signed_in):
    world = build()
    (booking,) = world.book(world.resource())
    client = signed_in(world.keeper)

    assert client.get(reverse("resources:kept", args=[booking.pk])).status_code == 200
    for kind in ("booking", "keptbooking"):
        assert client.get(reverse("releases:mark", args=[kind, booking.pk])).status_code == 404
    assert signed_in(world.planner).get(reverse("releases:mark", args=["booking", booking.pk])).status_code == 200
