"""What others' levels count as, and what may be released to whom: dated, directional, kept by whoever they bind.

Beginning one opens, so two persons decide it before it comes here (``clearances.kinds.treaties``); ending one closes
and takes one. There is an exception, and it is found here: of several recognitions the lowest counts, so ending the
lowest may open.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.dates import check_order, check_years
from accounts.models import Party
from accounts.services.parties import check_shortening, is_to_come, overlapping
from audit.services import record
from clearances import context
from clearances.guards import Actor, require_held
from clearances.models import (
    Classification,
    Compartment,
    Equivalence,
    FactsVersion,
    Policy,
    Recognition,
    SecurityAgreement,
)

ADMINISTER = "accounts.administer_clearances"
Treaty = TypeVar("Treaty", SecurityAgreement, Recognition)


@transaction.atomic
def create_agreement(
    *,
    owner: Party,
    party: Party,
    highest: Classification,
    policy: Policy | None = None,
    reference: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: Actor,
) -> SecurityAgreement:
    """That *owner* may release to *party* what is labelled in *policy* (that of *highest*), up to that level.

    Raises:
        PermissionDenied: *by* doesn't administer what *owner* owns.
        ValidationError: by field, as ``check_agreement``.
    """
    require_held(by, ADMINISTER, owner)
    _one_at_a_time()
    agreement = SecurityAgreement(
        owner=owner,
        policy=policy or highest.policy,
        party=party,
        highest=highest,
        starts_on=starts_on,
        ends_on=ends_on,
        reference=reference,
    )
    check_agreement(agreement)
    agreement.save()
    record(by, "agreement.created", agreement, owner=owner.code, party=party.code, rank=highest.rank)
    context.forget()
    return agreement


def check_agreement(agreement: SecurityAgreement) -> None:
    """Whether *agreement* may begin.

    Raises:
        ValidationError: with oneself, a level of another policy, an obsolete one, an end before the start, or the
            very same agreement on some of these days. Others may overlap: the highest counts.
    """
    if agreement.owner == agreement.party:
        raise ValidationError({"party": _("Nobody needs an agreement with themselves.")})
    _check_level(agreement.highest, agreement.policy, "highest")
    _check_days(agreement.starts_on, agreement.ends_on)
    same = SecurityAgreement.objects.filter(
        owner=agreement.owner, policy=agreement.policy, party=agreement.party, highest=agreement.highest
    )
    _check_alone(same, agreement.starts_on, agreement.ends_on)
    agreement.full_clean(validate_constraints=False)


@transaction.atomic
def end_agreement(agreement: SecurityAgreement, *, ends_on: date, reason: str, by: Actor) -> SecurityAgreement | None:
    """Let it end with *ends_on* (yesterday: at once). None if it hadn't begun: then it never was.

    Raises:
        PermissionDenied: *by* doesn't administer what its owner owns.
        ValidationError: no reason, or a day on which it can't end any more.
    """
    require_held(by, ADMINISTER, agreement.owner)
    rows = SecurityAgreement.objects.select_for_update(of=("self",)).select_related("owner", "policy__owner")
    agreement = rows.get(pk=agreement.pk)
    return _end(agreement, "agreement", ends_on, reason, zone=agreement.policy.owner.zone, by=by)


@transaction.atomic
def create_recognition(
    classification: Classification,
    *,
    counts_as: Classification,
    reference: str,
    compartments: Mapping[str, str] | None = None,
    equivalence: Equivalence | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: Actor,
) -> Recognition:
    """That a clearance at *classification* counts as another policy's level; *compartments* maps theirs to ours.

    Raises:
        PermissionDenied: *by* doesn't administer the policy that recognises.
        ValidationError: by field, as ``check_recognition``.
    """
    require_held(by, ADMINISTER, counts_as.policy.owner)
    _one_at_a_time()
    recognition = Recognition(
        classification=classification,
        counts_as=counts_as,
        compartments=dict(compartments or {}),
        equivalence=equivalence,
        starts_on=starts_on,
        ends_on=ends_on,
        reference=reference,
    )
    check_recognition(recognition)
    recognition.save()
    record(by, "recognition.created", recognition, rank=classification.rank, as_rank=counts_as.rank)
    context.forget()
    return recognition


def check_recognition(recognition: Recognition) -> None:
    """Whether *recognition* may begin.

    Raises:
        ValidationError: both levels of one policy, an obsolete one, an end before the start, an unknown compartment of
            ours, a loop, an unverified row of the equivalence table, or the very same on some of these days.
    """
    theirs, ours = recognition.classification, recognition.counts_as
    if theirs.policy_id == ours.policy_id:
        raise ValidationError({"counts_as": _("Within one policy, every level counts as itself.")})
    _check_level(theirs, theirs.policy, "classification")
    _check_level(ours, ours.policy, "counts_as")
    _check_days(recognition.starts_on, recognition.ends_on)
    _check_pairs(ours.policy, recognition.compartments)
    _check_basis(recognition)
    same = Recognition.objects.filter(classification=theirs, counts_as=ours)
    _check_alone(same, recognition.starts_on, recognition.ends_on)
    _check_loop(recognition)
    recognition.full_clean(exclude=["compartments"], validate_constraints=False)  # Naming no pair is allowed.


@transaction.atomic
def end_recognition(
    recognition: Recognition, *, ends_on: date, reason: str, by: Actor, agreed: bool = False
) -> Recognition | None:
    """Let it end with *ends_on* (yesterday: at once). None if it hadn't begun. *agreed*: two persons have decided it.

    Raises:
        PermissionDenied: *by* doesn't administer the policy that recognises.
        ValidationError: no reason, a day on which it can't end any more, or one person where its end opens.
    """
    require_held(by, ADMINISTER, recognition.counts_as.policy.owner)
    rows = Recognition.objects.select_for_update(of=("self",)).select_related("counts_as__policy__owner")
    recognition = rows.get(pk=recognition.pk)
    if not agreed and opens_when_ended(recognition, ends_on):
        raise ValidationError(_("Another recognition of this level would then count for more: two persons decide it."))
    zone = recognition.counts_as.policy.owner.zone
    return _end(recognition, "recognition", ends_on, reason, zone=zone, by=by)


def opens_when_ended(recognition: Recognition, ends_on: date) -> bool:
    """Whether other recognitions of the very level go on without it: of several the lowest counts (access.md §8)."""
    rows = Recognition.objects.filter(
        classification=recognition.classification_id, counts_as__policy=recognition.counts_as.policy_id
    )
    after = overlapping(rows.exclude(pk=recognition.pk), ends_on + timedelta(days=1), recognition.ends_on)
    return bool(after.exists())


def check_end(recognition: Recognition, ends_on: date) -> None:
    """Whether *recognition* may end with *ends_on*.

    Raises:
        ValidationError: a day on which it can't end any more.
    """
    zone = recognition.counts_as.policy.owner.zone
    if not is_to_come(recognition.starts_on, zone):
        check_shortening(recognition.starts_on, recognition.ends_on, ends_on, zone=zone)


def _end(treaty: Treaty, what: str, ends_on: date, reason: str, *, zone: str, by: Actor) -> Treaty | None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    if is_to_come(treaty.starts_on, zone):
        record(by, f"{what}.withdrawn", treaty, reason=reason)
        treaty.delete()
        context.forget()
        return None
    check_shortening(treaty.starts_on, treaty.ends_on, ends_on, zone=zone)
    treaty.ends_on, treaty.end_reason = ends_on, reason.strip()
    treaty.save(update_fields=["ends_on", "end_reason"])
    record(by, f"{what}.ended", treaty, ends_on=ends_on, reason=reason)
    context.forget()
    return treaty


def _one_at_a_time() -> None:
    """Two treaties that begin at once take turns, so that the second is checked against the first: same, or a loop."""
    FactsVersion.objects.select_for_update().get(pk=1)


def _check_level(level: Classification, policy: Policy, field: str) -> None:
    if level.policy_id != policy.pk:
        raise ValidationError({field: _("%(level)s isn't a level of %(policy)s.") % {"level": level, "policy": policy}})
    if not level.is_offered(timezone.localdate(timezone=policy.owner.zone_info)):
        raise ValidationError({field: _("%(level)s is obsolete.") % {"level": level}})


def _check_days(first: date | None, last: date | None) -> None:
    check_years(**{name: day for name, day in (("starts_on", first), ("ends_on", last)) if day is not None})
    check_order(first, last)


def _check_alone(same: Iterable[Treaty], first: date | None, last: date | None) -> None:
    if overlapping(same, first, last).exists():
        raise ValidationError({"starts_on": _("The very same is in force on some of these days already.")})


def _check_pairs(ours: Policy, pairs: Mapping[str, str]) -> None:
    """Our codes must be compartments of ours. Whether theirs exist isn't ours to know: an error would tell."""
    offered = Compartment.objects.filter(policy=ours, obsolete_from=None)
    unknown = set(pairs.values()) - set(offered.values_list("code", flat=True))
    if unknown:
        text = _("Not a compartment of %(policy)s: %(codes)s.")
        raise ValidationError({"compartments": text % {"policy": ours, "codes": ", ".join(sorted(unknown))}})


