"""The three locks on one row: the guarded queryset, ``require``, and row-level security."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from clearances.guards import can, require
from clearances.roles import MATRIX, Role
from clearances.subjects import acting_as
from exchanges.models import Exchange, ExchangeContent
from tests import factories as make

pytestmark = pytest.mark.django_db
ROLES_ON_AN_EXCHANGE = [Role.PLANNER, Role.CELL_MEMBER, Role.INVITED, Role.PARTICIPANT]


@pytest.mark.parametrize("role", ROLES_ON_AN_EXCHANGE)
@pytest.mark.parametrize("action", Exchange.guard.actions)
def test_a_role_can_do_exactly_what_the_matrix_says(role, action):
    exchange = make.ExchangeFactory()
    make.ExchangeFactory(program=exchange.program)  # Another one, that must not leak.
    person = make.member(role, exchange)

    allowed = Exchange.guard.actions[action] in MATRIX[role]

    with acting_as(person):
        assert list(Exchange.objects.for_user(person, action)) == ([exchange] if allowed else [])
        assert can(person, action, exchange) is allowed


def test_content_needs_the_content_grant_and_both_labels():
    nation = make.NationFactory()
    exchange = make.ExchangeFactory()
    invited = make.member(Role.INVITED, exchange)
    participant = make.member(Role.PARTICIPANT, exchange)
    stranger = make.member(Role.PARTICIPANT, exchange, organisation=nation)

    for person, covers, contents in ((invited, 1, 0), (participant, 1, 1), (stranger, 0, 0)):
        with acting_as(person):
            assert Exchange.objects.for_user(person).count() == covers
            assert ExchangeContent.objects.for_user(person).count() == contents


def test_row_level_security_alone_hides_a_label_that_is_not_dominated():
    exchange = make.ExchangeFactory()
    host, stranger = make.member(Role.PLANNER, exchange), make.UserFactory()

    seen = {}
    for person in (host, stranger):
        with acting_as(person):
            seen[person] = Exchange.objects.filter(pk=exchange.pk).count()

    assert seen == {host: 1, stranger: 0}
    assert Exchange.objects.count() == 0  # Nobody acts.


def test_a_rolled_back_transaction_does_not_leave_somebody_elses_labels_behind():
    exchange = make.ExchangeFactory()
    host, stranger = make.member(Role.PLANNER, exchange), make.UserFactory()

    with acting_as(host):
        assert Exchange.objects.count() == 1
    with acting_as(stranger):
        sid = connection.savepoint() if hasattr(connection, "savepoint") else None
        assert Exchange.objects.count() == 0
        if sid:
            connection.savepoint_rollback(sid)
        assert Exchange.objects.count() == 0


def test_a_service_stops_whoever_may_not():
    exchange = make.ExchangeFactory()
    person = make.member(Role.CELL_MEMBER, exchange)

    with acting_as(person):
        require(person, "view", exchange)
        with pytest.raises(PermissionDenied):
            require(person, "change", exchange)


def test_an_undeclared_action_is_an_error_not_a_no():
    with pytest.raises(KeyError):
        Exchange.objects.for_user(make.UserFactory(), "fly")
