"""Parties, people, accounts and teams."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts import services
from accounts.models import Membership, Party, Team, User
from clearances.guards import SYSTEM
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "a long walk along the harbour"


def party(code: str = "XAA", **changes: object) -> Party:
    facts = {"is_nation": True, "name_en": code, "name_fr": code, "zone": "UTC", "is_fictitious": True}
    return services.create_party(code, **facts | changes, by=SYSTEM)


def user(username: str = "ada", **changes: object) -> User:
    facts = {"person": make.PersonFactory(), "password": PASSWORD, "email": "a@example.org", "language": "en"}
    return services.create_user(username, **facts | changes, by=SYSTEM)


def test_an_account_comes_with_a_team_of_its_own():
    ada = user()

    assert ada.personal_team.kind == Team.Kind.PERSONAL
    assert list(ada.groups.all()) == [ada.personal_team.group_ptr]
    assert ada.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password": "short"}, "password"),
        ({"password": "passwordpassword1"}, "password"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"email": "nonsense"}, "email"),
        ({"username": "with space"}, "username"),
    ],
)
def test_bad_facts_of_an_account_are_named(changes, field):
    if field == "password" and changes["password"] == "passwordpassword1":
        changes = {"password": "adaadaadaadaada", "username": "adaadaadaadaada"}

    with pytest.raises(ValidationError) as refused:
        user(**changes)

    assert list(refused.value.message_dict) == [field]
    assert User.objects.count() == 0


def test_two_accounts_cannot_share_a_name():
    user()

    with pytest.raises(ValidationError) as refused:
        user()

    assert list(refused.value.message_dict) == ["username"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"zone": "Mars/Olympus"}, "zone"), ({"code": "XAA"}, "code")],
)
def test_bad_facts_of_a_party_are_named(changes, field):
    party("XAA")

    with pytest.raises(ValidationError) as refused:
        party(**{"code": "XBB"} | changes)

    assert list(refused.value.message_dict) == [field]


def test_a_membership_has_its_days():
    group = services.create_group("QUAD", name_en="Quad", name_fr="Quad", by=SYSTEM)

    services.add_membership(group, party(), by=SYSTEM)

    assert Membership.objects.get().group == group


def test_a_team_is_made_once():
    facts = {"kind": Team.Kind.DELEGATION, "title": "Liaisons", "party": party()}

    teams = {services.create_team("liaisons:XAA", **facts, by=SYSTEM).pk for _again in range(2)}

    assert len(teams) == 1
    assert services.liaison_team(facts["party"]).pk in teams
    assert services.liaison_team(party("XBB")) is None


def test_joining_twice_changes_nothing():
    ada, team = user(), services.create_team("cell", kind=Team.Kind.CELL, title="Cell", party=party(), by=SYSTEM)

    services.join(ada, team, by=SYSTEM)
    services.join(ada, team, by=SYSTEM)

    assert ada.groups.filter(pk=team.pk).count() == 1


def test_nobody_who_is_signed_in_makes_accounts_or_joins_teams():
    ada = user()
    team = services.create_team("cell", kind=Team.Kind.CELL, title="Cell", party=ada.organisation, by=SYSTEM)

    with pytest.raises(PermissionDenied):
        services.join(ada, team, by=ada)
    with pytest.raises(PermissionDenied):
        services.create_user("eve", person=make.PersonFactory(), password=PASSWORD, email="", language="en", by=ada)

    assert not ada.groups.filter(pk=team.pk).exists()


def test_nobody_chooses_for_somebody_else():
    with pytest.raises(PermissionDenied):
        services.choose(user(), language="fr", zone="", by=make.UserFactory())
