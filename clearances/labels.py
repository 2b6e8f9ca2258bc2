"""Make, compare and print labels. A label value is interned: one immutable row per distinct value."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Group, Party
from clearances import context, decisions, facts
from clearances.models.policies import Classification, Label, Policy


@dataclass(frozen=True)
class LabelValue:
    """What a label says, before it is interned.

    Audience: *parties*, members of *groups* now, minus *excluded*, plus the owner.
    """

    classification: Classification
    owner: Party
    parties: frozenset[Party] = frozenset()
    groups: frozenset[Group] = frozenset()
    excluded: frozenset[Party] = frozenset()
    compartments: frozenset[str] = frozenset()
    orcon: bool = False
    successor: Label | None = None
    succeeds_on: date | None = None
    snapshots: tuple[tuple[str, tuple[str, ...]], ...] | None = field(
        default=None
    )  # Kept when a label is derived from one.


@transaction.atomic
def intern(value: LabelValue) -> Label:
    """The one row for *value*.

    Raises:
        ValidationError: above the system ceiling, an unknown compartment, or the owner excluded.
    """
    check(value)
    groups = value.snapshots if value.snapshots is not None else _snapshot(value.groups)
    columns = {
        "policy_id": value.classification.policy_id,
        "classification_id": value.classification.pk,
        "owner_id": value.owner.pk,
        "compartments": sorted(value.compartments),
        "parties": sorted(party.code for party in value.parties if party.pk != value.owner.pk),
        "groups": [[code, list(members)] for code, members in groups],
        "excluded": sorted(party.code for party in value.excluded),
        "orcon": value.orcon,
        "successor_id": value.successor.pk if value.successor else None,
        "succeeds_on": value.succeeds_on,
    }
    digest = hashlib.sha256(json.dumps(columns, sort_keys=True, default=str).encode()).hexdigest()
    label, _is_new = Label.objects.get_or_create(digest=digest, defaults=columns)
    context.learn(label.pk)
    return label


def check(value: LabelValue) -> None:
    """Refuse what can't be saved, by name."""
    policy = value.classification.policy
    known = set(policy.compartments.values_list("code", flat=True))
    if value.compartments - known:
        raise ValidationError(
            {"compartments": _("Not a compartment of this policy: %s.") % ", ".join(sorted(value.compartments - known))}
        )
    if value.owner in value.excluded:
        raise ValidationError({"excluded": _("The owner of a label can't be excluded from it.")})
    ceiling = ceiling_of(policy)
    if ceiling is not None and value.classification.rank > ceiling.rank:
        raise ValidationError(
            {
                "classification": _("This system may hold %(policy)s information up to %(ceiling)s only.")
                % {"policy": policy, "ceiling": ceiling}
            }
        )


def ceiling_of(policy: Policy) -> Classification | None:
    """The highest level of *policy* that may be saved here; None where none is set (development only)."""
    code = settings.SYSTEM_CEILINGS.get(policy.code)
    return None if code is None else policy.classifications.get(code=code)


def _snapshot(groups: Iterable[Group]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each group with its members today, in the group's zone: later joiners gain nothing silently."""
    world, now = facts.load().world, timezone.now()
    return tuple(
        (
            group.code,
            tuple(
                sorted(
                    code for code, periods in world.groups[group.code].items() if any(p.covers(now) for p in periods)
                )
            ),
        )
        for group in sorted(groups, key=lambda group: group.code)
    )


def narrowed(label: Label, to: Party) -> Label:
    """As strict as *label*, but for its owner and *to* alone.

    Raises:
        ValidationError: *to* isn't in the audience of *label*, so nothing may be derived for it.
    """
    if not is_released_to(label, to):
        raise ValidationError(_("This isn't released to %(party)s.") % {"party": to})
    return intern(
        LabelValue(
            classification=label.classification,
            owner=label.owner,
            parties=frozenset({to}),
            excluded=frozenset(Party.objects.filter(code__in=label.excluded)),
            compartments=frozenset(label.compartments),
            orcon=label.orcon,
            snapshots=(),
        )
    )


def is_released_to(label: Label, party: Party) -> bool:
    """Whether *party* is in the audience of *label* now, itself or through its nation."""
    return bool(released_to(label, [party]))


def released_to(label: Label, parties: Iterable[Party]) -> list[Party]:
    """Those of *parties* that are in the audience of *label* now, themselves or through their nation."""
    shared, now = facts.load(), timezone.now()
    value = decisions.effective(shared.labels[label.pk], now)
    audience, barred = decisions.audience(shared.world, value, now), decisions.barred(value)
    represented = {party: shared.world.parties(party.code) for party in parties}
    return [party for party, codes in represented.items() if codes & audience and not codes & barred]


def at_least(stricter: Label, looser: Label) -> bool:
    """Whether *stricter* is at or above *looser* (access.md §2): rank, compartments and audience."""
    shared = facts.load()
    return decisions.at_most(shared.labels[looser.pk], shared.labels[stricter.pk], shared.world, timezone.now())
