"""Suspending and resuming accounts, ending postings, resetting factors, ending sessions."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.administration import postings, standing
from accounts.administration.offices import accounts_of
from accounts.models import User
from audit.models import Event
from clearances.guards import SYSTEM
from clearances.models import Change, Clearance, PartyGrant
from clearances.roles import Role
from clearances.services import changes, grant, inherit
from clearances.services.grants import grants_of
from clearances.subjects import Subject, acting_as
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def nation():
    return make.NationFactory(code="GHA")


@pytest.fixture
def officers(nation):
    return [make.member(Role.SECURITY_ADMINISTRATOR, nation) for _ in range(3)]


@pytest.fixture
def colleague(nation):
    return make.UserFactory(person__organisation=nation)


def approve(change, by):
    with acting_as(by):
        return changes.approve(change, digest=change.digest, by=by)


def suspend(user, by):
    with acting_as(by):
        return standing.suspend(user, reason="Lost papers.", by=by)


def end(user, by, ends_on=None):
    with acting_as(by):
        return postings.end(user, ends_on=ends_on, reason="New posting.", by=by)


def may_act(user):
    return Subject(User.objects.get(pk=user.pk)).may_act


def test_a_suspended_account_is_out_at_its_next_request_and_its_old_session_never_counts_again(
    signed_in, colleague, officers
):
    client = signed_in(colleague)
    assert client.get("/people/me/").status_code == 200

    suspend(colleague, officers[0])
    assert client.get("/people/me/").status_code == 302
    with acting_as(officers[0]):
        change = standing.propose("account.resume", colleague, reason="Found.", by=officers[0])
    assert not may_act(colleague)
    assert approve(change, officers[1]).status == Change.Status.APPROVED

    assert may_act(colleague)
    assert client.get("/people/me/").status_code == 302
    assert signed_in(User.objects.get(pk=colleague.pk)).get("/people/me/").status_code == 200


def test_who_loses_and_regains_sight_is_shown_before_an_account_is_suspended_or_resumed(
    nation, colleague, officers, signed_in
):
    exchange = make.ExchangeFactory(program__owner=nation)
    with as_system():
        for user in (colleague, *officers):
            grant(Role.CELL_MEMBER, user.personal_team, exchange, by=SYSTEM, reason="test")

    page = signed_in(officers[0]).get(reverse("accounts:suspend_account", args=[colleague.public_id]))
    assert "Loses sight: 1 person of Nation GHA" in page.text
    assert may_act(colleague)

    suspend(colleague, officers[0])
    with acting_as(officers[0]):
        change = standing.propose("account.resume", colleague, reason="Found.", by=officers[0])
    page = signed_in(officers[1]).get(reverse("clearances:approve", args=[change.pk]))
    assert "Gains sight: 1 person of Nation GHA" in page.text
    assert not may_act(colleague)


def test_nobody_resumes_alone_or_does_anything_to_themselves(colleague, officers):
    suspend(colleague, officers[0])
    with acting_as(officers[0]):
        change = standing.propose("account.resume", colleague, reason="Found.", by=officers[0])

    with pytest.raises(PermissionDenied):
        approve(change, officers[0])
    for act in (suspend, end):
        with pytest.raises(PermissionDenied):
            act(officers[0], officers[0])
    with acting_as(officers[0]), pytest.raises(PermissionDenied):
        standing.propose("account.reset_factor", officers[0], reason="Lost.", by=officers[0])


def test_officers_keep_the_accounts_of_their_own_party_and_its_agencies_only(nation, officers, colleague, signed_in):
    agency = make.NationFactory(code="GHA-NAVY", is_nation=False, nation=nation)
    sailor, stranger = make.UserFactory(person__organisation=agency), make.UserFactory()

    assert set(accounts_of(officers[0])) == {colleague, sailor, *officers[1:]}
    with pytest.raises(PermissionDenied):
        suspend(stranger, officers[0])
    client = signed_in(officers[0])
    assert client.get(reverse("accounts:person", args=[sailor.public_id])).status_code == 200
    assert client.get(reverse("accounts:person", args=[stranger.public_id])).status_code == 404
    assert signed_in(colleague).get(reverse("accounts:people")).status_code == 404


def test_the_operator_reads_accounts_of_parties_without_officers_but_not_their_nationality(settings, signed_in):
    settings.OPERATOR_PARTY = "OPR"
    keeper = make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory(code="OPR"))
    nation = make.NationFactory(code="SEN", name_en="Teranga")
    liaison = make.UserFactory(person__organisation=make.NationFactory(code="SEN-HQ", is_nation=False, nation=nation))
    page = signed_in(keeper).get(reverse("accounts:person", args=[liaison.public_id]))

    assert liaison.person.nationalities.get() == nation
    assert b"Nationality" not in page.content
    assert b"Teranga" not in page.content

    make.member(Role.SECURITY_OFFICE, nation)
    assert signed_in(keeper).get(reverse("accounts:person", args=[liaison.public_id])).status_code == 404


def test_the_last_two_administrators_stay(nation, officers):
    suspend(officers[2], officers[0])
    third = make.member(Role.SECURITY_OFFICE, nation)

    for act in (suspend, end):
        with pytest.raises(ValidationError, match="fewer than two"):
            act(officers[1], third)


def test_who_is_about_to_leave_does_not_count_as_an_administrator_who_stays(officers):
    end(officers[2], officers[0], ends_on=timezone.now().date() + timedelta(days=9))

    with pytest.raises(ValidationError, match="fewer than two"):
        suspend(officers[1], officers[0])


def test_an_ended_posting_takes_roles_and_teams_and_leaves_the_clearance_in_the_record(nation, officers, colleague):
    exchange = make.ExchangeFactory(program__owner=nation)
    with as_system():
        team = make.DelegationFactory(exchange=exchange, party=nation).team
        colleague.groups.add(team)
    planner = make.member(Role.PLANNER, exchange)
    make.clearance(planner, make.PolicyFactory(owner=nation))
    assert grants_of(exchange).filter(group=planner.personal_team).exists()

    end(planner, officers[0])
    end(colleague, officers[0])

    assert not may_act(planner)
    with as_system():
        assert not grants_of(exchange).filter(group=planner.personal_team).exists()
        assert not team.user_set.filter(pk=colleague.pk).exists()
        assert Clearance.objects.get(person=planner.person).status == Clearance.Status.ACTIVE
        assert Event.objects.filter(action="account.posting_ended", object_id=str(planner.pk)).count() == 1


def test_a_posting_ends_at_midnight_of_its_organisation_swept_or_not(officers, colleague):
    with as_system():
        colleague.organisation.zone = "Pacific/Auckland"
        colleague.organisation.save()
    with time_machine.travel(datetime(2031, 3, 1, 8, tzinfo=UTC), tick=False) as clock:
        end(colleague, officers[0], ends_on=datetime(2031, 3, 3, tzinfo=UTC).date())
        clock.move_to(datetime(2031, 3, 3, 10, 59, tzinfo=UTC))
        assert may_act(colleague)
        clock.move_to(datetime(2031, 3, 3, 11, tzinfo=UTC))
        assert not may_act(colleague)
        assert User.objects.get(pk=colleague.pk).is_active

        with as_system():
            postings.end_postings(timezone.now())
            postings.end_postings(timezone.now())
        assert not User.objects.get(pk=colleague.pk).is_active


@pytest.mark.parametrize("days", [-1, -400])
def test_a_day_that_has_passed_ends_no_posting(officers, colleague, days):
    with pytest.raises(ValidationError):
        end(colleague, officers[0], ends_on=timezone.now().date() + timedelta(days=days))


def test_what_is_left_behind_is_listed_as_far_as_the_officer_sees_it_and_handed_over_by_two(nation, officers):
    seen, hidden = (
        make.ExchangeFactory(program__owner=owner, title=owner.code)
        for owner in (nation, make.NationFactory(code="ZZZ"))
    )
    planner = make.member(Role.PLANNER, seen)
    heir = make.UserFactory(person__organisation=nation)
    with as_system():
        team = make.DelegationFactory(exchange=hidden, party=nation).team
        planner.groups.add(team)
    with as_system():
        grant(Role.PLANNER, planner.personal_team, hidden, by=SYSTEM, reason="test")
        inherit(seen.program, nation)
        inherit(seen, seen.program)

    with acting_as(officers[0]):
        behind = postings.left_behind(planner, by=officers[0])
        change = postings.propose_handing_over(planner, heir=heir, reason="Takes over.", by=officers[0])

    assert [(left.title, left.is_last) for left in behind.roles] == [("Planner · GHA", True)]
    assert [left.is_last for left in behind.teams] == [True]
    assert "ZZZ" not in str(behind)
    assert not grants_of(seen).filter(content_object=seen, group=heir.personal_team).exists()
    assert approve(change, officers[1]).status == Change.Status.APPROVED
    with as_system():
        assert grants_of(seen).filter(content_object=seen, group=heir.personal_team, role=Role.PLANNER).exists()
        assert not grants_of(hidden).filter(content_object=hidden, group=heir.personal_team).exists()
        assert team.user_set.filter(pk=heir.pk).exists()


def test_nobody_gets_what_they_hand_over_themselves(nation, officers, colleague):
    with as_system():
        colleague.groups.add(make.DelegationFactory(party=nation).team)

    assert officers[0] not in postings.heirs_of(colleague, by=officers[0])
    with acting_as(officers[0]), pytest.raises(PermissionDenied):
        postings.propose_handing_over(colleague, heir=officers[0], reason="Mine.", by=officers[0])


def test_a_lost_factor_is_forgotten_by_two_and_the_next_sign_in_asks_for_a_new_one(signed_in, officers, colleague):
    client = signed_in(colleague)
    with as_system():
        Authenticator.objects.create(user=colleague, type=Authenticator.Type.TOTP, data={"secret": "x"})
    with acting_as(officers[0]):
        change = standing.propose("account.reset_factor", colleague, reason="Lost it.", by=officers[0])
    assert client.get("/").status_code == 200

    assert approve(change, officers[1]).status == Change.Status.APPROVED

    assert client.get("/people/me/").headers["Location"].startswith(reverse("account_login"))
    again = signed_in(User.objects.get(pk=colleague.pk), factor=1)
    assert again.get("/").headers["Location"] == reverse("mfa_activate_totp")


def test_a_factor_enrolled_meanwhile_voids_the_reset(officers, colleague):
    with as_system():
        Authenticator.objects.create(user=colleague, type=Authenticator.Type.TOTP, data={"secret": "x"})
    with acting_as(officers[0]):
        change = standing.propose("account.reset_factor", colleague, reason="Lost it.", by=officers[0])
    with as_system():
        Authenticator.objects.create(user=colleague, type=Authenticator.Type.RECOVERY_CODES, data={})

    assert approve(change, officers[1]).status == Change.Status.VOID


def test_one_signs_out_everywhere_else_and_stays(signed_in, colleague):
    here, there = signed_in(colleague), signed_in(colleague)
    page = here.get(reverse("accounts:profile"))
    assert page.content.count(b"this one") == 1
    assert len(page.context["sessions"]) == 2

    assert here.post(reverse("accounts:end_other_sessions"), follow=True).status_code == 200

    assert there.get("/people/me/").status_code == 302
    assert len(here.get(reverse("accounts:profile")).context["sessions"]) == 1


def test_an_officer_signs_somebody_out_everywhere_and_reads_only_their_number(signed_in, officers, colleague):
    client = signed_in(colleague)
    officer = signed_in(officers[0])
    assert officer.get(reverse("accounts:person", args=[colleague.public_id])).context["open_sessions"] == 1

    officer.post(reverse("accounts:end_sessions", args=[colleague.public_id]), {"reason": "A lost laptop."})

    assert client.get("/people/me/").status_code == 302
    assert officer.get(reverse("accounts:person", args=[colleague.public_id])).context["open_sessions"] == 0


@pytest.mark.parametrize(
    "name", ["suspend_account", "resume_account", "reset_factor", "end_sessions", "end_posting", "hand_over"]
)
def test_every_page_about_an_account_asks_first_and_says_what_is_missing(signed_in, officers, colleague, name):
    address = reverse(f"accounts:{name}", args=[colleague.public_id])
    client = signed_in(officers[0])

    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 400
    assert User.objects.get(pk=colleague.pk).is_active
    assert PartyGrant.objects.count() == 3
