"""One's own language and time zone."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db


def test_the_choices_are_saved_and_said(signed_in):
    user = make.UserFactory()
    client = signed_in(user)

    response = client.post(reverse("accounts:profile"), {"language": "fr", "zone": "Africa/Abidjan"}, follow=True)

    user.refresh_from_db()
    assert (user.language, user.zone) == ("fr", "Africa/Abidjan")
    assert response.wsgi_request.LANGUAGE_CODE == "fr"
    assert len(list(response.context["messages"])) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [({"language": "en", "zone": "Mars/Olympus"}, "zone"), ({"language": "xx", "zone": ""}, "language")],
)
def test_what_does_not_exist_is_refused_next_to_its_field(signed_in, given, field):
    user = make.UserFactory()

    response = signed_in(user).post(reverse("accounts:profile"), given)

    user.refresh_from_db()
    assert list(response.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in response.content.decode() or "invalid-feedback" in response.content.decode()
    assert (user.language, user.zone) == ("en", "")


def test_the_language_switch_is_remembered_with_the_account(signed_in):
    user = make.UserFactory()

    signed_in(user).post(reverse("set_language"), {"language": "fr", "next": "/"})

    user.refresh_from_db()
    assert user.language == "fr"
    elsewhere = signed_in(user)
    assert elsewhere.get("/").wsgi_request.LANGUAGE_CODE == "fr"


def test_the_language_switch_works_before_signing_in():
    client = Client()

    client.post(reverse("set_language"), {"language": "fr", "next": "/accounts/login/"})

    assert client.get("/accounts/login/").wsgi_request.LANGUAGE_CODE == "fr"


def test_an_unknown_language_changes_nothing(signed_in):
    user = make.UserFactory()

    response = signed_in(user).post(reverse("set_language"), {"language": "xx"})

    user.refresh_from_db()
    assert (response.status_code, user.language) == (302, "en")
