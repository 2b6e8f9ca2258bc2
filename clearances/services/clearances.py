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
from clearances import nationals
from clearances.guards import Actor, System, holds, require
from clearances.models import LAPSING_DAYS, Classification, Clearance, PartyGrant, Policy
from clearances.roles import SECOND_FACTOR_ROLES
from clearances.services import holdings
from clearances.services.grants import holders
from clearances.services.holdings import AlreadyDecided
from clearances.subjects import subject_of
from notifications.services import notify

__all__ = ["AlreadyDecided"]
ADMINISTER = "accounts.administer_clearances"


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
    replaces: Clearance | None = None,
    by: Actor,
) -> Clearance:
    """Ask that *person* be cleared; nothing opens until another officer confirms, within 72 hours.

    *replaces* is the clearance that this one renews: once confirmed, it counts until this one begins.

    Raises:
        PermissionDenied: *by* neither administers this policy nor certifies this person, or asks for themselves.
        ValidationError: dates that end before they start, no certificate, a compartment the policy doesn't have, a
            sponsor that is no nation, more than *by* is cleared for, or a renewal of something else.
    """
    policy = Policy.objects.select_related("owner").get(pk=classification.policy_id)
    clearance = Clearance(
        person=person,
        policy=policy,
        classification=classification,
        compartments=sorted(compartments),
        valid_from=valid_from,
        valid_to=valid_to,
        sponsor=sponsor,
        certificate_reference=certificate_reference.strip(),
        replaces=replaces,
    )
    require_office(clearance, by)
    _check(clearance)
    _check_renewal(clearance, by)
    holdings.ask(clearance, by=by, reach=is_within_own, above={"classification": str(ABOVE_OWN)})
    record(by, "clearance.requested", clearance, person=person.pk, rank=classification.rank)
    _tell_officers(clearance, by)
    return clearance


ABOVE_OWN = gettext_lazy("You can't ask for more than you are cleared for yourself.")


def require_office(clearance: Clearance, by: Actor) -> None:
    """Stop unless *by* administers the policy, or certifies this very person in it as their nation's security office.

    Raises:
        PermissionDenied: they do neither.
    """
    if isinstance(by, System) or holds(by, ADMINISTER, clearance.policy.owner):
        return
    subject = subject_of(by)
    if subject is None or not nationals.may_certify(subject, clearance):
        raise PermissionDenied(f"{by.pk} clears nobody in {clearance.policy_id}.")


def _tell_officers(clearance: Clearance, by: Actor) -> None:
    """Whoever may confirm it; a security office elsewhere is told nothing, since the row is hidden from it."""
    officers = {*holders(ADMINISTER, clearance.policy.owner), *holders(nationals.CERTIFY, clearance.sponsor)}
    notify(officers - {by}, "clearance_requested", clearance, key=f"clearance:{clearance.pk}:requested")


def _check(clearance: Clearance) -> None:
    check_years(valid_from=clearance.valid_from, valid_to=clearance.valid_to)
    if clearance.valid_to < clearance.valid_from:
        raise ValidationError({"valid_to": _("A clearance can't end before it starts.")})
    clearance.full_clean(exclude=["requested_by", "decided_by", "decided_at", "ended_at"])
    unknown = set(clearance.compartments) - set(clearance.policy.compartments.values_list("code", flat=True))
    if unknown:
        raise ValidationError({"compartments": _("Not a compartment of this policy: %s.") % ", ".join(sorted(unknown))})


def _check_renewal(clearance: Clearance, by: Actor) -> None:
    old = clearance.replaces
    if old is None:
        return
    require(by, "confirm", old)
    if (old.person_id, old.policy_id, old.status) != (clearance.person_id, clearance.policy_id, old.Status.ACTIVE):
        raise ValidationError(_("This renews no active clearance of that person in that policy."))
    today = timezone.now().astimezone(clearance.sponsor.zone_info).date()
    if clearance.valid_from <= max(old.valid_from, today - timedelta(days=1)):
        raise ValidationError({"valid_from": _("A renewal begins today or later, and after what it renews began.")})


def is_within_own(clearance: Clearance, by: Actor) -> bool:
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


