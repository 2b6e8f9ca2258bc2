"""What others learn of a resource: when it is taken, once two releasing officers say so; and where it is, vaguely."""

import json
import re
from copy import deepcopy
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clearances.roles import Role
from clearances.subjects import acting_as
from resources import availability, services
from resources.models import Resource
from tests import factories as make
from tests.resources.world import FIRST, LAST, build, officer
from tests.roles import as_system

pytestmark = pytest.mark.django_db
SPOT = {"latitude": "5.361234", "longitude": "-4.008765"}
EXACT = re.compile(r"5[.,]36\d|4[.,]00\d|36123|0876")


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        yield build()


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


def told(world, area):
    with acting_as(world.planner):
        return availability.busy([area], FIRST, LAST, user=world.planner)


def is_published(area):
    with as_system():
        return Resource.objects.get(pk=area.pk).publishes_busy


def test_two_releasing_officers_publish_when_it_is_taken_and_one_keeper_takes_it_back(signed_in, world):
    area = world.resource(publishes_busy=False)
    world.book(area, by=world.keeper, exchange=None, title="Maintenance")
    first, second = (officer(Role.RELEASING_OFFICER, world.owner, world.owner) for _ in range(2))
    assert told(world, area) == {}

    proposal = signed_in(first).post(reverse("resources:publish", args=[area.pk]), {"reason": "Planners wait too long"})
    assert (proposal.status_code, is_published(area)) == (302, False)
    own = signed_in(first).get(proposal.url).content.decode()
    assert "Approve exactly this" not in own, "Nobody gives both words."
    approve = f"{proposal.url}approve/"
    page = signed_in(second).get(approve).content.decode()
    assert "Who booked it, and what for" in page
    fields = dict(re.findall(r'<input type="hidden" name="(digest)" value="([^"]+)"', page))
    assert signed_in(second).post(approve, fields).status_code == 302

    assert is_published(area)
    with as_system():
        area = Resource.objects.get(pk=area.pk)
    assert [(each.starts.date(), each.ends.date()) for each in told(world, area)[area.pk]] == [
        (date(2031, 3, 3), date(2031, 3, 8))
    ]
    text = signed_in(world.planner).get(reverse("resources:detail", args=[area.pk]), {"month": "2031-03"}).content
    assert b"Maintenance" not in text
    assert signed_in(world.keeper).post(reverse("resources:withdraw", args=[area.pk])).status_code == 302
    assert not is_published(area)


def test_the_exact_place_leaves_by_no_door(signed_in, world):
    area = world.resource(precision=1, place="Southern region", **SPOT)
    world.book(area)
    with acting_as(world.keeper):
        services.amend_resource(area, by=world.keeper, **_facts(area, latitude="5.369999"))
    client = signed_in(world.planner)
    doors = [
        reverse("resources:index"),
        reverse("resources:detail", args=[area.pk]),
        reverse("resources:book", args=[area.pk]) + f"?exchange={world.exchange.reference}",
        reverse("resources:exchange_bookings", args=[world.exchange.reference]),
        reverse("clearances:history", args=["resource", area.pk]),
        reverse("api:resource-list"),
        reverse("api:resource-detail", args=[area.pk]),
        reverse("api:booking-list"),
        reverse("planning:board") + "?by=resource",
        reverse("planning:find"),
    ]

    answers = {door: client.get(door) for door in doors}

    assert {answer.status_code for answer in answers.values()} == {200}
    assert [door for door, answer in answers.items() if EXACT.search(_read(answer))] == []
    assert json.loads(answers[doors[6]].content)["grid"] == "30NUL89"
    keeper = signed_in(world.keeper).get(reverse("resources:detail", args=[area.pk]))
    assert "5.369999" in keeper.content.decode()


def test_a_nation_that_the_owner_names_learns_the_place_more_exactly_and_nobody_else(signed_in, world):
    area = world.resource(precision=0, closer_to=["HOS"], closer_precision=3, **SPOT)
    with as_system():
        agency = make.NationFactory(code="HOS-AG", is_nation=False, nation=world.exchange.host)
        third = make.NationFactory(code="TRD")
        label = make.label(world.owner, to=[world.exchange.host, third])
        Resource.objects.filter(pk=area.pk).update(label=label)

    found = {}
    for party in (world.exchange.host, agency, third):
        client = signed_in(make.member(Role.STAFF_OFFICER, party))
        found[party.code] = client.get(reverse("api:resource-detail", args=[area.pk])).json()["grid"]
        assert found[party.code] + "<" in client.get(reverse("resources:detail", args=[area.pk])).content.decode()
    assert found == {"HOS": "30NUL882926", "HOS-AG": "30NUL882926", "TRD": "30NUL"}
    with pytest.raises(ValidationError):
        world.resource(name="Other", precision=3, closer_to=["HOS"], closer_precision=2, **SPOT)


def test_nobody_searches_or_sorts_by_a_place(signed_in, world):
    for name, latitude in (("Alpha", "9.361234"), ("Bravo", "1.361234")):
        world.resource(name=name, precision=1, latitude=latitude, longitude="-4.008765")
    client, index = signed_in(world.planner), reverse("resources:index")

    def names(**asked):
        return re.findall(r"<bdi>(Alpha|Bravo)</bdi>", client.get(index, asked).content.decode())

    assert names() == ["Alpha", "Bravo"]
    assert [names(text=text) for text in ("9.36", "4.00", "30N")] == [[], [], []]
    for asked in ({"order": "latitude"}, {"ordering": "latitude"}, {"latitude__gt": "5"}):
        assert names(**asked) == ["Alpha", "Bravo"]
        assert client.get(reverse("api:resource-list"), asked).status_code == 400


def _facts(area, **changes):
    return {name: getattr(area, name) for name in services.keeping.FACTS} | changes


def _read(answer):
    return answer.content.decode()
