"""Random slips of an exchange with random delegations: each person concerned is told once, and nobody else at all."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from clearances import context
from clearances.subjects import acting_as
from exchanges.changes import Verb
from exchanges.models import Exchange
from notifications.models import Notification
from participants.models import Delegation
from participants.states import SEES_COVER
from participants.states import State as Invited
from planning import services as planning
from planning.effects import describe
from tests import factories as make
from tests.milestones.world import add, build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
CODES = ("XAA", "XBB", "XCC")
START = datetime.now(UTC).date() + timedelta(days=200)
few = settings(
    max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def world():
    """Two planners, two people of each nation, and somebody of the host who has no business with it."""
    made = build(*CODES, starts_on=START, ends_on=START + timedelta(days=5))
    made.second = make.member("planner", made.exchange, organisation=made.exchange.host)
    made.owner = make.member("cell_member", made.exchange, organisation=made.exchange.host)
    for code in CODES:
        (group,) = made.liaisons[code].groups.filter(team__kind="delegation")
        make.UserFactory(person__organisation=made.nation(code), joins=[group.team])
    make.UserFactory(person__organisation=made.exchange.host)
    return made


def arrange(world, random):
    """Who is to be told: the other planner, owners of what moves, and everybody whose nation has an invitation."""
    for code in CODES:
        if state := random.choice([None, *Invited]):
            world.bring(code, state, reply_by=START - timedelta(days=30))  # Whoever expires takes the others along.
    for owner in random.sample([world.owner, world.second, world.planner, None], 2):
        add(world, f"Of {owner}", on=START - timedelta(days=20), owner=owner, is_fixed=random.random() < 0.3)
    with as_system():
        invited = Delegation.objects.filter(exchange=world.exchange, invitation__state__in=SEES_COVER)
        people = set(User.objects.filter(groups__in=invited.values("team")).values_list("pk", flat=True))
        owners = world.exchange.milestones.filter(is_fixed=False).values_list("owner", flat=True)
        return people | {world.second.pk, *owners} - {None, world.planner.pk}


@few
@given(random=st.builds(Random, st.integers(0, 2**32)), days=st.integers(-120, 300).filter(bool))
def test_a_random_slip_tells_each_person_concerned_once_and_nobody_else(world, random, days):
    with transaction.atomic():
        told = arrange(world, random)
        by = timedelta(days=days)
        with acting_as(world.planner):
            row = Exchange.objects.get(pk=world.exchange.pk)
            dates = {"starts_on": row.starts_on + by, "ends_on": row.ends_on + by}
            change = planning.prepare(row, Verb.MOVE, by=world.planner, **dates)
            said = [effect.count for effect in describe(change) if effect.icon == "bell"]
            before = set(Notification.objects.values_list("pk", flat=True))
            planning.move(row, by=world.planner, **dates)
        with as_system():
            sent = list(Notification.objects.exclude(pk__in=before).values_list("recipient_id", flat=True))
        assert sorted(sent) == sorted(told)
        assert said == [len(told)]
        transaction.set_rollback(True)
    context.forget()
