"""A role gains a permission: whoever held the role before holds it too, as soon as the tick worker runs."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from accounts.models import Party
from audit.models import Event
from clearances import facts, roles
from clearances.guards import grants_on, holds
from clearances.roles import Role
from clearances.services import grant
from clearances.services.completion import complete_grants, keep_complete
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db

NEW = "accounts.keep_calendar"


@pytest.fixture
def owner():
    return make.NationFactory(code="XOW")


@pytest.fixture
def officer(owner):
    """A staff officer until 2035, appointed before staff officers kept calendars."""
    user = make.UserFactory(person__organisation=owner)
    with as_system():
        grant(
            Role.STAFF_OFFICER,
            user.personal_team,
            owner,
            by=make.member(Role.SECURITY_ADMINISTRATOR, owner),
            reason="Appointed.",
            until=date(2035, 1, 1),
        )
        grants_on(Party).filter(permission__codename="keep_calendar").delete()
    return user


def test_an_older_grant_gains_what_its_role_gained_with_its_own_end_and_reason(owner, officer):
    before = holds(officer, NEW, owner)
    with as_system():
        added = complete_grants()

    rows = grants_on(Party).filter(group=officer.personal_team, role=Role.STAFF_OFFICER)
    assert (before, holds(officer, NEW, owner), added) == (False, True, 1)
    assert set(rows.values_list("reason", "until", "lapses_at")) == {
        ("Appointed.", date(2035, 1, 1), facts.end_of(date(2035, 1, 1), owner.zone_info))
    }
    with as_system():
        assert Event.objects.filter(action="grants.completed", facts__count=1).count() == 1


def test_completing_again_changes_and_records_nothing(owner, officer):
    with as_system():
        complete_grants()

        assert complete_grants() == 0
        assert Event.objects.filter(action="grants.completed").count() == 1


def test_the_sweep_does_it_once_for_each_matrix_of_roles(owner, officer, monkeypatch):
    at, counts = datetime.now(UTC), []
    for _matrix in range(2):
        monkeypatch.setitem(roles.MATRIX, Role.AUDITOR, frozenset({"accounts.audit", f"accounts.{uuid4()}"}))
        with as_system():
            counts += [keep_complete(at), keep_complete(at)]
            grants_on(Party).filter(permission__codename="keep_calendar").delete()

    assert counts == [1, 0, 1, 0]


def test_nobody_gains_what_belongs_to_another_role(owner, officer):
    auditor = make.member(Role.AUDITOR, owner)
    with as_system():
        complete_grants()

    assert not holds(auditor, NEW, owner)
    assert not holds(officer, NEW, make.NationFactory(code="XZZ"))
