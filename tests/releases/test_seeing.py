"""See as: the page that is shown is the page that the nation gets, and nobody sees more by it than they may."""

import re

import pytest
from django.urls import reverse

from clearances.roles import Role
from exchanges.models import Exchange
from participants.models import Delegation, Invitation
from participants.states import State
from tests import factories as make
from tests.participants.world import build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
MAIN = re.compile(r"<main\b[^>]*>(.*)</main>", re.DOTALL)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
FRAME = re.compile(r'<section class="seen-as".*?</p>\s*(.*?)\s*</section>\s*</main>', re.DOTALL)


def main_of(response):
    return TOKEN.sub("", MAIN.search(response.text)[1]).strip()


def framed(response):
    return TOKEN.sub("", FRAME.search(response.text)[1]).strip()


def see(world, invitation, **wanted):
    return reverse("releases:see", args=[invitation.delegation_id]), wanted


@pytest.mark.parametrize("state", [State.ISSUED, State.ACCEPTED])
def test_the_exchange_is_shown_as_the_liaison_gets_it(state, signed_in):
    world = build("GST", "OTH")
    invitation = world.bring("GST", state)
    world.bring("OTH", State.ACCEPTED)

    theirs = signed_in(world.liaisons["GST"]).get(world.exchange.get_absolute_url())
    url, wanted = see(world, invitation)
    shown = signed_in(world.planner).get(url, wanted)

    assert framed(shown) == main_of(theirs)


def test_their_invitation_is_shown_as_they_get_it_and_stays_unopened(signed_in):
    world = build("GST")
    invitation = world.bring("GST", State.ISSUED)

    url, wanted = see(world, invitation, page="invitation")
    shown = signed_in(world.planner).get(url, wanted)
    with as_system():
        assert Invitation.objects.get(pk=invitation.pk).opened_at is None
    theirs = signed_in(world.liaisons["GST"]).get(reverse("participants:delegation", args=[invitation.delegation_id]))

    assert framed(shown) == main_of(theirs)


def test_before_it_is_issued_they_get_nothing(signed_in):
    world = build("GST")
    invitation = world.bring("GST", State.DRAFT)

    url, wanted = see(world, invitation)

    assert "They don't get this page" in signed_in(world.planner).get(url, wanted).text


@pytest.mark.parametrize("page", ["exchange", "invitation"])
@pytest.mark.parametrize("state", [State.DRAFT, State.ISSUED])
def test_a_planner_who_does_not_see_the_exchange_sees_it_as_nobody(page, state, signed_in):
    world = build("GST")
    invitation = world.bring("GST", state)
    url, wanted = see(world, invitation, page=page)
    assert signed_in(world.planner).get(url, wanted).status_code == 200
    with as_system():
        Exchange.objects.filter(pk=world.exchange.pk).update(label=make.label(world.exchange.host, "S"))

    client = signed_in(world.planner)
    assert client.get(reverse("participants:delegation", args=[invitation.delegation_id])).status_code == 200
    assert client.get(url, wanted).status_code == 404


def test_content_needs_the_clearance_that_was_chosen(signed_in):
    world = build("GST", level="S")
    make.clearance(world.planner, world.exchange.label.policy, "S")
    policy = world.exchange.label.policy
    invitation = world.bring("GST", State.ACCEPTED)
    url, _wanted = see(world, invitation)
    browser = signed_in(world.planner)

    uncleared = browser.get(url)
    cleared = browser.get(url, {"cleared": policy.classifications.get(code="S").pk})

    assert f"Content of {world.exchange.title}" not in uncleared.text
    assert f"Content of {world.exchange.title}" in cleared.text


def test_a_liaison_sees_as_nobody(signed_in):
    world = build("GST")
    invitation = world.bring("GST", State.ACCEPTED)

    url, _wanted = see(world, invitation)

    assert signed_in(world.liaisons["GST"]).get(url).status_code == 403


def test_whoever_does_not_see_all_that_they_would_see_sees_nothing(signed_in):
    world = build("GST", level="S")
    policy = world.exchange.label.policy
    invitation = world.bring("GST", State.ACCEPTED)
    url, _wanted = see(world, invitation)

    cleared = policy.classifications.get(code="S").pk

    assert signed_in(world.planner).get(url).status_code == 200
    assert signed_in(world.planner).get(url, {"cleared": cleared}).status_code == 404


def test_whoever_sees_less_than_the_nation_sees_nothing_as_it(signed_in):
    world = build("GST")
    invitation = world.bring("GST", State.ACCEPTED)
    with as_system():
        delegation = Delegation.objects.get(pk=invitation.delegation_id)
    keeper = make.member(Role.PLANNER, delegation, organisation=world.exchange.host)  # Of this delegation alone.

    url, _wanted = see(world, invitation)

    assert signed_in(keeper).get(url).status_code == 404
