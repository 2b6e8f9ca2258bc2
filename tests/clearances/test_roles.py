"""Roles × actions on every guarded model: who holds a role on a root can do what the matrix says, and only there."""

from collections import defaultdict
from copy import deepcopy

import pytest

from clearances import labels
from clearances.guards import can
from clearances.roles import MATRIX, Role
from clearances.services import grant, take_back
from clearances.subjects import acting_as
from tests import factories as make
from tests.roles import as_system
from tests.world import build, guarded_models, root_of

pytestmark = pytest.mark.django_db
# Actions that need an office of another party than the one that the row hangs from.
ELSEWHERE = {("PartnerRequest", "answer"): "Of whoever is asked: tests/demand."}


@pytest.fixture(scope="module")
def built(arranging):
    """Two of the same shape: what a role opens in one must not leak from the other."""
    with arranging():
        yield build(code="ONE", principals=False), build(code="TWO", principals=False)


@pytest.fixture
def worlds(built):
    return deepcopy(built)


def expected_of(model, action, role, rows, own):
    if (model.__name__, action) in ELSEWHERE:
        return set()
    is_open = model.guard.actions[action] in MATRIX[role] and not model.guard.private  # A draft is its author's alone.
    is_own = bool(model.guard.own) and action == "view" and isinstance(own, model)
    return (rows if is_open else set()) | ({own.pk} if is_own else set())


def is_open_to(party, row):
    """Whether its label is: what a nation writes at its own desk is closed to everybody else, whatever they hold."""
    with as_system():
        return not hasattr(row, "label_id") or labels.is_released_to(row.label, party)


@pytest.mark.parametrize("role", Role)
def test_a_role_can_do_exactly_what_the_matrix_says_and_only_there(worlds, role):
    here, _elsewhere = worlds
    roots = defaultdict(list)
    for model in guarded_models():
        if hasattr(model.guard.root(model), "grants"):  # A release has officers, not holders: tests/releases.
            roots[root_of(here.row(model))].append(model)

    for root, models in roots.items():
        user = make.UserFactory(person__organisation=here.host)
        own = make.clearance(user, make.PolicyFactory(owner=here.host), "S")
        with as_system():
            grant(role, user.personal_team, root, by=make.SYSTEM, reason="test")
        for model in models:
            rows = {row.pk for row in here.rows(model) if root_of(row) == root and is_open_to(here.host, row)}
            row = here.row(model)
            for action in model.guard.actions:
                expected = expected_of(model, action, role, rows, own)
                with acting_as(user):
                    found = {row.pk for row in model.objects.for_user(user, action)}
                    assert found == expected, f"{role} may {action} {model.__name__}"
                    assert can(user, action, row) is (row.pk in expected)


@pytest.mark.parametrize("role", Role)
def test_what_is_taken_back_is_closed_on_the_root_and_on_all_that_hangs_from_it(worlds, role):
    here, _elsewhere = worlds
    user = make.UserFactory(person__organisation=here.host)
    for root in (here.program, here.exchange, here.delegation, here.host):
        with as_system():
            grant(role, user.personal_team, root, by=make.SYSTEM, reason="test")
            take_back(role, user.personal_team, root, by=make.SYSTEM, reason="test")

    with acting_as(user):
        for model in guarded_models():
            for action in model.guard.actions:
                assert not model.objects.for_user(user, action).exists(), (model, action)
