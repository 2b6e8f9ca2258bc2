"""Changing a label: stricter at once, more open only with two releasing officers of every owner (access.md §6)."""

import hashlib
import json
from datetime import date
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party, User
from audit.services import record
from clearances import context, labels
from clearances.guards import Actor, Guarded, System, can, holds, require
from clearances.labels import LabelValue
from clearances.models import Label
from clearances.models.changes import LAPSES_AFTER
from clearances.services import AlreadyDecided, holders
from notifications.services import notify
from programs.labelling import as_label, sees
from releases import targets
from releases.models import RELEASE, Consent, Release

ADMINISTER = "accounts.administer_clearances"
GIVEN = gettext_lazy("You have given your word. A second releasing officer must give theirs.")
NEEDED = 2  # Releasing officers of each owner.


class Direction(StrEnum):
    SAME = "same"
    RAISE = "raise"
    RELEASE = "release"


def direction(old: Label, new: Label) -> Direction:
    """Whether *new* is stricter than *old* for everybody and for good, or opens anything to anybody, now or later."""
    if old.pk == new.pk:
        return Direction.SAME
    return Direction.RAISE if labels.opens_nothing(new, old) else Direction.RELEASE


def may_raise(by: Actor, row: Any) -> bool:
    """Whoever edits it, and the security administrators and releasing officers of its owner."""
    if isinstance(by, System) or targets.may_propose(by, row):
        return True
    return any(holds(by, office, row.label.owner) for office in (ADMINISTER, RELEASE))


@transaction.atomic
def mark(row: Any, label: Label | LabelValue, *, reason: str, by: User) -> Release | None:
    """Mark *row* with *label*: at once where that is stricter, else as a release that waits for its second word.

    Raises:
        PermissionDenied: *by* doesn't see it, or may neither edit it nor holds an office of its owner.
        ValidationError: by field: the same label, one that *by* couldn't see, more open than the cover or than what it
            repeats, or no reason.
    """
    require(by, "view", row)
    if not may_raise(by, row):
        raise PermissionDenied(f"{by.pk} may not mark {row.pk} anew.")
    row = _locked(row)
    new, review_on = check(row, label, reason, by), _review_of(label)
    if direction(row.label, new) == Direction.RAISE:
        put(row, new, review_on=review_on, by=by, action="label.raised")
        return None
    return _propose(row, new, review_on, reason.strip(), by)


def _review_of(label: Label | LabelValue) -> date | None:
    """The day on which the new marking is looked at again: a column of the row, no part of the label."""
    return label.review_on if isinstance(label, LabelValue) else None


def _locked(row: Any) -> Any:
    return type(row).objects.select_for_update(of=("self",)).select_related("label__owner").get(pk=row.pk)


def check(row: Any, label: Label | LabelValue, reason: str, by: Actor) -> Label:
    """The stored label that *row* may be marked with.

    Raises:
        ValidationError: by field, as ``mark``.
    """
    new = as_label(label)
    if direction(row.label, new) == Direction.SAME:
        raise ValidationError({"label": _("It is marked so already.")})
    if new.owner_id != row.label.owner_id:
        raise ValidationError({"label": _("A label keeps its owner.")})
    if not sees(by, new):
        raise ValidationError(
            {"label": _("You could not see this yourself: it isn't released to you, or you hold no clearance for it.")}
        )
    _check_sources(row, new)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    return new


def _check_sources(row: Any, new: Label) -> None:
    if not all(labels.at_least(new, floor) for floor in targets.floors(row)):
        raise ValidationError({"label": _("A part can't be marked more openly than the cover it belongs to.")})
    if not all(labels.at_least(new, source.label) for source in targets.sources(row)):
        raise ValidationError({"label": _("It repeats a paragraph that is marked more strictly than this.")})


def put(row: Any, label: Label, *, review_on: date | None, by: Actor, action: str) -> None:
    """Write the label; whoever calls has checked that it may be."""
    old = row.label_id
    row.label, row.labelled_at, row.review_on = label, timezone.now(), review_on
    row.save(update_fields=["label", "labelled_at", "review_on"])
    record(by, action, row, from_label=old, to_label=label.pk)
    context.forget()


def _propose(row: Any, new: Label, review_on: date | None, reason: str, by: User) -> Release:
    now = timezone.now()
    facts = {"review_on": review_on.isoformat() if review_on else None}
    release = Release(
        facts=facts,
        label=row.label,
        to_label=new,
        object_type=row._meta.label_lower,
        object_id=str(row.pk),
        digest=digest_of(row, new, facts),
        reason=reason,
        proposed_by=by,
        proposed_at=now,
        lapses_at=now + LAPSES_AFTER,
    )
    release.save(force_insert=True)
    release.owners.set(targets.owners(row))
    record(by, "release.proposed", release, to_label=new.pk, object=release.object_id)
    officers = {user for owner in release.owners.all() for user in holders(RELEASE, owner)}
    notify(officers - {by}, "release_proposed", release, key=f"release:{release.pk}:proposed")
    for owner in release.owners.all():
        if holds(by, RELEASE, owner):
            Consent.objects.create(release=release, party=owner, user=by)
    return release


