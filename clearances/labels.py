"""Make, compare and print labels. A label value is interned: one immutable row per distinct value."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
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
    successor: "Label | LabelValue | None" = None
    succeeds_on: date | None = None
    informative: frozenset[str] = frozenset()  # Printed, never decided upon.
    review_on: date | None = None  # A column of the row that is labelled, not of the label: ``review_of``.
    snapshots: tuple[tuple[str, tuple[str, ...]], ...] | None = field(
        default=None
    )  # Kept when a label is derived from one.


@transaction.atomic
def intern(value: LabelValue) -> Label:
    """The one row for *value*.

    Raises:
        ValidationError: above the system ceiling, an unknown compartment or informative category, a group without
            members today, or the owner excluded.
    """
    check(value)
    groups = value.snapshots if value.snapshots is not None else _snapshot(value.groups)
    successor = intern(value.successor) if isinstance(value.successor, LabelValue) else value.successor
    columns = {
        "policy_id": value.classification.policy_id,
        "classification_id": value.classification.pk,
        "owner_id": value.owner.pk,
        "compartments": sorted(value.compartments),
        "parties": sorted(party.code for party in value.parties if party.pk != value.owner.pk),
        "groups": [[code, list(members)] for code, members in groups],
        "excluded": sorted(party.code for party in value.excluded),
        "orcon": value.orcon,
        "successor_id": successor.pk if successor else None,
        "succeeds_on": value.succeeds_on,
    }
    if value.informative:  # Left out where there is none: the digests of older labels stay what they are.
        columns["informative"] = sorted(value.informative)
    digest = hashlib.sha256(json.dumps(columns, sort_keys=True, default=str).encode()).hexdigest()
    label, _is_new = Label.objects.get_or_create(digest=digest, defaults=columns)
    context.learn(label.pk)
    return label


def review_of(label: Label | LabelValue | None) -> date | None:
    """When the marking of a row that is given *label* is to be looked at again; only a value says so."""
    return label.review_on if isinstance(label, LabelValue) else None


def check(value: LabelValue) -> None:
    """Refuse what can't be saved, by name."""
    policy = value.classification.policy
    _check_codes(value, policy)
    _check_groups(value)
    if value.owner in value.excluded:
        raise ValidationError({"excluded": _("The owner of a label can't be excluded from it.")})
    ceiling = ceiling_of(policy)
    if ceiling is not None and value.classification.rank > ceiling.rank:
        text = _("This system may hold %(policy)s information up to %(ceiling)s only.")
        raise ValidationError({"classification": text % {"policy": policy, "ceiling": ceiling}})


def _check_codes(value: LabelValue, policy: Policy) -> None:
    if value.compartments:
        unknown = value.compartments - set(policy.compartments.values_list("code", flat=True))
        if unknown:
            text = _("Not a compartment of this policy: %s.")
            raise ValidationError({"compartments": text % ", ".join(sorted(unknown))})
    if value.informative:
        _check_informative(value, policy)


def _check_informative(value: LabelValue, policy: Policy) -> None:
    known = {row.code: row for row in policy.informative_categories.select_related("highest")}
    for code in sorted(value.informative):
        if code not in known:
            raise ValidationError({"informative": _("Not a category of this policy: %s.") % code})
        highest = known[code].highest
        if highest is not None and value.classification.rank > highest.rank:
            text = _("%(category)s may be used up to %(level)s only.")
            raise ValidationError({"informative": text % {"category": known[code], "level": highest}})


def _check_groups(value: LabelValue) -> None:
    """A group that has nobody today would read as an audience and be none."""
    if value.snapshots is not None or not value.groups:
        return
    members = dict(_snapshot(value.groups))
    for group in sorted(value.groups, key=lambda group: group.code):
        if not members[group.code]:
            raise ValidationError({"released_to": _("%(group)s has no members today.") % {"group": group}})


def ceiling_of(policy: Policy) -> Classification | None:
    """The highest level of *policy* that may be saved here; None where none is set (development only)."""
    code = settings.SYSTEM_CEILINGS.get(policy.code)
    return None if code is None else policy.classifications.get(code=code)


def _snapshot(groups: Collection[Group]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each group with its members today, in the group's zone: later joiners gain nothing silently."""
    if not groups:
        return ()  # As most labels have none, and the facts needn't be asked.
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


def as_facts(value: LabelValue) -> decisions.Label:
    """*value* as the decision would know it, were it interned now."""
    groups = value.snapshots if value.snapshots is not None else _snapshot(value.groups)
    return decisions.Label(
        id=0,
        policy=value.classification.policy.code,
        rank=value.classification.rank,
        compartments=value.compartments,
        owner=value.owner.code,
        parties=frozenset(party.code for party in value.parties),
        groups=tuple((code, frozenset(members)) for code, members in groups),
        excluded=frozenset(party.code for party in value.excluded),
        orcon=value.orcon,
        informative=value.informative,
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
            informative=frozenset(label.informative),
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


def at_least(stricter: Label | LabelValue, looser: Label | LabelValue) -> bool:
    """Whether *stricter* is at or above *looser* (access.md §2): rank, compartments and audience."""
    return decisions.at_most(marked(looser), marked(stricter), facts.load().world, timezone.now())


def opens_nothing(new: Label, old: Label) -> bool:
    """Whether *new* in the place of *old* opens nothing to anybody, today or later: a succession that is added or moved
    forward opens on its day, and without orcon readers may be added.
    """
    later = new.succeeds_on is not None and (
        new.successor_id != old.successor_id or old.succeeds_on is None or new.succeeds_on < old.succeeds_on
    )
    return at_least(new, old) and not later and (new.orcon or not old.orcon)


def marked(label: Label | LabelValue) -> decisions.Marking:
    """What *label* says now: its groups expanded, its succession applied."""
    shared = facts.load()
    value = as_facts(label) if isinstance(label, LabelValue) else shared.labels[label.pk]
    return decisions.mark(shared.world, value, timezone.now())


def forget_undone() -> None:
    """After a rollback: whoever acts is decided again; labels and rows that were made in it are none of the page's."""
    context.forget()
    context.keep_notes(facts.load().labels, _standing(context.noted_rows()))


def _standing(rows: Iterable[context.Row]) -> set[context.Row]:
    """Those that are there: nobody has read what never was. One query for each model."""
    keys = defaultdict(set)
    for _label_id, model, pk in rows:
        keys[model].add(pk)
    there = {
        (model, str(pk))
        for model, pks in keys.items()
        for pk in apps.get_model(model)._base_manager.filter(pk__in=pks).order_by().values_list("pk", flat=True)
    }
    return {row for row in rows if row[1:] in there}


def container_key(row: Model) -> str:
    """How *row* is named where the labels used in it lately are remembered."""
    return f"{row._meta.label_lower}:{row.pk}"


def audience_of(label: Label | LabelValue) -> frozenset[str]:
    """Codes of the parties that *label* is released to now, the owner's among them."""
    return marked(label).parties
