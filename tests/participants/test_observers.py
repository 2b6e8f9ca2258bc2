"""Observers are a tier of their own: invited to observe, answering with observers, and counted by themselves."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clearances.subjects import acting_as
from participants import services
from participants.offers import Offer
from participants.states import State
from participants.terms import Category, Level, Numbers, Terms
from tests.participants.world import REPLY_BY, build

pytestmark = pytest.mark.django_db
OBSERVE = Offer(level=Level.OBSERVER).said()


def numbers(category, most=2):
    return Terms(numbers=(Numbers(category, 1, most),)).said()


@pytest.fixture
def world():
    return build("XAA", "XBB", starts_on=date(2031, 3, 1))


def test_an_observer_answers_with_observers_and_at_no_other_level(world):
    invitation = world.issue("XAA", offer=OBSERVE)

    for terms, part in (
        (numbers(Category.PARTICIPANTS), "numbers"),
        (Terms(level=Level.PARTICIPANT).said(), "level"),
    ):
        with pytest.raises(ValidationError) as refused:
            world.reply(invitation, State.ACCEPTED, caveats="", terms=terms)
        assert part in refused.value.error_dict
    world.reply(invitation, State.ACCEPTED, caveats="", seats=2, terms=numbers(Category.OBSERVERS))


def test_observers_are_offered_seats_of_observers_alone(world):
    offer = Offer(level=Level.OBSERVER, seats=(Numbers(Category.STAFF, 1, 2),)).said()
    with pytest.raises(ValidationError, match="observers alone"):
        world.invite("XAA", offer=offer)
    with pytest.raises(ValidationError) as refused:
        world.invite("XAA", offer={"level": "king"})
    assert "level" in refused.value.error_dict


def test_the_host_counts_them_by_themselves_and_the_nation_reads_what_it_is_invited_to(world, signed_in):
    world.reply(world.issue("XAA", offer=OBSERVE), State.ACCEPTED, caveats="", seats=2)
    world.reply(world.issue("XBB"), State.ACCEPTED, caveats="", seats=7)

    page = signed_in(world.planner).get(reverse("participants:answers", args=[world.exchange.reference]))
    tiers = page.context["matrix"].tiers
    assert [(tier.title, tier.seats) for tier in tiers] == [("Taking part", 7), ("Observing", 2)]

    own = world.exchange.delegations.model.objects
    with acting_as(world.liaisons["XAA"]):
        address = own.get(party__code="XAA").get_absolute_url()
    assert "Invited to" in signed_in(world.liaisons["XAA"]).get(address).content.decode()


def test_a_change_of_tier_is_an_amendment(world, signed_in):
    invitation = world.issue("XAA")
    with acting_as(world.planner):
        services.amend(
            invitation, seats=10, reply_by=REPLY_BY, offer=OBSERVE, version=world.stored(invitation).version,
            by=world.planner,
        )  # fmt: skip
    with acting_as(world.liaisons["XAA"]):
        address = world.exchange.delegations.get(party__code="XAA").get_absolute_url()
    page = signed_in(world.liaisons["XAA"]).get(address).content.decode()
    assert "As what the nation is invited was changed" in page