def digest_of(row: Any, new: Label, facts: dict[str, Any]) -> str:
    """The exact change: which row, everything it says now, both labels, and the day of review."""
    said = {field.attname: str(getattr(row, field.attname)) for field in row._meta.concrete_fields}
    whole = {"row": row._meta.label_lower, "says": said, "to": new.pk, "facts": facts}
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def review_day(release: Release) -> date | None:
    said = release.facts.get("review_on")
    return date.fromisoformat(said) if said else None


def obstacle(release: Release, *, by: User) -> str:
    """Why *by* can't give their word (again); empty if they can."""
    owned = [owner for owner in release.owners.all() if holds(by, RELEASE, owner)]
    given = set(release.consents.filter(user=by).values_list("party_id", flat=True))
    return "" if any(owner.pk not in given for owner in owned) else str(GIVEN)


@transaction.atomic
def consent(release: Release, *, digest: str, by: User) -> Release:
    """Give *by*'s word as a releasing officer; the last one that was needed carries it out.

    Void when the row isn't any more what was read (*digest*).

    Raises:
        PermissionDenied: *by* is no releasing officer of an owner, has given their word, or doesn't see the row.
        AlreadyDecided: it was decided, or 72 hours have passed.
    """
    release = _open(release, by)
    reason = obstacle(release, by=by)
    if reason:
        raise PermissionDenied(reason)
    row = _target(release, by)
    if row is None or not release.digest == digest == digest_of(row, release.to_label, release.facts):
        return _close(release, Release.Status.VOID, by=by)
    for owner in release.owners.all():
        if holds(by, RELEASE, owner):
            Consent.objects.get_or_create(release=release, party=owner, user=by)
    record(by, "release.consented", release, digest=release.digest)
    return _finish(release, row, by) if not missing(release) else release


def missing(release: Release) -> list[tuple[Party, int]]:
    """Each owner that hasn't consented yet, and how many words it still owes."""
    owed = [(owner, NEEDED - _given(release, owner)) for owner in release.owners.all()]
    return [(owner, count) for owner, count in owed if count > 0]


def _given(release: Release, owner: Party) -> int:
    """The words that count: those of whoever is a releasing officer of *owner* still."""
    consents = release.consents.filter(party=owner).select_related("user__person__organisation")
    return sum(holds(consent.user, RELEASE, owner) for consent in consents)


def _finish(release: Release, row: Any, by: User) -> Release:
    try:
        with transaction.atomic():
            new = check(row, release.to_label, release.reason, by)
            put(row, new, review_on=review_day(release), by=by, action="label.released")
    except ValidationError as problem:
        return _close(release, Release.Status.VOID, by=by, reason=" ".join(problem.messages)[:200])
    notify([release.proposed_by], "release_approved", release, key=f"release:{release.pk}:approved")
    return _close(release, Release.Status.APPROVED, by=by)


@transaction.atomic
def refuse(release: Release, *, reason: str, by: User) -> Release:
    """One releasing officer's no suffices."""
    release = _open(release, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    notify([release.proposed_by], "release_refused", release, key=f"release:{release.pk}:refused")
    return _close(release, Release.Status.REFUSED, by=by, reason=reason.strip())


@transaction.atomic
def withdraw(release: Release, *, by: User) -> Release:
    """Take one's own request back."""
    require(by, "view", release)
    release = _lock_waiting(release)
    if release.proposed_by_id != by.pk:
        raise PermissionDenied(_("Only the person who proposed it can withdraw it."))
    return _close(release, Release.Status.WITHDRAWN, by=by)


def _open(release: Release, by: User) -> Release:
    require(by, "decide", release)
    return _lock_waiting(release)


def _lock_waiting(release: Release) -> Release:
    rows = Release.objects.select_for_update(of=("self",)).select_related("to_label__owner", "label__owner")
    locked: Release = rows.get(pk=release.pk)
    if not locked.is_waiting(timezone.now()):
        raise AlreadyDecided
    return locked


def _target(release: Release, by: User) -> Any:
    row = release.target()
    if row is None or not isinstance(row, Guarded) or not can(by, "view", row):
        return None
    return _locked(row)


def _close(release: Release, status: str, *, by: User, reason: str = "") -> Release:
    release.status, release.decided_by, release.decided_at = status, by, timezone.now()
    release.decision_reason = reason
    release.save(update_fields=["status", "decided_by", "decided_at", "decision_reason"])
    record(by, f"release.{status}", release, digest=release.digest)
    return release
