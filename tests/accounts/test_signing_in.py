"""Signing in end to end: password, second factor, lock, and who gets no further without a factor."""

import pyotp
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import create_user
from clearances.guards import SYSTEM
from clearances.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "a long walk along the harbour"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def fast_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def account(*, secret: str | None = None, username: str = "ada") -> User:
    person = make.PersonFactory()
    return create_user(
        username,
        person=person,
        password=PASSWORD,
        email="ada@example.org",
        language="en",
        totp_secret=secret,
        by=SYSTEM,
    )


def administrator(**kwargs: str) -> User:
    user = account(**kwargs)
    with make.as_system():
        make.grant(Role.SECURITY_ADMINISTRATOR, user.personal_team, user.organisation, by=SYSTEM, reason="test")
    return user


def sign_in(client: Client, password: str = PASSWORD, username: str = "ada"):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def give_code(client: Client, code: str | None = None, route: str = "mfa_authenticate", **query: str):
    code = code or pyotp.TOTP(SECRET).now()
    return client.post(reverse(route, query=query), {"code": code})


def actions() -> list[str]:
    """What the audit record says; the application itself can't read it."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SELECT action FROM audit_event WHERE action LIKE 'account.%' ORDER BY id")
        found = [row[0] for row in cursor.fetchall()]
        cursor.execute("SET ROLE accord_app")
    return found


def test_a_password_is_enough_for_whoever_holds_nothing():
    account()
    client = Client()

    assert sign_in(client).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert actions() == ["account.signed_in"]


def test_an_enrolled_factor_is_asked_for_before_anybody_is_signed_in():
    account(secret=SECRET)
    client = Client()

    assert sign_in(client).headers["Location"] == reverse("mfa_authenticate")
    assert client.get("/").headers["Location"].startswith(reverse("account_login"))
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert give_code(client).headers["Location"] == "/"
    assert client.get("/").wsgi_request.user.assurance == 2


def test_an_administrator_without_a_factor_gets_nothing_but_its_enrolment():
    administrator()
    client = Client()
    sign_in(client)

    for path in ("/", "/inbox/", "/people/me/", reverse("mfa_index"), reverse("account_change_password")):
        response = client.get(path)
        assert (path, response.status_code, response.headers["Location"]) == (path, 302, reverse("mfa_activate_totp"))
    assert client.post(reverse("set_language"), {"language": "fr"}).status_code == 302
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get("/").headers["Location"].startswith(reverse("account_login"))


def test_the_holder_of_a_clearance_needs_a_factor_too():
    user = account()
    make.clearance(user, make.PolicyFactory(owner=user.organisation))
    client = Client()
    sign_in(client)

    assert client.get("/").headers["Location"] == reverse("mfa_activate_totp")


def test_enrolling_leads_from_the_password_to_the_worklist():
    administrator()
    client = Client()
    sign_in(client)

    page = client.get(reverse("mfa_activate_totp"))
    assert page.headers["Location"].startswith(reverse("account_reauthenticate"))
    client.post(page.headers["Location"], {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    totp = pyotp.TOTP(page.context["form"].secret)
    enrolled = client.post(reverse("mfa_activate_totp"), {"code": totp.now()})

    assert enrolled.headers["Location"] == reverse("mfa_view_recovery_codes")
    again = client.get(enrolled.headers["Location"])
    assert again.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    shown = client.post(again.headers["Location"], {"code": totp.now()})
    assert shown.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get("/").status_code == 200


def test_a_session_with_a_password_alone_must_show_the_enrolled_factor(signed_in):
    client = signed_in(administrator(secret=SECRET), factor=1)

    refused = client.get("/inbox/")

    assert refused.headers["Location"] == reverse("mfa_reauthenticate", query={"next": "/inbox/"})
    assert client.get(reverse("mfa_deactivate_totp")).headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert give_code(client, route="mfa_reauthenticate", next="/inbox/").headers["Location"] == "/inbox/"
    assert client.get("/inbox/").status_code == 200


def test_somebody_elses_second_factor_in_the_session_counts_for_nothing(signed_in):
    user, other = administrator(), make.UserFactory()
    client = signed_in(user)
    session = client.session
    session["account_authentication_methods_user"] = str(other.pk)
    session.save()

    assert client.get("/").headers["Location"] == reverse("mfa_activate_totp")


def test_five_wrong_passwords_lock_the_account_and_the_right_one_is_refused():
    account()
    client = Client()

    answers = [sign_in(client, "wrong").status_code for _ in range(5)]

    assert answers == [200, 200, 200, 200, 429]
    locked = sign_in(client)
    assert locked.status_code == 429
    assert "Sign-in is paused" in locked.content.decode()
    assert client.get("/").status_code == 302
    assert actions() == ["account.sign_in_failed"] * 6


def test_other_spellings_of_a_name_are_no_further_attempts():
    account()
    client = Client()

    answers = [sign_in(client, "wrong", username=name).status_code for name in ("ada", "Ada", "aDa", " ADA", "ADa")]

    assert answers[-1] == 429
    assert sign_in(client).status_code == 429
    assert sign_in(client, username="AdA").status_code == 429


def test_wrong_codes_lock_the_account_as_wrong_passwords_do():
    account(secret=SECRET)
    client = Client()
    sign_in(client)

    answers = [give_code(client, "000000").status_code for _ in range(5)]

    assert answers == [200, 200, 200, 200, 429]
    assert give_code(client).status_code == 429
    assert client.get("/").status_code == 302


def test_an_unknown_name_and_a_wrong_password_look_the_same():
    account()

    known, unknown = sign_in(Client(), "wrong"), sign_in(Client(), "wrong", username="nobody")

    assert known.context["form"].errors == unknown.context["form"].errors
    assert known.status_code == unknown.status_code == 200


def test_an_inactive_account_does_not_get_in():
    user = account()
    with make.as_system():
        User.objects.filter(pk=user.pk).update(is_active=False)
    client = Client()

    response = sign_in(client)

    assert response.headers.get("Location", "") != "/"
    assert client.get("/").status_code == 302


def test_signing_out_is_recorded(signed_in):
    client = signed_in(make.UserFactory())

    client.post(reverse("account_logout"))

    assert actions() == ["account.signed_in", "account.signed_out"]


def test_nobody_signs_up_and_no_mail_resets_a_password():
    for path in ("/accounts/signup/", "/accounts/password/reset/", "/accounts/email/"):
        assert Client().get(path).status_code == 404


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_the_sign_in_page_names_the_demonstration_only_where_there_is_one(settings, is_demonstration):
    settings.DEMONSTRATION = is_demonstration

    page = Client().get(reverse("account_login")).content.decode()

    assert ("demonstration" in page.lower()) is is_demonstration


def test_changing_the_password_asks_for_the_old_one_and_ends_the_session(signed_in):
    account()
    client = Client()
    sign_in(client)
    new = "another walk along the harbour"

    page = client.get(reverse("account_change_password"))
    assert page.status_code == 200
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert sign_in(Client(), new).headers["Location"] == "/"
