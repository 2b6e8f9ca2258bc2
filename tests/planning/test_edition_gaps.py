"""A next edition, years later: groups have changed, treaties and clearances lapse, the range is taken by somebody."""

from copy import deepcopy
from datetime import date, timedelta

import pytest

from accounts.models import Membership
from clearances import labels
from clearances.guards import SYSTEM
from clearances.models import SecurityAgreement
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as
from exchanges.models import ExchangeContent
from phases.models import Phase
from phases.services import add_phase
from planning import editions
from resources.models import Booking
from resources.states import State as Held
from serials.services import add_serial
from tests import factories as make
from tests.planning.test_editions import texts
from tests.resources import world as resources
from tests.roles import as_system

pytestmark = pytest.mark.django_db
NEXT = date(2032, 3, 1)


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        made = resources.build()
        with as_system():
            grant(Role.PLANNER, made.planner.personal_team, made.exchange.program, by=SYSTEM, reason="test")
        yield made


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


def copied(world, starts_on=NEXT):
    with acting_as(world.planner):
        content = ExchangeContent.objects.get(exchange=world.exchange)
        return editions.copy(content, editions.Wish(title="Lion 2032", starts_on=starts_on), by=world.planner)


def said(made):
    return [effect.text for effect in made.effects]


def group_label(world, *, leaver, stayer):
    group = make.GroupFactory(code="QUAD")
    policy = make.PolicyFactory(owner=world.exchange.host)
    for party in (world.exchange.host, leaver, stayer):
        make.MembershipFactory(group=group, party=party)
    with as_system():
        return group, labels.intern(
            labels.LabelValue(policy.classifications.get(code="U"), world.exchange.host, groups=frozenset({group}))
        )


def test_members_that_left_or_joined_are_named_and_the_copy_tells_nobody_new(world):
    leaver, stayer, joiner = (make.NationFactory(code=code, name_en=code) for code in ("XLE", "XST", "XJO"))
    group, label = group_label(world, leaver=leaver, stayer=stayer)
    with as_system():
        open_one = make.label(world.exchange.host, to=[world.owner, leaver, stayer, joiner])
        type(world.exchange).objects.filter(pk=world.exchange.pk).update(label=open_one)
    with acting_as(world.planner):
        content = ExchangeContent.objects.get(exchange=world.exchange)
        start = world.exchange.starts_on
        add_phase(content, name="Sea", starts_on=start, ends_on=start, label=label, by=world.planner)
    assert not [text for text in said(copied(world)) if "Quad" in text]
    make.MembershipFactory(group=group, party=joiner)
    with as_system():
        Membership.objects.filter(party=leaver).update(ends_on=NEXT)  # Leaves between STARTEX and ENDEX.

    made = copied(world)

    left, joined = (text for text in said(made) if "Quad" in text)
    assert left.startswith("XLE has left Quad")
    assert joined.startswith("XJO has joined Quad")
    with as_system():
        again = Phase.objects.select_related("label").get(exchange=made.exchange)
        assert joiner.code not in labels.audience_of(again.label)


def test_treaties_and_clearances_that_lapse_before_the_next_endex_are_named(world):
    host, by = world.exchange.host, world.planner
    lapsing = world.exchange.ends_on + timedelta(days=20)
    make.clearance(by, make.PolicyFactory(owner=host), valid_to=lapsing)
    with as_system():
        SecurityAgreement.objects.filter(owner=host).update(ends_on=lapsing)
        grant(Role.SECURITY_ADMINISTRATOR, by.personal_team, host, by=SYSTEM, reason="test")
    begin = resources.window().starts_at
    with acting_as(by):
        add_serial(
            world.exchange,
            title="Brief",
            people=[by.person],
            starts_at=begin,
            ends_at=begin + timedelta(hours=1),
            by=by,
        )

    far = [text for text in said(copied(world)) if "before ENDEX" in text]
    near = [text for text in said(copied(world, world.exchange.starts_on + timedelta(days=7))) if "ENDEX" in text]

    assert [text.split(" of ")[0] for text in far] == ["The clearance"]  # The owner of the range isn't invited.
    assert str(by.person) in far[0]
    assert near == []


def test_an_agreement_with_a_nation_that_takes_part_is_named(world):
    lapsing = world.exchange.ends_on + timedelta(days=20)
    make.DelegationFactory(exchange=world.exchange, party=world.owner)
    with as_system():
        SecurityAgreement.objects.filter(owner=world.exchange.host).update(ends_on=lapsing)

    (text,) = (text for text in said(copied(world)) if "before ENDEX" in text)

    assert text.startswith("The security agreement of")
    assert f"with {world.owner}" in text


def test_bookings_are_held_tentatively_or_not_available_and_what_is_hidden_stays_unnamed(world):
    free, taken, hidden = (world.resource(name=name) for name in ("Free range", "Taken range", "Hidden range"))
    world.book(free, taken, hidden)
    start = world.exchange.starts_on + timedelta(days=28)
    then = resources.window().shifted(start - world.exchange.starts_on, free.zone_info)
    world.book(taken, by=world.insider, window=then, title="Operation Secret")
    with as_system():
        type(hidden).objects.filter(pk=hidden.pk).update(label=make.label(world.owner))

    made = copied(world, start)

    (carried,) = (effect for effect in made.effects if effect.icon == "building")
    assert [row.title for row in carried.rows] == ["Free range"]
    (left,) = (effect for effect in made.effects if effect.rows and effect.rows[0].is_problem)
    assert [(row.title, "not available" in row.note) for row in left.rows] == [("Taken range", True)]
    assert not {"Hidden range", "Operation Secret"} & set(texts(made.effects))
    assert "Secret" not in left.rows[0].note
    with as_system():
        (again,) = Booking.objects.filter(exchange=made.exchange)
        assert (again.resource_id, again.state) == (free.pk, Held.TENTATIVE)
        assert again.starts_at == then.starts_at
