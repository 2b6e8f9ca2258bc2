"""Random labels on every part: no copy is less strict than what it was made from; what isn't seen isn't made."""

from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clearances import context, labels
from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as
from exchanges.models import DescriptionPortion, ExchangeContent
from milestones.models import Milestone
from participants.states import State as Invited
from phases.models import Phase
from planning import editions
from serials.models import Serial
from tests import factories as make
from tests.participants.world import build
from tests.planning.test_editions import fill
from tests.roles import as_system

pytestmark = pytest.mark.django_db
PARTS = (DescriptionPortion, Phase, Milestone, Serial)
NAMES = {DescriptionPortion: "text", Phase: "name", Milestone: "title", Serial: "title"}
LEVELS = ("U", "R", "C", "S")
few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def world():
    """Its planner is cleared up to C; what is S, or controlled by its originator, isn't theirs to copy."""
    start = timezone.localdate() + timedelta(days=60)
    made = build("XAA", "XBB", starts_on=start, ends_on=start + timedelta(days=9))
    made.bring("XAA", Invited.ACCEPTED, reply_by=start - timedelta(days=9))
    make.clearance(made.planner, make.PolicyFactory(owner=made.exchange.host), "C")
    with as_system():
        grant(Role.PLANNER, made.planner.personal_team, made.exchange.program, by=SYSTEM, reason="test")
    with acting_as(made.planner):
        fill(made, start)
    for code in ("XAA", "XBB"):
        make.MembershipFactory(group=make.GroupFactory(code="QUAD"), party=made.nation(code))
    return made


def random_label(random, world):
    """Any owner, level, audience and control."""
    owner = random.choice([world.exchange.host, world.exchange.host, world.nation("XAA")])
    others = [party for party in (world.exchange.host, world.nation("XAA"), world.nation("XBB")) if party != owner]
    base = make.label(owner, to=others)
    value = labels.LabelValue(
        base.classification.policy.classifications.get(code=random.choice(LEVELS)),
        owner,
        frozenset(party for party in others if random.random() < 0.7),
        groups=frozenset({make.GroupFactory(code="QUAD")} if random.random() < 0.3 else ()),
        orcon=random.random() < 0.2,
    )
    return labels.intern(value)


@few
@example(random=Random(1999538))  # A paragraph below its cover.
@given(random=st.builds(Random, st.integers(0, 2**32)))
def test_a_copy_dominates_its_original_part_by_part(world, random):
    with transaction.atomic():
        with as_system():
            for model in PARTS:
                for row in model.objects.filter(exchange=world.exchange):
                    model.objects.filter(pk=row.pk).update(label=random_label(random, world))
        context.forget()
        with acting_as(world.planner):
            content = ExchangeContent.objects.get(exchange=world.exchange)
            seen = {model: set(model.objects.for_user(world.planner).values_list("pk", flat=True)) for model in PARTS}
            wish = editions.Wish(title="Next", starts_on=world.exchange.starts_on + timedelta(days=28))
            target = editions.copy(content, wish, by=world.planner).exchange
        with as_system():
            for model in PARTS:
                check(model, world.exchange, target, seen[model])
        transaction.set_rollback(True)
    context.forget()


def check(model, source, target, seen):
    name = NAMES[model]
    originals = {getattr(row, name): row for row in model.objects.filter(exchange=source).select_related("label")}
    for row in model.objects.filter(exchange=target).select_related("label"):
        original = originals[getattr(row, name)]
        assert original.pk in seen
        assert labels.at_least(row.label, original.label)
        assert row.label.orcon >= original.label.orcon