def obstacle(clearance: Clearance, to: str, *, by: Actor) -> str:
    """Why *by*, who may decide this one, may not *to* ("confirm", "refuse", "end", "resume") it; empty if they may."""
    return holdings.obstacle(clearance, to, by=by, reach=is_within_own)


@transaction.atomic
def confirm_clearance(clearance: Clearance, *, by: Actor, digest: str | None = None) -> Clearance:
    """Make a requested clearance count. The second person is never the one who asked, nor the one it is for.

    The answer is void if it was edited since it was asked for, or isn't what *by* read, whose *digest* says that.

    Raises:
        PermissionDenied: *by* may not confirm it, asked for it, would gain by it, or isn't cleared as far.
        AlreadyDecided: somebody else was faster, or 72 hours have passed.
    """
    active = Clearance.Status.ACTIVE
    clearance = holdings.decide(clearance, active, by=by, reach=is_within_own, digest=digest)
    if clearance.status == active:
        _make_way(clearance, by)
        holdings.tell_holder(clearance, "clearance_granted", by)
    return clearance


def _make_way(clearance: Clearance, by: Actor) -> None:
    """What it renews counts until it begins. The past stays as it was: nothing ends before yesterday."""
    if clearance.replaces_id is None:
        return
    old = Clearance.objects.select_for_update(of=("self",)).get(pk=clearance.replaces_id)
    today = timezone.now().astimezone(clearance.sponsor.zone_info).date()
    last = max(clearance.valid_from, today) - timedelta(days=1)
    if old.status == old.Status.ACTIVE and old.valid_from <= last < old.valid_to:
        old.valid_to = last
        old.save(update_fields=["valid_to"])
        record(by, "clearance.renewed", old, person=old.person_id, renewal=clearance.pk, last=last)


@transaction.atomic
def refuse_clearance(clearance: Clearance, *, by: Actor, reason: str) -> Clearance:
    """Turn a request down. Whoever asked can't decide in either direction.

    Raises:
        PermissionDenied, AlreadyDecided: as for confirming, except that one need not be cleared as far.
    """
    refused = Clearance.Status.REFUSED
    return holdings.decide(clearance, refused, by=by, reach=is_within_own, end_reason=reason)


@transaction.atomic
def revoke_clearance(clearance: Clearance, *, by: Actor, reason: str) -> Clearance:
    """End a clearance for good: what it opened is closed at the next request. One person suffices to take away."""
    return holdings.end(clearance, Clearance.Status.REVOKED, by=by, reach=is_within_own, reason=reason)


@transaction.atomic
def suspend_clearance(clearance: Clearance, *, by: Actor, reason: str) -> Clearance:
    """End a clearance until two persons let it count again."""
    return holdings.end(clearance, Clearance.Status.SUSPENDED, by=by, reach=is_within_own, reason=reason)


@transaction.atomic
def resume_clearance(clearance: Clearance, *, by: Actor) -> Clearance:
    """Let a suspended clearance count again: the second person's part of the change ``clearance.resume``."""
    return holdings.resume(clearance, by=by, reach=is_within_own)


def warn_of_lapses(at: datetime) -> None:
    """Sweep: tell holder and administrators once, when an active clearance has ``LAPSING_DAYS`` days left or fewer."""
    last = at.date() + timedelta(days=LAPSING_DAYS)
    lapsing = Clearance.objects.filter(status=Clearance.Status.ACTIVE, valid_to__gte=at.date(), valid_to__lte=last)
    for clearance in lapsing.select_related("policy__owner", "sponsor"):
        people = [
            *User.objects.filter(person_id=clearance.person_id),
            *holders(ADMINISTER, clearance.policy.owner),
            *holders(nationals.CERTIFY, clearance.sponsor),
        ]
        notify(people, "clearance_lapsing", clearance, key=f"clearance:{clearance.pk}:lapses:{clearance.valid_to}")


def must_use_second_factor(user: User) -> bool:
    """Whether *user* holds a clearance or an administrator role, and so may not go on with a password alone."""
    from_clearance = Clearance.objects.filter(person_id=user.person_id, status=Clearance.Status.ACTIVE).exists()
    return from_clearance or holds_office(user)


def holds_office(user: User) -> bool:
    return PartyGrant.objects.filter(group__in=user.groups.all()).of_roles(SECOND_FACTOR_ROLES).exists()
