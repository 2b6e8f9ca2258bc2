"""Need-to-know and offices: two administrators give, one takes away, and some things don't go together."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from clearances.models import Change
from clearances.roles import Role
from clearances.services import changes, grant
from clearances.services import needs as services
from clearances.subjects import acting_as
from exchanges.models import Exchange
from notifications.models import Notification
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return make.NationFactory(code="HST")


@pytest.fixture
def officers(host):
    return [make.member(Role.SECURITY_ADMINISTRATOR, host) for _ in range(2)]


@pytest.fixture
def exchange(host, officers):
    return make.ExchangeFactory(program=make.ProgramFactory(owner=host))


@pytest.fixture
def colleague(host):
    return make.UserFactory(person__organisation=host)


def propose(root, by, team, role=Role.CELL_MEMBER, until=None):
    with acting_as(by):
        return services.propose_giving(root, by=by, team=team, role=role, until=until, reason="works on it")


def approve(change, by):
    with acting_as(by):
        return changes.approve(change, digest=change.digest, by=by)


def seen_by(user):
    with acting_as(user):
        return list(Exchange.objects.for_user(user))


def test_two_administrators_give_need_to_know_and_one_takes_it_back(exchange, officers, colleague):
    first, second = officers
    until = timezone.localdate() + timedelta(days=30)

    change = propose(exchange, first, colleague.personal_team, until=until)
    assert seen_by(colleague) == []
    with pytest.raises(PermissionDenied):
        approve(change, first)
    approve(change, second)
    assert seen_by(colleague) == [exchange]
    with acting_as(first):
        services.take_away(exchange, role=Role.CELL_MEMBER, team=colleague.personal_team, by=first, reason="left")

    assert seen_by(colleague) == []


def test_nobody_proposes_or_approves_what_a_team_of_theirs_would_gain(exchange, officers, host, colleague):
    first, second = officers
    with as_system():
        cell = make.Team.objects.create(name="cell", kind=make.Team.Kind.CELL, title="Cell", party=host)
        colleague.groups.add(cell)
        second.groups.add(cell)

    with pytest.raises(PermissionDenied):
        propose(exchange, first, first.personal_team)
    change = propose(exchange, first, cell)
    with pytest.raises(PermissionDenied):
        approve(change, second)


def test_a_team_that_somebody_joins_meanwhile_makes_the_approval_void(exchange, officers, host, colleague):
    first, second = officers
    with as_system():
        cell = make.Team.objects.create(name="cell", kind=make.Team.Kind.CELL, title="Cell", party=host)
        colleague.groups.add(cell)
    change = propose(exchange, first, cell)
    late = make.UserFactory(person__organisation=host)
    with as_system():
        late.groups.add(cell)

    assert approve(change, second).status == Change.Status.VOID
    assert seen_by(late) == []


def test_an_exchange_whose_cover_is_hidden_does_not_exist_for_an_administrator(host, officers, colleague, signed_in):
    secret = make.ExchangeFactory(
        program=make.ProgramFactory(owner=host), label=make.label(host, "S"), title="zq77777qz"
    )
    client = signed_in(officers[0])

    for name in ("needs", "give", "take"):
        assert client.get(reverse(f"clearances:{name}", args=["exchange", secret.reference])).status_code == 404
    assert b"zq77777qz" not in client.get(reverse("clearances:all_needs")).content
    with pytest.raises(PermissionDenied):
        propose(secret, officers[0], colleague.personal_team)


def test_another_nations_exchange_is_not_theirs_to_give(officers, signed_in):
    other = make.ExchangeFactory()

    assert (
        signed_in(officers[0]).get(reverse("clearances:needs", args=["exchange", other.reference])).status_code == 404
    )


def test_who_is_invited_is_not_told_here(exchange, officers, signed_in, host):
    guest = make.NationFactory(name_en="Zedland")
    liaison = make.member(Role.INVITED, exchange, organisation=guest, person__family_name="Liaisonne")
    planner = make.member(Role.PLANNER, exchange, person__family_name="Plannerson")

    page = signed_in(officers[0]).get(reverse("clearances:needs", args=["exchange", exchange.reference]))

    assert str(planner) in page.content.decode()
    assert str(liaison) not in page.content.decode()


@pytest.mark.parametrize("is_invited", [True, False])
def test_another_partys_liaison_gets_no_role_of_the_hosts_whether_or_not_it_is_invited(exchange, officers, is_invited):
    delegation = make.DelegationFactory()
    liaison = make.UserFactory(person__organisation=delegation.party, joins=[delegation.team])
    if is_invited:
        with as_system():
            grant(Role.INVITED, delegation.team, exchange, by=make.SYSTEM, reason="test")

    with pytest.raises(ValidationError) as refused:
        propose(exchange, officers[0], liaison.personal_team)

    assert set(refused.value.message_dict) == {"team"}


def test_a_role_on_something_hidden_is_proposed_to_those_alone_who_see_it(host, officers, colleague, signed_in):
    seeing, blind = officers
    label = make.label(host, "S")
    secret = make.ExchangeFactory(program=make.ProgramFactory(owner=host), label=label, title="zq77777qz")
    make.clearance(seeing, label.policy)
    change = propose(secret, seeing, colleague.personal_team)
    client = signed_in(blind)

    for name in ("change", "approve", "refuse_change"):
        assert client.get(reverse(f"clearances:{name}", args=[change.pk])).status_code == 404
    assert str(change.pk) not in client.get(reverse("clearances:changes")).text
    assert str(change.pk) not in client.get(reverse("clearances:index")).text
    assert signed_in(seeing).get(change.get_absolute_url()).status_code == 200
    assert not Notification.objects.filter(recipient=blind).exists()
    with pytest.raises(PermissionDenied):
        approve(change, blind)


@pytest.mark.parametrize(
    ("held", "asked"), [(Role.RELEASING_OFFICER, Role.AUDITOR), (Role.AUDITOR, Role.RELEASING_OFFICER)]
)
def test_who_releases_does_not_audit(host, officers, held, asked):
    person = make.member(held, host)

    with pytest.raises(ValidationError) as refused:
        propose(host, officers[0], person.personal_team, role=asked)

    assert set(refused.value.message_dict) == {"team"}


def test_an_administrator_who_is_appointed_later_sees_what_is_there_already(host, exchange, officers, colleague):
    first, second = officers

    approve(propose(host, first, colleague.personal_team, role=Role.SECURITY_ADMINISTRATOR), second)

    assert seen_by(colleague) == [exchange]


def test_the_last_two_administrators_stay(host, officers):
    first, second = officers

    with acting_as(first), pytest.raises(ValidationError):
        services.take_away(host, role=Role.SECURITY_ADMINISTRATOR, team=second.personal_team, by=first, reason="x")
    make.member(Role.SECURITY_ADMINISTRATOR, host)
    with acting_as(first):
        services.take_away(host, role=Role.SECURITY_ADMINISTRATOR, team=second.personal_team, by=first, reason="x")


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"role": Role.LIAISON}, "role"), ({"until": timezone.localdate() - timedelta(days=3)}, "until")],
)
def test_bad_input_is_named(exchange, officers, colleague, changed, field):
    with pytest.raises(ValidationError) as refused:
        propose(exchange, officers[0], colleague.personal_team, **changed)

    assert set(refused.value.message_dict) == {field}


def test_in_the_browser(exchange, officers, colleague, signed_in):
    client = signed_in(officers[0])
    here = ["exchange", exchange.reference]

    asked = client.post(
        reverse("clearances:give", args=here),
        {"team": colleague.personal_team_id, "role": "cell_member", "reason": "works on it"},
    )
    change = Change.objects.get(kind="grant.give")
    page = signed_in(officers[1]).get(change.get_absolute_url()).content.decode()
    answer = signed_in(officers[1]).post(reverse("clearances:approve", args=[change.pk]), {"digest": change.digest})
    taking = client.get(
        reverse("clearances:take", args=here), {"team": colleague.personal_team_id, "role": "cell_member"}
    )
    taken = client.post(
        reverse("clearances:take", args=here),
        {"team": colleague.personal_team_id, "role": "cell_member", "reason": "left"},
        follow=True,
    )

    assert asked.headers["Location"] == change.get_absolute_url()
    assert exchange.title in page
    assert "Gains sight" in page
    assert answer.status_code == 302
    assert str(colleague) in taking.content.decode()
    assert "Taken back" in taken.content.decode()
    assert client.get(reverse("clearances:take", args=here)).status_code == 409


def test_an_ended_role_is_listed_as_ended(exchange, officers, colleague, signed_in):
    with as_system():
        grant(
            Role.CELL_MEMBER,
            colleague.personal_team,
            exchange,
            by=make.SYSTEM,
            reason="test",
            until=timezone.localdate() - timedelta(days=3),
        )

    page = signed_in(officers[0]).get(reverse("clearances:needs", args=["exchange", exchange.reference]))

    assert "Ended" in page.content.decode()
