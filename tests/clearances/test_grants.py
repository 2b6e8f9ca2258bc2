"""Need-to-know is stored once, materialised below, and taken back as it was given."""

import pytest

from clearances.roles import Role
from clearances.services import grant, holders, inherit, take_back
from clearances.subjects import acting_as
from exchanges.models import Exchange, ExchangeContent
from participants.models import Delegation
from programs.models import Program
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    return make.ProgramFactory()


def give(role, user, root):
    with as_system():
        grant(role, user.personal_team, root, by=make.SYSTEM, reason="test")


def take(role, user, root):
    with as_system():
        take_back(role, user.personal_team, root, by=make.SYSTEM, reason="test")


def counts(user):
    with acting_as(user):
        return tuple(model.objects.for_user(user).count() for model in (Program, Exchange, Delegation))


def test_a_role_on_a_program_reaches_its_exchanges_and_their_delegations(program):
    make.ExchangeFactory(program=program)
    make.ExchangeFactory()  # Of another program.
    user = make.UserFactory(person__organisation=program.owner)

    give(Role.PLANNER, user, program)

    assert counts(user) == (1, 1, 1)


def test_what_is_created_later_inherits_what_was_granted_before(program):
    user = make.UserFactory(person__organisation=program.owner)
    give(Role.PLANNER, user, program)

    exchange = make.ExchangeFactory(program=program)
    make.DelegationFactory(exchange=exchange)

    assert counts(user) == (1, 1, 2)


def test_taking_back_closes_everything_below(program):
    user = make.UserFactory(person__organisation=program.owner)
    give(Role.PLANNER, user, program)
    make.ExchangeFactory(program=program)

    take(Role.PLANNER, user, program)

    assert counts(user) == (0, 0, 0)


def test_taking_back_one_grant_leaves_another_of_the_same_role(program):
    """The role was given on the program and on one of its exchanges: the second stays when the first goes."""
    first, second = make.ExchangeFactory(program=program), make.ExchangeFactory(program=program)
    user = make.UserFactory(person__organisation=program.owner)
    give(Role.CELL_MEMBER, user, program)
    give(Role.CELL_MEMBER, user, first)

    take(Role.CELL_MEMBER, user, program)

    with acting_as(user):
        assert list(Exchange.objects.for_user(user)) == [first]
        assert not Exchange.objects.for_user(user).filter(pk=second.pk).exists()


def test_a_child_of_a_child_inherits_the_origin_and_is_closed_with_it(program):
    user = make.UserFactory(person__organisation=program.owner)
    give(Role.PLANNER, user, program)
    exchange = make.ExchangeFactory(program=program)
    delegation = make.DelegationFactory(exchange=exchange)
    with as_system():
        inherit(delegation, exchange)  # Once more: nothing doubles.

    take(Role.PLANNER, user, program)

    with acting_as(user):
        assert not Delegation.objects.for_user(user).exists()


def test_a_grant_never_widens_a_label(program):
    other = make.NationFactory()
    exchange = make.ExchangeFactory(program=program)  # For its owner only.
    user = make.UserFactory(person__organisation=other)

    give(Role.PLANNER, user, program)

    with acting_as(user):
        assert not Exchange.objects.for_user(user).exists()
        assert not ExchangeContent.objects.for_user(user).exists()
    assert user in holders("exchanges.change_exchange", exchange)


def test_holders_are_active_and_hold_it_now(program):
    active, gone, former = (make.UserFactory(person__organisation=program.owner) for _ in range(3))
    for user in (active, gone, former):
        give(Role.PLANNER, user, program)
    take(Role.PLANNER, former, program)
    with as_system():
        gone.is_active = False
        gone.save()

    assert list(holders("programs.change_program", program)) == [active]


def test_a_team_shares_what_it_holds_with_whoever_joins_it(program):
    exchange = make.ExchangeFactory(program=program)
    joins = make.UserFactory(person__organisation=program.owner)
    with as_system():
        team = make.Team.objects.create(name="cell", kind=make.Team.Kind.CELL, title="Cell", party=program.owner)
        grant(Role.CELL_MEMBER, team, exchange, by=make.SYSTEM, reason="test")
        joins.groups.add(team)

    with acting_as(joins):
        assert Exchange.objects.for_user(joins).count() == 1


def test_a_grant_on_a_program_reaches_what_its_granter_may_not_see_and_so_does_taking_it_back(program):
    other = make.NationFactory()
    exchange = make.ExchangeFactory(program=program, label=make.label(other))  # Its owner's eyes only.
    make.DelegationFactory(exchange=exchange, label=make.label(other))
    planner = make.member(Role.PLANNER, program)
    assert counts(planner) == (1, 0, 0)
    newcomer = make.UserFactory(person__organisation=other)
    with as_system():
        program.label = make.label(program.owner, to=[other])
        program.save()

    with acting_as(planner):
        grant(Role.PLANNER, newcomer.personal_team, program, by=planner, reason="test")
    assert counts(newcomer) == (1, 1, 2)

    with acting_as(planner):
        take_back(Role.PLANNER, newcomer.personal_team, program, by=planner, reason="test")
    assert counts(newcomer) == (0, 0, 0)


def test_a_grant_on_an_exchange_reaches_its_hidden_delegations_and_no_other_exchange(program):
    other = make.NationFactory()
    exchange = make.ExchangeFactory(program=program, label=make.label(program.owner, to=[other]))
    make.DelegationFactory(exchange=exchange, label=make.label(other))
    make.ExchangeFactory(program=program, label=make.label(program.owner, to=[other]))
    planner, newcomer = make.member(Role.PLANNER, exchange), make.UserFactory(person__organisation=other)

    with acting_as(planner):
        grant(Role.PLANNER, newcomer.personal_team, exchange, by=planner, reason="test")

    assert counts(newcomer) == (0, 1, 2)
