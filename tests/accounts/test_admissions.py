"""Inviting somebody to an account: two officers, one link, one use, 72 hours, one mail address."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.administration import admissions
from accounts.models import Admission, User
from clearances.models import Change
from clearances.roles import Role
from clearances.services import changes
from clearances.subjects import acting_as
from jobs import services as jobs
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db
PASSWORD = "many small boats at sea"
WORDS = {"given_name": "Ama", "family_name": "Owusu", "rank": "Lt", "post": "Desk", "language": "en"}


@pytest.fixture
def nation():
    return make.NationFactory(code="GHA")


@pytest.fixture
def officers(nation):
    return [make.member(Role.SECURITY_OFFICE, nation) for _ in range(2)]


@pytest.fixture
def invite(nation, officers):
    def run(*, by=None, organisation=nation, is_liaison=True, email="Ama@example.org"):
        by = by or officers[0]
        with acting_as(by):
            return admissions.propose(
                organisation,
                **WORDS,
                email=email,
                nationalities=[nation],
                is_liaison=is_liaison,
                reason="New post.",
                by=by,
            )

    return run


@pytest.fixture
def link(invite, officers):
    """The address in the mail that goes out when both officers agree."""

    def run(**kwargs):
        change = invite(**kwargs)
        assert mail.outbox == []
        with acting_as(officers[1]):
            assert changes.approve(change, digest=change.digest, by=officers[1]).status == Change.Status.APPROVED
        with as_system():
            jobs.deliver(jobs.claim(timezone.now()))
        sent = next(each for each in mail.outbox if each.to == ["Ama@example.org"])
        return re.search(r"/welcome/\S+/", sent.body)[0]

    return run


def accept(link, *, email="ama@EXAMPLE.org", password=PASSWORD):
    client = Client()
    client.get(link)
    return client.post("/welcome/", {"email": email, "password": password, "again": password})


def follow(link):
    return Client().get(link, follow=True)


def words(response):
    """The page without its form tokens, which are new every time."""
    return re.sub(rb'(value|x-csrftoken)": "\w+"|value="\w{64}"', b"", response.content)


def test_nothing_is_mailed_before_a_second_officer_approves(invite):
    invite()

    with as_system():
        jobs.deliver(jobs.claim(timezone.now()))

    assert [each for each in mail.outbox if "welcome" in each.body] == []
    assert not User.objects.filter(email="Ama@example.org").exists()


def test_whoever_is_invited_gets_no_further_than_a_second_factor(link, nation):
    assert accept(link()).status_code == 302

    user = User.objects.get(email="Ama@example.org")
    assert user.organisation == nation
    assert user.groups.filter(name="liaisons:GHA").exists()
    client = Client()
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert client.get("/").headers["Location"] == reverse("mfa_activate_totp")
    client.post(client.get(reverse("mfa_activate_totp")).headers["Location"], {"password": PASSWORD})
    totp = pyotp.TOTP(client.get(reverse("mfa_activate_totp")).context["form"].secret)
    enrolled = client.post(reverse("mfa_activate_totp"), {"code": totp.now()})
    assert enrolled.headers["Location"] == reverse("mfa_view_recovery_codes")
    shown = client.get(enrolled.headers["Location"])
    client.post(shown.headers["Location"], {"code": totp.now()})
    assert client.get("/").status_code == 200


def test_the_database_and_the_mails_before_hold_no_secret(link):
    address = link()
    secret = address.split("/")[2]

    row = Admission.objects.get()
    assert secret not in str(vars(row))
    assert row.token_hash == admissions.hash_of(secret)


def test_every_link_that_does_not_work_answers_alike(link):
    used = link()
    accept(used)
    made_up = f"/welcome/{'x' * 43}/"
    assert used != made_up

    assert [follow(used).status_code, follow(made_up).status_code, Client().get("/welcome/").status_code] == [404] * 3
    assert words(follow(used)) == words(follow(made_up)) == words(Client().get("/welcome/"))
    assert words(accept(used)) == words(accept(made_up))
    assert User.objects.filter(email="Ama@example.org").count() == 1


@pytest.mark.parametrize(
    "spoilt",
    [
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"withdrawn_at": timezone.now()},
        {"token_hash": "0" * 64},
    ],
)
def test_a_link_that_lapsed_or_was_taken_back_makes_no_account(link, spoilt):
    address = link()
    with as_system():
        Admission.objects.update(**spoilt)

    assert accept(address).status_code == 404
    assert not User.objects.filter(email="Ama@example.org").exists()


def test_a_suspended_nation_gets_nobody_in(link, nation):
    address = link()
    nation.suspended_at = timezone.now()
    with as_system():
        nation.save()

    assert accept(address).status_code == 404


def test_the_link_works_with_the_address_it_was_sent_to_only(link):
    address = link()

    assert accept(address, email="other@example.org").status_code == 400
    assert accept(address, password="short").status_code == 400
    assert not User.objects.filter(email="Ama@example.org").exists()
    assert accept(address).status_code == 302


def test_a_repeated_mail_voids_the_link_of_the_one_before(link):
    first = link()
    with as_system():
        admissions.deliver(Admission.objects.get().pk)

    assert follow(first).status_code == 404
    assert follow(re.search(r"/welcome/\S+/", mail.outbox[-1].body)[0]).status_code == 200


def test_an_invitation_edited_after_it_was_proposed_is_void(invite, officers):
    change = invite()
    with as_system():
        Admission.objects.update(email="mallory@example.org")

    with acting_as(officers[1]):
        assert changes.approve(change, digest=change.digest, by=officers[1]).status == Change.Status.VOID
    assert Admission.objects.get().expires_at is None


def test_nobody_approves_their_own_invitation(invite, officers):
    change = invite()

    with acting_as(officers[0]), pytest.raises(PermissionDenied):
        changes.approve(change, digest=change.digest, by=officers[0])


def test_another_nation_invites_nobody_to_act_for_one_that_has_officers(invite, settings):
    operator = make.NationFactory(code="OPR")
    settings.OPERATOR_PARTY = "OPR"
    keeper = make.member(Role.SECURITY_ADMINISTRATOR, operator)

    with pytest.raises(PermissionDenied):
        invite(by=keeper)


def test_the_operator_lets_the_first_one_in_where_nobody_answers_for_a_party(invite, settings):
    operator, alone = make.NationFactory(code="OPR"), make.NationFactory(code="SEN")
    settings.OPERATOR_PARTY = "OPR"
    keeper = make.member(Role.SECURITY_ADMINISTRATOR, operator)

    assert invite(by=keeper, organisation=alone).party == operator


def test_an_invitation_is_taken_back_by_one_officer_and_only_once(link, officers):
    address = link()
    row = Admission.objects.get()
    with acting_as(officers[0]):
        admissions.withdraw(row, reason="A mistake.", by=officers[0])
        with pytest.raises(ValidationError):
            admissions.withdraw(row, reason="A mistake.", by=officers[0])

    assert follow(address).status_code == 404


def test_the_page_says_what_is_wrong_and_leads_to_the_change(signed_in, officers, nation):
    client = signed_in(officers[0])
    data = {**WORDS, "organisation": nation.pk, "email": "nonsense", "reason": "New post."}
    assert client.post(reverse("accounts:invite_person"), data).status_code == 400

    response = client.post(reverse("accounts:invite_person"), data | {"email": "ama@example.org"})

    assert response.headers["Location"] == Change.objects.get().get_absolute_url()
    assert b"Owusu" in client.get(response.headers["Location"]).content