def _check_basis(recognition: Recognition) -> None:
    """A row of the national table recognises nothing until it is verified; then only for that nation's own policy."""
    row = recognition.equivalence
    if row is None:
        return
    owner = recognition.classification.policy.owner
    if not row.is_verified:
        raise ValidationError({"equivalence": _("This row isn't verified: two administrators must confirm it first.")})
    if row.superseded_at is not None:
        raise ValidationError({"equivalence": _("A newer version of this row has taken its place.")})
    if not row.names:
        raise ValidationError({"equivalence": _("By this row, %(nation)s has no such level.") % {"nation": row.nation}})
    if row.nation not in {owner.code, owner.nation.code if owner.nation else ""}:
        raise ValidationError({"equivalence": _("This row is of another nation than the policy.")})


def _check_loop(recognition: Recognition) -> None:
    """Going round must raise nobody: no chain that begins with *recognition* may lead back above where it began.

    ``decide`` takes one step only, so a loop opens nothing by itself. But it says that somebody here counts for more
    there and for more still back here: one of its rows is wrong. A step may be taken from any level at or below the
    one reached, and only where all steps have a day in common.
    """
    theirs, ours = recognition.classification, recognition.counts_as
    rows = list(Recognition.objects.select_related("classification", "counts_as"))
    open_ends = [(ours, recognition.starts_on, recognition.ends_on, frozenset({theirs.policy_id, ours.policy_id}))]
    while open_ends:
        level, first, last, seen = open_ends.pop()
        for row in rows:
            days = _common(first, last, row)
            if row.classification.policy_id != level.policy_id or row.classification.rank > level.rank or days is None:
                continue
            reached = row.counts_as
            if reached.policy_id == theirs.policy_id and reached.rank > theirs.rank:
                text = _("Going round, %(from)s would count as %(to)s. Correct the other recognition first.")
                raise ValidationError({"counts_as": text % {"from": theirs, "to": reached}})
            if reached.policy_id not in seen:
                open_ends.append((reached, *days, seen | {reached.policy_id}))


def _common(first: date | None, last: date | None, row: Recognition) -> tuple[date | None, date | None] | None:
    """The days shared by a chain so far and one step more; None if there are none."""
    begin = max(filter(None, (first, row.starts_on)), default=None)
    end = min(filter(None, (last, row.ends_on)), default=None)
    return None if begin is not None and end is not None and end < begin else (begin, end)
