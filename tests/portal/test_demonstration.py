"""Persona picker and mailbox: in a demonstration and on its own machine only, asked at every request."""

import pytest
from django.core.mail import EmailMessage, get_connection
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse

from clearances.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
ROUTES = [("get", "portal:personas"), ("post", "portal:enter"), ("get", "portal:mailbox")]


def persona(**kwargs):
    return make.UserFactory(is_demonstration=True, **kwargs)


def enter(client, user, **extra):
    return client.post(reverse("portal:enter"), {"person": user.public_id}, **extra)


def test_one_click_enters_as_somebody_and_counts_as_the_second_factor():
    administrator = make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory(), is_demonstration=True)
    client = Client()

    assert enter(client, administrator).headers["Location"] == "/"
    page = client.get("/")

    assert (page.status_code, page.wsgi_request.user, page.wsgi_request.user.assurance) == (200, administrator, 2)


def test_one_click_switches_from_every_page_and_leaves_nothing_of_the_one_before():
    first, second = persona(), persona()
    client = Client()
    enter(client, first)
    client.session["left"] = "behind"

    page = client.get("/inbox/").content.decode()
    assert str(second.public_id) in page
    enter(client, second)

    assert client.get("/").wsgi_request.user == second
    assert "left" not in client.session


def test_nobody_real_can_be_entered():
    real = make.UserFactory()
    persona()
    client = Client()

    assert [enter(client, real).status_code, client.post(reverse("portal:enter")).status_code] == [404, 404]
    assert str(real.public_id) not in client.get(reverse("portal:personas")).content.decode()
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(("method", "route"), ROUTES)
@pytest.mark.parametrize(
    ("is_demonstration", "extra"),
    [
        (False, {}),
        (True, {"REMOTE_ADDR": "192.0.2.7"}),
        (True, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}),
        (True, {"HTTP_X_REAL_IP": "127.0.0.1"}),
        (True, {"HTTP_FORWARDED": "for=127.0.0.1"}),
        (True, {"HTTP_VIA": "1.1 proxy"}),
    ],
)
def test_elsewhere_the_pages_do_not_exist(settings, method, route, is_demonstration, extra):
    settings.DEMONSTRATION = is_demonstration
    user = persona()
    client = Client()

    response = getattr(client, method)(reverse(route), {"person": str(user.public_id)}, **extra)

    assert response.status_code == 404
    assert client.get("/", **extra).status_code == 302


def test_elsewhere_no_page_offers_to_switch(signed_in, settings):
    other, client = persona(), signed_in(persona())
    assert str(other.public_id) in client.get("/").content.decode()

    settings.DEMONSTRATION = False

    assert str(other.public_id) not in client.get("/").content.decode()


def test_the_picker_says_who_people_are_in_words():
    party = make.NationFactory(name_en="Atlantis")
    make.member(Role.SECURITY_ADMINISTRATOR, party, is_demonstration=True)

    page = Client().get(reverse("portal:personas")).content.decode()

    assert "Security administrator" in page
    assert "Requests and confirms clearances in the policies of Atlantis; never alone." in page


@pytest.mark.parametrize(
    "changes",
    [{"BASE_URL": "https://accord.example.org"}, {"ALLOWED_HOSTS": ["accord.example.org"]}, {"ALLOWED_HOSTS": ["*"]}],
)
def test_an_installation_that_can_be_reached_refuses_to_start_with_it(settings, changes):
    settings.DEMONSTRATION = True
    for name, value in changes.items():
        setattr(settings, name, value)

    with pytest.raises(SystemCheckError, match=r"config\.E001"):
        call_command("check", deploy=True)


def test_the_mailbox_shows_the_newest_mail_first_with_its_link(settings, tmp_path):
    settings.MAILBOX_DIR = str(tmp_path)
    for number in (1, 2):
        with get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=tmp_path) as backend:
            date = f"Mon, 0{number} Mar 2031 08:00:00 -0000"
            body = f"Sign in <b>now</b>:\n\nhttp://127.0.0.1:8000/inbox/{number}/\n"
            EmailMessage(
                f"Nº {number} waits", body, to=["ada@example.org"], headers={"Date": date}, connection=backend
            ).send()

    page = Client().get(reverse("portal:mailbox")).content.decode()

    assert page.index("Nº 2 waits") < page.index("Nº 1 waits")
    assert 'href="http://127.0.0.1:8000/inbox/2/"' in page
    assert "<b>now</b>" not in page
    assert "ada@example.org" in page
