"""Clearances, requested by one administrator and confirmed by another."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.dates import check_years
from accounts.models import Party, Person, User
from audit.services import record
from clearances import context
from clearances.guards import Actor, System, require, require_held
from clearances.models import LAPSING_DAYS, Classification, Clearance, PartyGrant, Policy
from clearances.roles import SECOND_FACTOR_ROLES
from clearances.services.grants import holders
from clearances.subjects import subject_of
from notifications.services import notify


class AlreadyDecided(Exception):
    """Another administrator has decided it meanwhile."""


@transaction.atomic
def request_clearance(
    person: Person,
    *,
    classification: Classification,
    sponsor: Party,
    certificate_reference: str,
    valid_from: date,
    valid_to: date,
    compartments: Iterable[str] = (),
    by: Actor,
) -> Clearance:
    """Ask that *person* be cleared; nothing opens until another administrator of the policy's owner confirms.

    Raises:
        PermissionDenied: *by* doesn't administer this policy, or asks for themselves.
        ValidationError: dates that end before they start, no certificate, a compartment the policy doesn't have, a
            sponsor that is no nation, or more than *by* is cleared for.
    """
    policy = Policy.objects.select_related("owner").get(pk=classification.policy_id)
    require_held(by, "accounts.administer_clearances", policy.owner)
    if isinstance(by, User) and by.person_id == person.pk:
        raise PermissionDenied(OWN)
    clearance = Clearance(
        person=person,
        policy=policy,
        classification=classification,
        compartments=sorted(compartments),
        valid_from=valid_from,
        valid_to=valid_to,
        sponsor=sponsor,
        certificate_reference=certificate_reference.strip(),
        requested_by=None if isinstance(by, System) else by,
    )
    _check(clearance, by)
    clearance.save()
    record(by, "clearance.requested", clearance, person=person.pk, rank=classification.rank)
    _tell_administrators(clearance, by)
    return clearance


def _tell_administrators(clearance: Clearance, by: Actor) -> None:
    others = [user for user in holders("accounts.administer_clearances", clearance.policy.owner) if user != by]
    notify(others, "clearance_requested", clearance, key=f"clearance:{clearance.pk}:requested")


def _check(clearance: Clearance, by: Actor) -> None:
    check_years(valid_from=clearance.valid_from, valid_to=clearance.valid_to)
    if clearance.valid_to < clearance.valid_from:
        raise ValidationError({"valid_to": _("A clearance can't end before it starts.")})
    clearance.full_clean(exclude=["requested_by", "decided_by", "decided_at", "ended_at"])
    unknown = set(clearance.compartments) - set(clearance.policy.compartments.values_list("code", flat=True))
    if unknown:
        raise ValidationError({"compartments": _("Not a compartment of this policy: %s.") % ", ".join(sorted(unknown))})
    if not clearance.sponsor.is_nation:
        raise ValidationError({"sponsor": _("A clearance is sponsored by a nation.")})
    if not _is_within_own(clearance, by):
        raise ValidationError({"classification": _("You can't ask for more than you are cleared for yourself.")})


def _is_within_own(clearance: Clearance, by: Actor) -> bool:
    """Whether one clearance of *by* in the same policy is in force and reaches as far; recognised ones don't count.

    What needs no clearance is within everybody's own. The system is the only actor who may give the first ones.
    """
    if isinstance(by, System):
        return True
    policy, rank = clearance.policy, clearance.classification.rank
    if not clearance.compartments and (policy.clearance_from is None or rank < policy.clearance_from):
        return True
    subject = subject_of(by)
    return subject is not None and any(
        own.policy == policy.code
        and own.status == Clearance.Status.ACTIVE
        and own.period.covers(subject.at)
        and own.rank >= rank
        and own.compartments >= set(clearance.compartments)
        for own in subject.known.clearances
    )


OWN = gettext_lazy("Nobody decides a clearance of their own.")
ASKED = gettext_lazy("You asked for this clearance yourself: a second administrator must decide.")
ABOVE = gettext_lazy("This reaches further than your own clearance: somebody who is cleared as far must confirm it.")


def obstacle(clearance: Clearance, to: str, *, by: Actor) -> str:
    """Why *by*, an administrator of this policy, may not *to* ("confirm", "refuse", "end") it; empty if they may.

    Taking away needs one person, who need not be cleared as far.
    """
    if isinstance(by, System):
        return ""
    if by.person_id == clearance.person_id:
        return str(OWN)
    if to != "end" and by.pk == clearance.requested_by_id:
        return str(ASKED)
    return str(ABOVE) if to == "confirm" and not _is_within_own(clearance, by) else ""


def _stop(clearance: Clearance, to: str, by: Actor) -> None:
    reason = obstacle(clearance, to, by=by)
    if reason:
        raise PermissionDenied(reason)


@transaction.atomic
def confirm_clearance(clearance: Clearance, *, by: Actor) -> Clearance:
    """Make a requested clearance count. The second person is never the one who asked, nor the one it is for.

    Raises:
        PermissionDenied: *by* doesn't administer this policy, asked for it, would gain by it, or isn't cleared as far.
        AlreadyDecided: another administrator was faster.
    """
    clearance = _decide(clearance, Clearance.Status.ACTIVE, by=by)
    _tell_holder(clearance, "clearance_granted", by)
    return clearance


@transaction.atomic
def refuse_clearance(clearance: Clearance, *, by: Actor, reason: str) -> Clearance:
    """Turn a request down; same rules as confirming, but whoever takes away need not be cleared as far."""
    return _decide(clearance, Clearance.Status.REFUSED, by=by, end_reason=reason)


def _decide(clearance: Clearance, status: Clearance.Status, *, by: Actor, end_reason: str = "") -> Clearance:
    require(by, "confirm", clearance)
    clearance = _locked(clearance)
    if clearance.status != Clearance.Status.REQUESTED:
        raise AlreadyDecided
    _stop(clearance, "confirm" if status == Clearance.Status.ACTIVE else "refuse", by)
    clearance.status, clearance.decided_at, clearance.end_reason = status, timezone.now(), end_reason
    clearance.decided_by = None if isinstance(by, System) else by
    clearance.save(update_fields=["status", "decided_by", "decided_at", "end_reason"])
    record(by, f"clearance.{status}", clearance, person=clearance.person_id)
    context.forget()
    return clearance


@transaction.atomic
def revoke_clearance(clearance: Clearance, *, by: Actor, reason: str) -> Clearance:
    """End an active clearance at once: what it opened is closed at the next request. One person suffices to take away.

    Raises:
        PermissionDenied: *by* doesn't administer this policy, or it is their own.
        AlreadyDecided: it isn't active any more.
    """
    require(by, "end", clearance)
    clearance = _locked(clearance)
    _stop(clearance, "end", by)
    if clearance.status != Clearance.Status.ACTIVE:
        raise AlreadyDecided
    clearance.status, clearance.ended_at, clearance.end_reason = Clearance.Status.REVOKED, timezone.now(), reason
    clearance.save(update_fields=["status", "ended_at", "end_reason"])
    record(by, "clearance.revoked", clearance, person=clearance.person_id, reason=reason)
    _tell_holder(clearance, "clearance_ended", by)
    context.forget()
    return clearance


def _locked(clearance: Clearance) -> Clearance:
    rows = Clearance.objects.select_for_update(of=("self",))
    locked: Clearance = rows.select_related("person", "policy", "classification").get(pk=clearance.pk)
    return locked


def _tell_holder(clearance: Clearance, kind: str, by: Actor) -> None:
    holder = User.objects.filter(person_id=clearance.person_id)
    notify([user for user in holder if user != by], kind, clearance, key=f"clearance:{clearance.pk}:{kind}")


def warn_of_lapses(at: datetime) -> None:
    """Sweep: tell holder and administrators once, when an active clearance has ``LAPSING_DAYS`` days left or fewer."""
    last = at.date() + timedelta(days=LAPSING_DAYS)
    lapsing = Clearance.objects.filter(status=Clearance.Status.ACTIVE, valid_to__gte=at.date(), valid_to__lte=last)
    for clearance in lapsing.select_related("policy__owner"):
        people = [
            *User.objects.filter(person_id=clearance.person_id),
            *holders("accounts.administer_clearances", clearance.policy.owner),
        ]
        notify(people, "clearance_lapsing", clearance, key=f"clearance:{clearance.pk}:lapses:{clearance.valid_to}")


def must_use_second_factor(user: User) -> bool:
    """Whether *user* holds a clearance or an administrator role, and so may not go on with a password alone."""
    from_clearance = Clearance.objects.filter(person_id=user.person_id, status=Clearance.Status.ACTIVE).exists()
    return from_clearance or holds_office(user)


def holds_office(user: User) -> bool:
    return PartyGrant.objects.filter(group__in=user.groups.all()).of_roles(SECOND_FACTOR_ROLES).exists()
