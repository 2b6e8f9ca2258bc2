"""Inviting somebody to an account: one officer proposes, another approves, a link is mailed, and it works once.

The link's secret is made when the mail is sent and kept nowhere: here is its hash, and a repeated mail voids the link
of the one before. It is bound to the address it was sent to and to the organisation; 72 hours later it is worth
nothing. A link that doesn't work never says why.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts import services
from accounts.administration.offices import require_office
from accounts.models import Admission, Party, Team, User
from audit.services import record
from clearances.guards import SYSTEM, Actor
from clearances.models import Change
from clearances.services import changes
from jobs import services as jobs

LASTS = timedelta(hours=72)


@transaction.atomic
def propose(
    organisation: Party, *, nationalities: Iterable[Party], reason: str, is_liaison: bool, by: User, **words: str
) -> Change:
    """Ask a second officer to invite somebody to act for *organisation*. Nobody is told before.

    *words*: ``given_name``, ``family_name``, ``rank``, ``post``, ``email``, ``language``.

    Raises:
        PermissionDenied: *by* doesn't keep the accounts of *organisation*.
        ValidationError: by field.
    """
    office = require_office(by, organisation)
    codes = sorted(party.code for party in nationalities)
    admission = Admission(organisation=organisation, nationalities=codes, is_liaison=is_liaison, **words)
    admission.full_clean(exclude=["nationalities", "expires_at", "used_at", "withdrawn_at", "user"])
    admission.save()
    facts = {"admission": admission.pk}
    return changes.propose(office.kind("account.invite"), party=office.party, facts=facts, reason=reason, by=by)


def check(admission: Admission) -> None:
    """Whether the invitation may still be sent.

    Raises:
        ValidationError: it was, or was taken back, or the organisation is suspended.
    """
    if admission.expires_at is not None or admission.withdrawn_at is not None:
        raise ValidationError(_("This person has been invited."))
    if _is_suspended(admission.organisation):
        raise ValidationError({"organisation": _("%(party)s is suspended.") % {"party": admission.organisation}})


def _is_suspended(organisation: Party) -> bool:
    nation = organisation.nation
    return organisation.suspended_at is not None or (nation is not None and nation.suspended_at is not None)


@transaction.atomic
def send(admission: Admission, *, by: Actor) -> Admission:
    """Let the mail go out. The caller has two officers' word for it."""
    admission = Admission.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=admission.pk)
    check(admission)
    admission.expires_at = timezone.now() + LASTS
    admission.save(update_fields=["expires_at"])
    record(by, "account.invited", admission, party=admission.organisation.code)
    jobs.post("admission", f"admission:{admission.pk}", admission.pk)
    return admission


def deliver(admission_id: int) -> None:
    """Mail the link with a secret made for this mail; nothing else knows it.

    Raises:
        Postponed: the mail server can't be reached; it is tried again, with another secret.
    """
    admission = Admission.objects.select_for_update().filter(pk=admission_id).open_at(timezone.now()).first()
    if admission is None:
        return
    secret = secrets.token_urlsafe(32)
    admission.token_hash = hash_of(secret)
    admission.save(update_fields=["token_hash"])
    with translation.override(admission.language):
        mail = EmailMessage(
            subject=_("Accord: an invitation"),
            body=_(
                "You are invited to Accord. This link works once, within 72 hours:\n\n%(url)s\n\n"
                "If you didn't expect it, tell your security office and don't open it.\n"
            )
            % {"url": f"{settings.BASE_URL}/welcome/{secret}/"},
            to=[admission.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
    try:
        mail.send()
    except OSError as problem:  # Includes every smtplib error and every refused connection.
        raise jobs.Postponed(type(problem).__name__) from problem


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def opened_by(token_hash: str) -> Admission | None:
    """The invitation whose link has this hash; None for one that is used, lapsed, taken back or made up."""
    rows = Admission.objects.open_at(timezone.now()).select_related("organisation__nation")
    admission: Admission | None = rows.filter(token_hash=token_hash).first() if token_hash else None
    return None if admission is None or _is_suspended(admission.organisation) else admission


@transaction.atomic
def accept(token_hash: str, *, email: str, password: str) -> User | None:
    """Make the account of whoever holds the link and knows where it was sent; None if the link doesn't work.

    Their first sign-in leads nowhere but to a second factor.

    Raises:
        ValidationError: by field: another address, or a password that is too weak.
    """
    Admission.objects.select_for_update().filter(token_hash=token_hash).first()  # Two at once take turns.
    admission = opened_by(token_hash)
    if admission is None:
        return None
    if email.strip().casefold() != admission.email.casefold():
        raise ValidationError({"email": _("This link was sent to another address.")})
    user = _admit(admission, password)
    admission.user, admission.used_at = user, timezone.now()
    admission.save(update_fields=["user", "used_at"])
    record(SYSTEM, "account.set_up", user, admission=admission.pk)
    return user


def _admit(admission: Admission, password: str) -> User:
    names = {name: getattr(admission, name) for name in ("given_name", "family_name", "rank", "post")}
    nations = Party.objects.filter(code__in=admission.nationalities)
    person = services.create_person(**names, organisation=admission.organisation, nationalities=nations, by=SYSTEM)
    account: dict[str, Any] = {"email": admission.email, "language": admission.language, "password": password}
    user = services.create_user(_user_name(admission), person=person, **account, by=SYSTEM)
    user.needs_second_factor = True
    user.save(update_fields=["needs_second_factor"])
    if admission.is_liaison:
        services.join(user, _liaisons(admission.organisation), by=SYSTEM)
    return user


def _liaisons(organisation: Party) -> Team:
    title = _("Liaisons of %(party)s") % {"party": organisation}
    name = f"liaisons:{organisation.code}"
    return services.create_team(name, kind=Team.Kind.DELEGATION, title=title, party=organisation, by=SYSTEM)


def _user_name(admission: Admission) -> str:
    """Always with a random number, so that a name never tells whether somebody else has one like it."""
    stem = slugify(f"{admission.given_name[:1]} {admission.family_name}").replace("-", ".") or "user"
    while User.objects.filter(username__iexact=(name := f"{stem[:40]}-{secrets.randbelow(9000) + 1000}")).exists():
        continue
    return name


def waiting_for(organisations: Any) -> Any:
    """Who was invited to act for *organisations*, and hasn't come yet."""
    rows = Admission.objects.open_at(timezone.now()).filter(organisation__in=organisations)
    return rows.select_related("organisation").order_by("expires_at", "pk")


@transaction.atomic
def withdraw(admission: Admission, *, reason: str, by: User) -> Admission:
    """Take an invitation back at once: its link is worth nothing from now on.

    Raises:
        PermissionDenied: *by* doesn't keep the accounts of that organisation.
        ValidationError: no reason, or it was used, taken back or has lapsed.
    """
    admission = Admission.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=admission.pk)
    require_office(by, admission.organisation)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    if not Admission.objects.open_at(timezone.now()).filter(pk=admission.pk).exists():
        raise ValidationError(_("It was used, taken back or has lapsed meanwhile. Nothing was changed."))
    admission.withdrawn_at = timezone.now()
    admission.save(update_fields=["withdrawn_at"])
    record(by, "account.invitation_withdrawn", admission, reason=reason.strip())
    return admission
