"""access.md §4: what a delegation's team sees in every state, and that other nations' parts leave no trace."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import User
from clearances.guards import can
from clearances.subjects import acting_as
from exchanges.models import Exchange, ExchangeContent
from logistics.models import Task
from participants.models import Delegation, Invitation
from participants.states import State
from tests import factories as make
from tests.participants.world import World, build, team

pytestmark = pytest.mark.django_db

NOTHING = {"cover": False, "content": False, "file": False, "tasks": False}
OWN_FILE = {**NOTHING, "file": True}
COVER = {**OWN_FILE, "cover": True}
EVERYTHING = {**COVER, "content": True, "tasks": True}
TABLE = {
    State.DRAFT: NOTHING,
    State.ISSUED: COVER,
    State.TENTATIVE: COVER,
    State.COUNTERED: COVER,
    State.ACCEPTED: EVERYTHING,
    State.ACCEPTED_WITH_CAVEATS: EVERYTHING,
    State.DECLINED: OWN_FILE,
    State.WITHDRAWN: OWN_FILE,
    State.EXPIRED: OWN_FILE,
}


def seen(world: World, user: User) -> dict[str, bool]:
    with acting_as(user):
        return {
            "cover": Exchange.objects.for_user(user).filter(pk=world.exchange.pk).exists(),
            "content": ExchangeContent.objects.for_user(user).filter(exchange=world.exchange.pk).exists(),
            "file": Delegation.objects.for_user(user).filter(exchange=world.exchange.pk).exists(),
            "tasks": Task.objects.for_user(user).exists(),
        }


@pytest.mark.parametrize("state", State)
def test_each_state_opens_exactly_what_the_table_says(state):
    world = build("XAA", "XBB")
    invitation = world.bring("XAA", state)
    make.TaskFactory(delegation=world.stored(invitation).delegation)

    assert seen(world, world.liaisons["XAA"]) == TABLE[state]
    assert seen(world, world.liaisons["XBB"]) == NOTHING


@pytest.mark.parametrize("state", [State.ACCEPTED, State.ACCEPTED_WITH_CAVEATS, State.TENTATIVE])
def test_what_was_open_lapses_at_24_00_of_the_180th_day_after_endex(state):
    world = build("XAA", zone="Pacific/Auckland")
    invitation = world.bring("XAA", state)
    make.TaskFactory(delegation=world.stored(invitation).delegation)
    last = datetime(2031, 9, 10, 11, 59, 59, tzinfo=UTC)

    with time_machine.travel(last, tick=False):
        assert seen(world, world.liaisons["XAA"]) == TABLE[state]
    with time_machine.travel(last + timedelta(seconds=1), tick=False):
        assert seen(world, world.liaisons["XAA"]) == OWN_FILE


def test_content_above_ones_clearance_stays_closed_after_acceptance_and_opens_with_the_clearance():
    world = build("XAA", level="C")
    world.reply(world.issue("XAA"), "accepted")
    liaison = world.liaisons["XAA"]

    assert seen(world, liaison) == COVER
    make.clearance(liaison, make.PolicyFactory(owner=world.exchange.host))

    assert seen(world, liaison) == {**COVER, "content": True}


def test_accepting_opens_nothing_of_other_delegations_not_even_to_an_agency_of_the_host():
    world = build("XAA", "XBB")
    agency = make.NationFactory(code="HOS-AGENCY", is_nation=False, nation=world.exchange.host)
    world.liaisons["HOS-AGENCY"] = make.UserFactory(person__organisation=agency, joins=[team(agency)])
    own = world.reply(world.issue("HOS-AGENCY"), "accepted")
    other = world.reply(world.issue("XAA"), "accepted")
    make.TaskFactory(delegation=world.stored(other).delegation)
    user = world.liaisons["HOS-AGENCY"]

    with acting_as(user):
        assert list(Delegation.objects.for_user(user)) == [own.delegation]
        assert list(Invitation.objects.for_user(user)) == [own]
        assert not Task.objects.for_user(user).exists()
        assert not can(user, "see tasks", other.delegation)
