"""Policies, what others' levels count as, and what may be released to whom: kept by the owner's administrators."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party
from audit.services import record
from clearances import context
from clearances.guards import Actor, require_held
from clearances.models import Classification, Compartment, Policy, Recognition, SecurityAgreement


@dataclass(frozen=True)
class Level:
    """One level of a new policy, as it is written on paper in both languages."""

    code: str
    name_en: str
    name_fr: str
    colour: str  # A choice of Classification.colour.


@transaction.atomic
def create_policy(
    code: str,
    *,
    owner: Party,
    levels: Iterable[Level],
    clearance_from: str | None = None,
    second_factor_from: str | None = None,
    phishing_resistant_from: str | None = None,
    compartments: Mapping[str, str] | None = None,
    oid: str = "",
    by: Actor,
) -> Policy:
    """A policy with its *levels*, lowest first; the thresholds are codes of levels, *compartments* maps codes to names.

    Raises:
        PermissionDenied: *by* doesn't administer what *owner* owns.
        ValidationError: the code is taken, no level, or a threshold that isn't one of the levels.
    """
    require_held(by, "accounts.administer_clearances", owner)
    levels = list(levels)
    ranks = {level.code: rank for rank, level in enumerate(levels)}
    policy = Policy(
        code=code,
        oid=oid,
        owner=owner,
        clearance_from=_rank(ranks, clearance_from, "clearance_from"),
        second_factor_from=_rank(ranks, second_factor_from, "second_factor_from"),
        phishing_resistant_from=_rank(ranks, phishing_resistant_from, "phishing_resistant_from"),
    )
    policy.full_clean()
    policy.save()
    for rank, level in enumerate(levels):
        _add_level(policy, rank, level)
    for compartment, name in (compartments or {}).items():
        row = Compartment(policy=policy, code=compartment, name=name)
        row.full_clean()
        row.save()
    record(by, "policy.created", policy, owner=owner.code, levels=len(levels))
    context.forget()
    return policy


def _rank(ranks: Mapping[str, int], code: str | None, field: str) -> int | None:
    if not ranks:
        raise ValidationError({"levels": _("A policy has at least one level.")})
    if code is None:
        return None
    if code not in ranks:
        raise ValidationError({field: _("“%(code)s” isn't a level of this policy.") % {"code": code}})
    return ranks[code]


def _add_level(policy: Policy, rank: int, level: Level) -> None:
    row = Classification(
        policy=policy, rank=rank, code=level.code, name_en=level.name_en, name_fr=level.name_fr, colour=level.colour
    )
    row.full_clean()
    row.save()


@transaction.atomic
def create_agreement(
    *,
    owner: Party,
    party: Party,
    highest: Classification,
    reference: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: Actor,
) -> SecurityAgreement:
    """That *owner* may release to *party* what is labelled in the policy of *highest*, up to that level.

    Raises:
        PermissionDenied: *by* doesn't administer what *owner* owns.
        ValidationError: an end before the start, or an agreement with oneself.
    """
    require_held(by, "accounts.administer_clearances", owner)
    if owner == party:
        raise ValidationError({"party": _("Nobody needs an agreement with themselves.")})
    agreement = SecurityAgreement(
        owner=owner,
        policy=highest.policy,
        party=party,
        highest=highest,
        starts_on=starts_on,
        ends_on=ends_on,
        reference=reference,
    )
    agreement.full_clean()
    agreement.save()
    record(by, "agreement.created", agreement, owner=owner.code, party=party.code, rank=highest.rank)
    context.forget()
    return agreement


@transaction.atomic
def create_recognition(
    classification: Classification,
    *,
    counts_as: Classification,
    reference: str,
    compartments: Mapping[str, str] | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: Actor,
) -> Recognition:
    """That a clearance at *classification* counts as another policy's level; *compartments* maps theirs to ours.

    Raises:
        PermissionDenied: *by* doesn't administer the policy that recognises.
        ValidationError: both levels of one policy, an end before the start, or an unknown compartment.
    """
    require_held(by, "accounts.administer_clearances", counts_as.policy.owner)
    if classification.policy_id == counts_as.policy_id:
        raise ValidationError({"counts_as": _("Within one policy, every level counts as itself.")})
    _check_pairs(classification.policy, counts_as.policy, compartments or {})
    recognition = Recognition(
        classification=classification,
        counts_as=counts_as,
        compartments=dict(compartments or {}),
        starts_on=starts_on,
        ends_on=ends_on,
        reference=reference,
    )
    recognition.full_clean(exclude=["compartments"])  # Checked above; naming no pair is allowed.
    recognition.save()
    record(by, "recognition.created", recognition, rank=classification.rank, as_rank=counts_as.rank)
    context.forget()
    return recognition


def _check_pairs(theirs: Policy, ours: Policy, pairs: Mapping[str, str]) -> None:
    for policy, codes in ((theirs, set(pairs)), (ours, set(pairs.values()))):
        unknown = codes - set(policy.compartments.values_list("code", flat=True))
        if unknown:
            text = _("Not a compartment of %(policy)s: %(codes)s.")
            raise ValidationError({"compartments": text % {"policy": policy, "codes": ", ".join(sorted(unknown))}})
