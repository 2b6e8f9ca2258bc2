"""The first two administrators of an installation: once, by the operator, and never again (access.md §6)."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.services import create_party, create_person, create_user
from audit.services import record
from clearances.guards import SYSTEM
from clearances.models import FactsVersion, PartyGrant
from clearances.roles import Role
from clearances.services import grant

TEXT = {"type": "string", "minLength": 1, "maxLength": 80}
CODE = {"type": "string", "pattern": "^[A-Z0-9-]{2,24}$"}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["organisation", "administrators"],
    "properties": {
        "organisation": {
            "type": "object",
            "additionalProperties": False,
            "required": ["code"],
            "properties": {
                "code": CODE,
                "is_nation": {"type": "boolean"},
                "name_en": TEXT,
                "name_fr": TEXT,
                "zone": TEXT,
            },
        },
        "administrators": {
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["username", "family_name", "email"],
                "properties": {
                    "username": TEXT,
                    "given_name": {"type": "string"},
                    "family_name": TEXT,
                    "rank": {"type": "string"},
                    "post": {"type": "string"},
                    "email": TEXT,
                    "language": {"enum": ["en", "fr"]},
                    "password": TEXT,
                },
            },
        },
    },
}


class AlreadyBegun(Exception):
    """There is an administrator already; the next ones are made by two of those."""


@dataclass(frozen=True)
class Access:
    """What the operator hands to one administrator; shown once and kept nowhere."""

    username: str
    password: str
    totp_secret: str


@transaction.atomic
def create_first_administrators(wanted: Mapping[str, Any]) -> list[Access]:
    """Make the organisation unless it exists, and two people who administer it together.

    Raises:
        AlreadyBegun: an administrator exists.
        ValidationError: *wanted* isn't of the form ``SCHEMA``, or names something that can't be.
    """
    _check(wanted)
    FactsVersion.objects.select_for_update().get(pk=1)  # Two operators at once take turns; the second is refused.
    if PartyGrant.objects.of_roles([Role.SECURITY_ADMINISTRATOR]).exists():
        raise AlreadyBegun
    organisation = _organisation(wanted["organisation"])
    made = [_administrator(facts, organisation) for facts in wanted["administrators"]]
    record(SYSTEM, "installation.begun", organisation, administrators=len(made))
    return made


def _check(wanted: Mapping[str, Any]) -> None:
    problems = [
        f"{problem.json_path.removeprefix('$.')}: {problem.message}"
        for problem in jsonschema.Draft202012Validator(SCHEMA).iter_errors(wanted)
    ]
    if problems:
        raise ValidationError(problems)
    if len({facts["username"].casefold() for facts in wanted["administrators"]}) == 1:
        raise ValidationError(_("The two administrators must be two people: their user names are the same."))


def _organisation(facts: Mapping[str, Any]) -> Party:
    found = Party.objects.filter(code=facts["code"]).first()
    if found is not None:
        return found
    missing = [name for name in ("is_nation", "name_en", "name_fr", "zone") if name not in facts]
    if missing:
        raise ValidationError(
            _("%(code)s doesn't exist yet; to make it, say: %(missing)s.")
            % {"code": facts["code"], "missing": ", ".join(missing)}
        )
    return create_party(**facts, is_fictitious=False, by=SYSTEM)


def _administrator(facts: Mapping[str, Any], organisation: Party) -> Access:
    nation = organisation if organisation.is_nation else organisation.nation
    person = create_person(
        given_name=facts.get("given_name", ""),
        family_name=facts["family_name"],
        rank=facts.get("rank", ""),
        post=facts.get("post", ""),
        organisation=organisation,
        nationalities=[nation] if nation else [],
        by=SYSTEM,
    )
    access = Access(
        username=facts["username"],
        password=facts.get("password") or secrets.token_urlsafe(18),
        totp_secret=base64.b32encode(secrets.token_bytes(20)).decode(),
    )
    user = _user(access, person=person, email=facts["email"], language=facts.get("language", "en"))
    role = Role.SECURITY_ADMINISTRATOR
    grant(role, user.personal_team, organisation, by=SYSTEM, reason="first administrators of this installation")
    return access


def _user(access: Access, **facts: Any) -> User:
    return create_user(access.username, password=access.password, totp_secret=access.totp_secret, by=SYSTEM, **facts)
