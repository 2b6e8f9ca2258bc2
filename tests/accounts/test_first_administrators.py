"""The one-time command that begins an installation."""

import json
from io import StringIO

import pyotp
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Party, User
from clearances.roles import Role
from clearances.services import holders
from tests import factories as make

pytestmark = pytest.mark.django_db
ORGANISATION = {"code": "NOR", "is_nation": True, "name_en": "Norway", "name_fr": "Norvège", "zone": "Europe/Oslo"}
PEOPLE = [
    {"username": "liv", "given_name": "Liv", "family_name": "Berg", "email": "liv@example.org"},
    {"username": "odd", "family_name": "Dahl", "email": "odd@example.org", "password": "many small boats at sea"},
]


@pytest.fixture
def begin(tmp_path):
    def run(**changes: object) -> str:
        file = tmp_path / "first.json"
        file.write_text(json.dumps({"organisation": ORGANISATION, "administrators": PEOPLE} | changes))
        out = StringIO()
        call_command("create_first_administrators", str(file), stdout=out)
        return out.getvalue()

    return run


def begun() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SELECT count(*) FROM audit_event WHERE action = 'installation.begun' AND actor_id IS NULL")
        (count,) = cursor.fetchone()
        cursor.execute("SET ROLE accord_app")
    return count


def test_two_people_administer_the_new_organisation_and_can_sign_in(begin):
    shown = begin()

    party = Party.objects.get(code="NOR")
    administrators = list(holders("accounts.administer_clearances", party).order_by("username"))
    assert [user.username for user in administrators] == ["liv", "odd"]
    assert "many small boats at sea" in shown
    assert begun() == 1
    secret = next(line.split()[2] for line in shown.split("odd")[1].splitlines() if "second factor" in line)
    client = Client()
    client.post(reverse("account_login"), {"login": "odd", "password": "many small boats at sea"})
    client.post(reverse("mfa_authenticate"), {"code": pyotp.TOTP(secret).now()})
    assert client.get("/").wsgi_request.user.assurance == 2


def test_it_refuses_once_there_is_any_administrator(begin):
    make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory())

    with pytest.raises(CommandError, match="already"):
        begin()

    assert not User.objects.filter(username="liv").exists()
    assert begun() == 0


def test_an_organisation_that_exists_is_used_as_it_is(begin):
    party = make.NationFactory(code="NOR", name_en="Norway as it was")

    begin(organisation={"code": "NOR"})

    assert Party.objects.get(code="NOR").name_en == party.name_en


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"administrators": PEOPLE[:1]}, "administrators"),
        ({"administrators": [PEOPLE[0], PEOPLE[0]]}, "two people"),
        ({"administrators": [PEOPLE[0], PEOPLE[1] | {"password": "short"}]}, "password"),
        ({"administrators": [PEOPLE[0], PEOPLE[1] | {"email": "nonsense"}]}, "email"),
        ({"organisation": {"code": "NOR"}}, "name_en"),
        ({"organisation": ORGANISATION | {"zone": "Europe/Nowhere"}}, "zone"),
        ({"organisation": ORGANISATION | {"colour": "red"}}, "colour"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_bad_input_is_named_and_nothing_is_half_made(begin, changes, said):
    with pytest.raises(CommandError, match=said):
        begin(**changes)

    assert (User.objects.count(), Party.objects.count(), begun()) == (0, 0, 0)


def test_a_file_that_is_no_json_is_refused(tmp_path):
    file = tmp_path / "first.json"
    file.write_text("administrators:")

    with pytest.raises(CommandError, match="JSON"):
        call_command("create_first_administrators", str(file))


def test_without_a_file_it_asks(monkeypatch):
    answers = iter(["NOR", "y", "Norway", "Norvège", "Europe/Oslo"])
    people = iter(["liv", "Liv", "Berg", "", "", "liv@example.org", "odd", "", "Dahl", "", "", "odd@example.org"])
    monkeypatch.setattr("builtins.input", lambda question: next(answers, None) or next(people))
    monkeypatch.setattr("accounts.management.commands.create_first_administrators.getpass", lambda question: "")
    out = StringIO()

    call_command("create_first_administrators", stdout=out)

    assert sorted(User.objects.values_list("username", flat=True)) == ["liv", "odd"]
    assert out.getvalue().count("password") == 2
