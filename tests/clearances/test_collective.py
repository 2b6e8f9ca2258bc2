"""Many are asked together what they see: what each would see alone, and no query more for more people."""

import pytest

from accounts.models import User
from clearances import collective
from clearances.collective import Where
from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as, subjects_of
from exchanges.models import DescriptionDraft
from releases.models import Release
from tests import factories as make
from tests.roles import as_system
from tests.world import build

pytestmark = pytest.mark.django_db

EVERYTHING = Where(everything=True)


def alone(user):
    """What *user* sees of every labelled model, asked by themselves."""
    with acting_as(user):
        return {
            (model._meta.label, pk)
            for model in collective.labelled()
            for pk in model.objects.for_user(user).values_list("pk", flat=True)
        }


def together(users):
    found = collective.sights((subject, EVERYTHING) for subject in subjects_of(users).values())
    return {pk: {(row.model, row.pk) for row in rows} for pk, rows in found.items()}


def test_everybody_sees_together_what_they_see_alone():
    world = build()
    planner = world.principals["a planner with a clearance"]
    with as_system():
        DescriptionDraft.objects.update(author=planner)
        Release.objects.update(proposed_by=planner)
    users = [User.objects.get(pk=user.pk) for user in world.principals.values()]

    found = together(users)

    kinds = {model for rows in found.values() for model, _pk in rows}
    assert kinds > {"exchanges.Exchange", "exchanges.DescriptionDraft", "releases.Release", "resources.Resource"}
    assert found == {user.pk: alone(user) for user in users}


def test_more_people_take_no_more_queries(django_assert_num_queries, django_assert_max_num_queries):
    guest, exchange = make.NationFactory(code="GST"), make.ExchangeFactory()

    def people(count):
        users = [make.UserFactory(person__organisation=guest) for _ in range(count)]
        with as_system():
            for user in users:
                grant(Role.CELL_MEMBER, user.personal_team, exchange, by=SYSTEM, reason="test")
        return list(User.objects.filter(person__organisation=guest).select_related("person__organisation"))

    few = people(2)
    together(few)
    with django_assert_max_num_queries(500) as counted:
        together(few)

    many = people(3)

    assert len(many) == 5
    with django_assert_num_queries(len(counted)):
        together(many)
