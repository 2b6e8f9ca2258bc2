"""The first two administrators of an installation: once, by the operator, and never again (access.md §6)."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import jsonschema
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, Person, User
from accounts.services import create_party, create_person, create_user
from audit.services import record
from clearances.guards import SYSTEM
from clearances.models import Classification, FactsVersion, PartyGrant
from clearances.roles import Role
from clearances.services import confirm_clearance, grant, policies, request_clearance

TEXT = {"type": "string", "minLength": 1, "maxLength": 80}
CODE = {"type": "string", "pattern": "^[A-Z0-9-]{2,24}$"}
DAY = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
LEVEL = {
    "type": "object",
    "additionalProperties": False,
    "required": ["code", "name_en", "name_fr", "colour"],
    "properties": {"code": TEXT, "name_en": TEXT, "name_fr": TEXT, "colour": TEXT},
}
POLICY = {  # The organisation's own, lowest level first; thresholds are codes of levels.
    "type": "object",
    "additionalProperties": False,
    "required": ["code", "levels"],
    "properties": {
        "code": CODE,
        "oid": TEXT,
        "levels": {"type": "array", "minItems": 1, "items": LEVEL},
        "clearance_from": TEXT,
        "second_factor_from": TEXT,
        "phishing_resistant_from": TEXT,
        "compartments": {"type": "object", "additionalProperties": TEXT},
    },
}
CLEARANCE = {  # As on the paper that the operator has seen.
    "type": "object",
    "additionalProperties": False,
    "required": ["policy", "level", "certificate", "valid_from", "valid_to"],
    "properties": {
        "policy": CODE,
        "level": TEXT,
        "compartments": {"type": "array", "items": TEXT},
        "certificate": TEXT,
        "sponsor": CODE,
        "valid_from": DAY,
        "valid_to": DAY,
    },
}
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
        "policy": POLICY,
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
                    "clearances": {"type": "array", "items": CLEARANCE},
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

    Nobody certifies above their own clearance, so theirs come from here: recorded from the certificates that *wanted*
    names, in policies of the organisation or its nation; *wanted* may also hold the first policy itself.

    Raises:
        AlreadyBegun: an administrator exists.
        ValidationError: *wanted* isn't of the form ``SCHEMA``, or names something that can't be.
    """
    _check(wanted)
    FactsVersion.objects.select_for_update().get(pk=1)  # Two operators at once take turns; the second is refused.
    if PartyGrant.objects.of_roles([Role.SECURITY_ADMINISTRATOR]).exists():
        raise AlreadyBegun
    organisation = _organisation(wanted["organisation"])
    if "policy" in wanted:
        _policy(wanted["policy"], organisation)
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


def _policy(facts: Mapping[str, Any], organisation: Party) -> None:
    levels = [policies.Level(**level) for level in facts["levels"]]
    more = {name: value for name, value in facts.items() if name not in {"code", "levels"}}
    policies.create_policy(facts["code"], owner=organisation, levels=levels, **more, by=SYSTEM)


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
    for certificate in facts.get("clearances", []):
        _clear(person, certificate, organisation)
    return access


def _clear(person: Person, facts: Mapping[str, Any], organisation: Party) -> None:
    """What the certificate says, asked for and confirmed by the system: the only clearance that no two persons gave."""
    nation = organisation if organisation.is_nation else organisation.nation
    sponsor = _found(Party, "sponsor", code=facts.get("sponsor") or (nation.code if nation else ""))
    owners = [party for party in (organisation, nation) if party]
    level = _found(Classification, "level", policy__code=facts["policy"], policy__owner__in=owners, code=facts["level"])
    clearance = request_clearance(
        person,
        classification=level,
        sponsor=sponsor,
        certificate_reference=facts["certificate"],
        valid_from=_day("valid_from", facts["valid_from"]),
        valid_to=_day("valid_to", facts["valid_to"]),
        compartments=facts.get("compartments", []),
        by=SYSTEM,
    )
    confirm_clearance(clearance, by=SYSTEM)


def _found(model: Any, name: str, **wanted: Any) -> Any:
    row = model.objects.filter(**wanted).first()
    if row is None:
        raise ValidationError(_("%(name)s: the file names one that doesn't exist here.") % {"name": name})
    return row


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValidationError(_("%(name)s: %(text)s is no day.") % {"name": name, "text": text}) from None


def _user(access: Access, **facts: Any) -> User:
    return create_user(access.username, password=access.password, totp_secret=access.totp_secret, by=SYSTEM, **facts)
