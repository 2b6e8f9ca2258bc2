"""The pages that belong to no single app, as people see them."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "route", ["portal:home", "notifications:inbox", "accounts:profile", "portal:personas", "portal:mailbox"]
)
def test_the_page_opens(signed_in, route):
    response = signed_in(make.UserFactory()).get(reverse(route))

    assert response.status_code == 200
    assert response.content.count(b'id="marking-') == 2
    assert b"[" + b"None" not in response.content


def test_home_asks_whoever_is_not_signed_in_to_sign_in():
    response = Client().get("/")

    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/login/?next=/"
