"""Two persons decide a change together, exactly the one that was proposed; here the lifting of a suspension."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import Party
from audit.models import Event
from clearances.guards import SYSTEM
from clearances.models import Change, Suspension
from clearances.roles import Role
from clearances.services import AlreadyDecided, changes, suspensions, take_back
from clearances.subjects import Subject, acting_as
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return make.NationFactory(code="HST")


@pytest.fixture
def guest():
    return make.NationFactory(code="GST", name_en="Guestland")


@pytest.fixture
def first(host):
    return make.member(Role.SECURITY_ADMINISTRATOR, host)


@pytest.fixture
def second(host):
    return make.member(Role.SECURITY_ADMINISTRATOR, host)


@pytest.fixture
def suspension(host, guest, first, settings):
    settings.OPERATOR_PARTY = host.code
    with acting_as(first):
        return suspensions.suspend(guest, imposed_by=host, reason="A coup.", by=first)


@pytest.fixture
def change(host, suspension, first):
    with acting_as(first):
        return changes.propose(
            "suspension.lift", party=host, facts={"suspension": suspension.pk}, reason="It is over.", by=first
        )


def approve(change, by):
    with acting_as(by):
        return changes.approve(change, digest=change.digest, by=by)


def may_act(user):
    user.refresh_from_db()
    return Subject(user).may_act


def test_a_suspended_nation_is_out_at_once_and_in_again_when_two_agree(guest, change, second):
    colleague = make.UserFactory(person__organisation=guest)
    assert not may_act(colleague)

    assert approve(change, second).status == Change.Status.APPROVED

    assert may_act(colleague)


def test_nobody_approves_what_they_proposed(guest, change, first):
    with pytest.raises(PermissionDenied):
        approve(change, first)

    assert Party.objects.get(pk=guest.pk).suspended_at is not None


def test_an_office_held_elsewhere_decides_nothing(change, guest):
    stranger = make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory(code="OTH"))

    with pytest.raises(PermissionDenied):
        approve(change, stranger)


def test_an_approval_of_what_was_edited_meanwhile_is_void_and_recorded(change, suspension, second):
    with as_system():
        Change.objects.filter(pk=change.pk).update(facts={"suspension": str(suspension.pk), "more": True})

    assert approve(change, second).status == Change.Status.VOID

    assert Suspension.objects.get().lifted_at is None
    with as_system():
        assert Event.objects.filter(action="change.void", object_id=str(change.pk)).exists()


def test_an_approval_of_another_text_than_was_read_is_void(change, second):
    with acting_as(second):
        assert changes.approve(change, digest="0" * 64, by=second).status == Change.Status.VOID


def test_an_approval_comes_too_late_after_72_hours(change, second):
    with as_system():
        Change.objects.filter(pk=change.pk).update(lapses_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(AlreadyDecided):
        approve(change, second)


def test_the_second_of_two_approvals_is_told_so(host, change, second):
    third = make.member(Role.SECURITY_ADMINISTRATOR, host)
    approve(change, second)

    with pytest.raises(AlreadyDecided):
        approve(change, third)


def test_a_change_needs_a_reason(host, suspension, first):
    with acting_as(first), pytest.raises(ValidationError) as problem:
        changes.propose("suspension.lift", party=host, facts={"suspension": suspension.pk}, reason=" ", by=first)

    assert "reason" in problem.value.message_dict


def test_only_whoever_proposed_it_withdraws_it(change, first, second):
    with acting_as(second), pytest.raises(PermissionDenied):
        changes.withdraw(change, by=second)
    with acting_as(first):
        assert changes.withdraw(change, by=first).status == Change.Status.WITHDRAWN


def test_its_pages_show_who_gets_what_back_and_approve_it(change, second, guest, signed_in):
    browser = signed_in(second)

    listed = browser.get(reverse("clearances:changes"))
    page = browser.get(reverse("clearances:approve", args=[change.pk]))
    answer = browser.post(reverse("clearances:approve", args=[change.pk]), {"digest": change.digest})

    assert "Lift the suspension of Guestland" in listed.text
    assert "A coup." in page.text
    assert change.digest in page.text
    assert answer.status_code == 302
    assert Party.objects.get(pk=guest.pk).suspended_at is None


def test_the_page_of_an_own_proposal_says_that_a_second_person_must_decide(change, first, signed_in):
    browser = signed_in(first)

    assert "a second person must decide" in browser.get(change.get_absolute_url()).text
    assert browser.get(reverse("clearances:approve", args=[change.pk])).status_code == 403


def test_a_change_of_another_party_does_not_exist(change, signed_in):
    stranger = make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory(code="OTH"))

    assert signed_in(stranger).get(change.get_absolute_url()).status_code == 404


def test_the_word_of_somebody_who_lost_the_office_meanwhile_does_not_count(host, guest, change, first, second):
    with as_system():
        take_back(Role.SECURITY_ADMINISTRATOR, first.personal_team, host, by=SYSTEM, reason="left")

    assert approve(change, second).status == Change.Status.VOID

    assert not may_act(make.UserFactory(person__organisation=guest))
