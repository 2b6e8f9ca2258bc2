"""People, accounts and teams: made by the operator's commands and by scenarios, not by a signed-in person.

Everything here may decide who sees what, so no page offers it yet; a person changes only their own language and zone.
"""

from collections.abc import Iterable
from typing import TypeVar

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Party, Person, Team, User
from audit.services import record
from clearances import context
from clearances.guards import Actor, System

Row = TypeVar("Row", bound=models.Model)

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


@transaction.atomic
def create_person(
    *,
    given_name: str,
    family_name: str,
    rank: str,
    post: str,
    organisation: Party,
    nationalities: Iterable[Party],
    by: Actor,
) -> Person:
    """Somebody who acts for *organisation*; without an account until ``create_user`` makes one."""
    person = _add(
        Person(given_name=given_name, family_name=family_name, rank=rank, post=post, organisation=organisation),
        "person.created",
        by,
    )
    person.nationalities.set(nationalities)
    context.forget()
    return person


@transaction.atomic
def create_user(
    username: str,
    *,
    person: Person,
    password: str,
    email: str,
    language: str,
    zone: str = "",
    totp_secret: str | None = None,
    is_demonstration: bool = False,
    by: Actor,
) -> User:
    """An account for *person* with a team of their own; with *totp_secret* (base32) a second factor is set up.

    Raises:
        ValidationError: the name is taken, the zone unknown, or the password too weak.
    """
    _only_the_system(by)
    user = User(
        username=username,
        person=person,
        email=email,
        language=language,
        zone=zone,
        is_demonstration=is_demonstration,
    )
    _check_password(user, password)
    user.set_password(password)
    user.full_clean(exclude=["personal_team"])
    name = f"user:{username}"
    user.personal_team = create_team(name, kind=Team.Kind.PERSONAL, title=str(person), party=person.organisation, by=by)
    user.save()
    record(by, "user.created", user, person=person.pk)
    join(user, user.personal_team, by=by)
    if totp_secret is not None:
        TOTP.activate(user, totp_secret)
    return user


def _check_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise ValidationError({"password": problem.messages}) from problem


@transaction.atomic
def create_team(name: str, *, kind: Team.Kind, title: str, party: Party, by: Actor) -> Team:
    """The team called *name*, made now unless it exists; what exists is left as it is."""
    _only_the_system(by)
    found = _teams().filter(name=name).first()
    return found or _add(Team(name=name, kind=kind, title=title, party=party), "team.created", by)


@transaction.atomic
def join(user: User, team: Team, *, by: Actor) -> None:
    """Whatever *team* holds, *user* holds from now on. Joining again changes nothing."""
    _only_the_system(by)
    if user.groups.filter(pk=team.pk).exists():
        return
    user.groups.add(team)
    record(by, "team.joined", team, user=user.pk)
    context.forget()


def liaison_team(party: Party) -> Team | None:
    """Who answers invitations for *party*; None where it has named nobody."""
    return _teams().filter(name=f"liaisons:{party.code}", kind=Team.Kind.DELEGATION).first()


def _teams() -> models.QuerySet[Team]:
    """Not ``Team.objects``: that is Django's own manager of groups, and typed so."""
    return models.QuerySet(Team)


@transaction.atomic
def choose(user: User, *, language: str, zone: str, writes_dtg: bool = False, by: Actor) -> User:
    """The language and time zone in which *user* reads; an empty zone is that of the organisation.

    With *writes_dtg* instants are date-time groups.

    Raises:
        PermissionDenied: *by* is somebody else.
        ValidationError: an unknown language or zone.
    """
    if by != user:
        raise PermissionDenied(_("Everybody chooses for themselves."))
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Accord doesn't speak this language.")})
    user.language, user.zone, user.writes_dtg = language, zone, writes_dtg
    user.clean_fields(exclude=[field.name for field in User._meta.fields if field.name != "zone"])
    user.save(update_fields=["language", "zone", "writes_dtg"])
    record(by, "user.changed", user, language=language, zone=zone, writes_dtg=writes_dtg)
    return user


def _add(row: Row, action: str, by: Actor) -> Row:
    _only_the_system(by)
    row.full_clean()
    row.save()
    record(by, action, row)
    return row


def _only_the_system(by: Actor) -> None:
    if not isinstance(by, System):
        raise PermissionDenied(_("Parties, people and accounts are made by the operator."))


def demonstration_users() -> models.QuerySet[User]:
    """Everybody who came with a demonstration, by organisation and name."""
    return (
        User.objects.filter(is_demonstration=True, is_active=True)
        .select_related("person__organisation__nation")
        .order_by("person__organisation__name_en", "person__organisation", "person__family_name", "pk")
    )


def demonstration_user(public_id: str) -> User | None:
    """The one that *public_id* names; None for anybody who isn't of a demonstration."""
    try:
        return demonstration_users().filter(public_id=public_id).first()
    except ValidationError:  # Not even a UUID.
        return None
