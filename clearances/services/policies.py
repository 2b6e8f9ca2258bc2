"""Policies with their levels and compartments: kept by the owner's administrators, obsolete instead of edited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.dates import check_years
from accounts.models import Party
from audit.services import record
from clearances import context
from clearances.guards import Actor, require_held
from clearances.models import Classification, Compartment, InformativeCategory, Policy

ADMINISTER = "accounts.administer_clearances"


@dataclass(frozen=True)
class Level:
    """One level of a new policy, as it is written on paper in both languages."""

    code: str
    name_en: str
    name_fr: str
    colour: str  # A choice of Classification.colour.


@dataclass(frozen=True)
class Informative:
    """An informative category of a new policy: printed, never deciding. *highest* is the code of a level."""

    code: str
    name_en: str
    name_fr: str
    is_context: bool = False
    highest: str | None = None


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
    informative: Iterable[Informative] = (),
    marking_style: str = Policy.MarkingStyle.PLAIN,
    oid: str = "",
    by: Actor,
) -> Policy:
    """A policy with its *levels*, lowest first; the thresholds are codes of levels, *compartments* maps codes to names.

    Raises:
        PermissionDenied: *by* doesn't administer what *owner* owns.
        ValidationError: the code is taken, no level, or a threshold that isn't one of the levels.
    """
    require_held(by, ADMINISTER, owner)
    levels = list(levels)
    ranks = {level.code: rank for rank, level in enumerate(levels)}
    policy = Policy(
        code=code,
        oid=oid,
        owner=owner,
        marking_style=marking_style,
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
    for category in informative:
        _add_informative(policy, category)
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


def _add_informative(policy: Policy, said: Informative) -> None:
    row = InformativeCategory(
        policy=policy,
        code=said.code,
        name_en=said.name_en,
        name_fr=said.name_fr,
        is_context=said.is_context,
        highest=policy.classifications.get(code=said.highest) if said.highest else None,
    )
    row.full_clean()
    row.save()


def _add_level(policy: Policy, rank: int, level: Level, replaces: Classification | None = None) -> Classification:
    row = Classification(
        policy=policy,
        rank=rank,
        code=level.code,
        name_en=level.name_en,
        name_fr=level.name_fr,
        colour=level.colour,
        replaces=replaces,
    )
    if policy.classifications.filter(code=level.code).exists():
        raise ValidationError(
            {"code": _("“%(code)s” names a level of this policy already, and for ever.") % vars(level)}
        )
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def add_level(policy: Policy, level: Level, *, by: Actor) -> Classification:
    """A level above the highest. Nobody is cleared to it and nothing is marked with it yet, so one person suffices.

    Between two levels there is no room: what is in use keeps its rank.

    Raises:
        PermissionDenied: *by* doesn't administer the policy.
        ValidationError: the code names one of its levels, present or obsolete.
    """
    policy = _locked(policy, by)
    highest = policy.classifications.aggregate(rank=Max("rank"))["rank"]
    row = _add_level(policy, 0 if highest is None else highest + 1, level)
    record(by, "level.added", row, policy=policy.code, rank=row.rank)
    context.forget()
    return row


@transaction.atomic
def replace_level(old: Classification, level: Level, *, by: Actor) -> Classification:
    """Another version of a level, of the same rank, under a code of its own: how a level is renamed.

    *old* stays on what bears it and isn't offered from today on.

    Raises:
        PermissionDenied: *by* doesn't administer the policy.
        ValidationError: the code is taken, or *old* is obsolete.
    """
    policy = _locked(old.policy, by)
    old = _offered(Classification.objects.get(pk=old.pk), policy)
    _retire(old, _today(policy))
    row = _add_level(policy, old.rank, level, replaces=old)
    record(by, "level.replaced", row, policy=policy.code, replaces=old.pk)
    context.forget()
    return row


@transaction.atomic
def retire_level(level: Classification, *, obsolete_from: date, by: Actor) -> Classification:
    """From a day on, offer *level* for nothing new. What bears it stays marked and readable as it is.

    Raises:
        PermissionDenied: *by* doesn't administer the policy.
        ValidationError: it is obsolete, it is the last one, or the day has passed.
    """
    policy = _locked(level.policy, by)
    level = _offered(Classification.objects.get(pk=level.pk), policy)
    if not policy.classifications.filter(obsolete_from=None).exclude(pk=level.pk).exists():
        raise ValidationError({"obsolete_from": _("A policy keeps at least one level that can be used.")})
    _check_day(obsolete_from, policy)
    _retire(level, obsolete_from)
    record(by, "level.retired", level, policy=policy.code, obsolete_from=obsolete_from)
    context.forget()
    return level


@transaction.atomic
def add_compartment(policy: Policy, *, code: str, name: str, by: Actor) -> Compartment:
    """A restrictive category. Nobody holds it and nothing bears it yet, so one person suffices.

    Raises:
        PermissionDenied: *by* doesn't administer the policy.
        ValidationError: the code is one of its compartments', present or obsolete.
    """
    policy = _locked(policy, by)
    row = Compartment(policy=policy, code=code, name=name)
    if policy.compartments.filter(code=code).exists():
        raise ValidationError({"code": _("“%(code)s” names a compartment already, and for ever.") % {"code": code}})
    row.full_clean()
    row.save()
    record(by, "compartment.added", row, policy=policy.code)
    context.forget()
    return row


@transaction.atomic
def retire_compartment(compartment: Compartment, *, obsolete_from: date, by: Actor) -> Compartment:
    """From a day on, offer *compartment* for nothing new. What bears it still asks for it.

    Raises:
        PermissionDenied: *by* doesn't administer the policy.
        ValidationError: it is obsolete, or the day has passed.
    """
    policy = _locked(compartment.policy, by)
    compartment = _offered(Compartment.objects.get(pk=compartment.pk), policy)
    _check_day(obsolete_from, policy)
    _retire(compartment, obsolete_from)
    record(by, "compartment.retired", compartment, policy=policy.code, obsolete_from=obsolete_from)
    context.forget()
    return compartment


Version = TypeVar("Version", Classification, Compartment)


def _locked(policy: Policy, by: Actor) -> Policy:
    policy = Policy.objects.select_related("owner").get(pk=policy.pk)
    require_held(by, ADMINISTER, policy.owner)
    return Policy.objects.select_for_update(of=("self",)).select_related("owner").get(pk=policy.pk)


def _today(policy: Policy) -> date:
    return timezone.localdate(timezone=policy.owner.zone_info)


def _offered(row: Version, policy: Policy) -> Version:
    if row.obsolete_from is not None:
        raise ValidationError(_("It is obsolete already."))
    return row


def _check_day(day: date, policy: Policy) -> None:
    check_years(obsolete_from=day)
    if day < _today(policy):
        raise ValidationError({"obsolete_from": _("Choose today or a later day: on past days it was in use.")})


def _retire(row: Classification | Compartment, day: date) -> None:
    row.obsolete_from = day
    row.save(update_fields=["obsolete_from"])
