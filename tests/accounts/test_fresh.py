"""What is grave asks who one is again, keeps what was entered, and goes on."""

from datetime import timedelta

import pyotp
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from clearances.models import Change
from clearances.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD, SECRET = "a long walk along the harbour", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STALE = 600


@pytest.fixture
def administrator():
    user = make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory(code="HOS"))
    return user, reverse("clearances:propose_agreement"), agreement_of(user)


def agreement_of(user):
    policy, partner = make.PolicyFactory(owner=user.organisation), make.NationFactory(code="GST")
    level = policy.classifications.first()
    today = timezone.localdate()
    return {
        "owner": user.organisation.pk,
        "party": partner.pk,
        "highest": level.pk,
        "reference": "Arrangement of 2020",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=365)).isoformat(),
        "reason": "Signed this <week>",
    }


def hidden(page):
    return [name for name, _value in page.context_data["repeated"]]


def test_a_grave_form_is_asked_about_and_goes_on_with_what_was_entered(administrator, signed_in, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user, address, said = administrator
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    browser: Client = signed_in(user, ago=STALE)

    asked = browser.post(address, said)
    wrong = browser.post(address, {**said, "again-password": "not mine"})
    assert "Is it still you?" in asked.text
    assert 'value="Signed this &lt;week&gt;"' in asked.text
    assert sorted(hidden(asked)) == sorted(hidden(wrong)) == sorted(said)
    assert "Please correct this first" in wrong.text
    with make.as_system():
        assert not Change.objects.exists()

    went_on = browser.post(address, {**said, "again-password": PASSWORD})
    assert went_on.status_code == 302
    assert "again" not in went_on["Location"]
    assert browser.post(address, {**said, "reason": ""}).status_code == 400  # Not asked a second time.


def test_whoever_has_a_second_factor_shows_it(administrator, signed_in):
    user, address, said = administrator
    TOTP.activate(user, SECRET)
    browser = signed_in(user, ago=STALE)

    assert "again-code" in browser.post(address, said).text
    refused = browser.post(address, {**said, "again-password": PASSWORD})
    assert "again-code" in refused.text
    assert browser.post(address, {**said, "again-code": pyotp.TOTP(SECRET).now()}).status_code == 302


def test_a_password_is_not_enough_for_whoever_has_a_second_factor(administrator, signed_in, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user, address, said = administrator
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    TOTP.activate(user, SECRET)
    browser = signed_in(user, ago=STALE)

    page = browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert page.headers["Location"] == reverse("mfa_reauthenticate")
    assert "again-code" in browser.post(address, said).text
    session = browser.session
    now = timezone.now().timestamp()
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": now - STALE},
        {"method": "password", "at": now},
    ]
    session.save()
    assert "again-code" in browser.post(address, said).text


def test_a_password_that_allauth_asks_for_is_on_record_as_ours_is(administrator, signed_in, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user, _address, _said = administrator
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    browser = signed_in(user, ago=STALE)

    browser.post(reverse("account_reauthenticate"), {"password": "not mine"})
    with make.as_system():
        assert not Event.objects.filter(action="account.confirmed_again").exists()
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    with make.as_system():
        assert Event.objects.get(action="account.confirmed_again").actor == user


def test_whoever_entered_a_demonstration_by_a_button_clicks_again(administrator, signed_in, settings):
    user, address, said = administrator
    browser = signed_in(user, ago=STALE)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "demonstration", "at": 0}, {"method": "mfa", "at": 0}]
    session.save()

    settings.DEMONSTRATION = False
    outlived = browser.post(address, {**said, "again-here": "1"})
    settings.DEMONSTRATION = True
    asked = browser.post(address, said)

    assert "It is still me" not in outlived.text
    assert "It is still me" in asked.text
    assert browser.post(address, {**said, "again-here": "1"}).status_code == 302


def test_a_file_waits_behind_a_page_that_asks(signed_in, settings):
    settings.DEMONSTRATION = True
    user = make.member(Role.AUDITOR, make.NationFactory(code="HOS"))
    browser = signed_in(user, ago=STALE)
    file = reverse("audit:export") + "?action=x"

    sent_on = browser.get(file)
    assert sent_on["Location"] == reverse("accounts:again", query={"next": file})
    assert "Is it still you?" in browser.get(sent_on["Location"]).text
    elsewhere = browser.get(reverse("accounts:again", query={"next": "https://elsewhere.example/"}))
    assert elsewhere["Location"] == reverse("portal:home")
    fresh = signed_in(user)
    assert f'href="{file}"' in fresh.get(sent_on["Location"]).text
    assert fresh.get(file).status_code == 200


def test_whoever_may_not_do_it_is_asked_for_nothing(administrator, signed_in):
    _user, address, said = administrator

    assert signed_in(make.UserFactory(), ago=STALE).post(address, said).status_code == 404
