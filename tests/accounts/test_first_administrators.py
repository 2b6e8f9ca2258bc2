"""The one-time command that begins an installation."""

import json
from datetime import date
from io import StringIO

import pyotp
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Party, User
from clearances.models import Clearance
from clearances.roles import Role
from clearances.services import confirm_clearance, holders, request_clearance
from clearances.subjects import acting_as
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


POLICY = {
    "code": "NOR",
    "levels": [
        {"code": code, "name_en": code, "name_fr": code, "colour": colour}
        for code, colour in (("U", "u"), ("C", "c"), ("S", "s"))
    ],
    "clearance_from": "C",
    "second_factor_from": "C",
    "compartments": {"SEA": "Sea"},
}
CERTIFICATE = {
    "policy": "NOR",
    "level": "S",
    "certificate": "NOR-1",
    "valid_from": "2026-01-01",
    "valid_to": "2099-12-31",
    "compartments": ["SEA"],
}


def cleared(**changes: object) -> list[dict[str, object]]:
    return [person | {"clearances": [CERTIFICATE | changes]} for person in PEOPLE]


def test_their_clearances_are_recorded_from_certificates_so_that_they_can_certify_others(begin):
    begin(policy=POLICY, administrators=cleared())

    assert [
        (row.certificate_reference, row.classification.code, row.compartments, row.status, row.requested_by)
        for row in Clearance.objects.select_related("classification")
    ] == [("NOR-1", "S", ["SEA"], "active", None)] * 2
    first, second = User.objects.order_by("username")
    colleague = make.UserFactory(person__organisation=first.organisation)
    with acting_as(first):
        asked = request_clearance(
            colleague.person,
            classification=first.person.clearances.get().classification,
            sponsor=first.organisation,
            certificate_reference="NOR-3",
            valid_from=date(2026, 1, 1),
            valid_to=date(2099, 1, 1),
            by=first,
        )
    with acting_as(second):
        assert confirm_clearance(asked, by=second).status == Clearance.Status.ACTIVE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"level": "TOP"}, "level"),
        ({"policy": "ELSE"}, "level"),
        ({"sponsor": "ELSE"}, "sponsor"),
        ({"valid_to": "2025-01-01"}, "valid_to"),
        ({"valid_to": "2026-02-31"}, "valid_to"),
        ({"compartments": ["AIR"]}, "compartments"),
        ({"certificate": ""}, "certificate"),
    ],
)
def test_a_certificate_that_cannot_be_leaves_nothing_half_made(begin, changes, said):
    with pytest.raises(CommandError, match=said):
        begin(policy=POLICY, administrators=cleared(**changes))

    assert (User.objects.count(), Party.objects.count(), Clearance.objects.count(), begun()) == (0, 0, 0, 0)


def test_another_partys_policy_clears_no_first_administrator(begin):
    make.PolicyFactory(owner=make.NationFactory(code="ELSE"))

    with pytest.raises(CommandError, match="level"):
        begin(administrators=cleared(policy="ELSE", compartments=[]))
