"""Two persons: one proposes a change, another approves exactly that change within 72 hours."""

import contextlib
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party, User
from audit.services import record
from clearances import changes, context
from clearances.guards import SYSTEM, can, holds, require, require_held
from clearances.models import Change
from clearances.models.changes import LAPSES_AFTER
from clearances.services.clearances import AlreadyDecided
from clearances.services.grants import holders
from notifications.services import notify

GAINS = gettext_lazy("Nobody decides what they would gain by themselves.")
ASKED = gettext_lazy("You proposed this yourself: a second person must decide.")


@transaction.atomic
def propose(name: str, *, party: Party, facts: changes.Facts, reason: str, by: User) -> Change:
    """Ask the officers of *party* for the change *name* with *facts*; nothing happens before one of them approves.

    Raises:
        PermissionDenied: *by* doesn't hold the kind's office for *party*, or would gain by it.
        ValidationError: by field: what can't be, or no reason.
    """
    kind = changes.kinds()[name]
    require_held(by, kind.permission, party)
    facts = changes.canonical(facts)
    _stop(GAINS if by.person_id in kind.beneficiaries(facts) else kind.obstacle(facts, by))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    kind.check(facts, by)
    now = timezone.now()
    change = Change(
        kind=name,
        party=party,
        permission=kind.permission,
        facts=facts,
        digest=changes.digest_of(kind, party.pk, facts),
        reason=reason.strip(),
        proposed_by=by,
        proposed_at=now,
        lapses_at=now + LAPSES_AFTER,
    )
    change.full_clean(exclude=["party", "proposed_by", "decided_by", "decided_at"])
    change.save(force_insert=True)
    record(by, "change.proposed", change, kind=name, digest=change.digest, party=party.code)
    others = [user for user in holders(kind.permission, party) if user != by and can(user, "view", change)]
    notify(others, "change_proposed", change, key=f"change:{change.pk}:proposed")
    return change


def obstacle(change: Change, *, by: User) -> str:
    """Why *by*, an officer of its party, may not approve it; empty if they may."""
    kind = changes.kinds()[change.kind]
    if by.pk == change.proposed_by_id:
        return str(ASKED)
    if by.person_id in kind.beneficiaries(change.facts):
        return str(GAINS)
    return kind.obstacle(change.facts, by)


def _stop(reason: Any) -> None:
    if reason:
        raise PermissionDenied(str(reason))


@transaction.atomic
def approve(change: Change, *, digest: str, by: User) -> Change:
    """Carry out what was proposed, as *by* read it (*digest*).

    Void when anything it touches has changed meanwhile, when whoever proposed it holds the office no more, or when it
    can't be carried out any more. The answer's status says which; either is recorded.

    Raises:
        PermissionDenied: *by* doesn't hold the office, proposed it, or would gain by it.
        AlreadyDecided: somebody was faster, or 72 hours have passed.
    """
    change = _open(change, by)
    _stop(obstacle(change, by=by))
    kind = changes.kinds()[change.kind]
    present = changes.digest_of(kind, change.party_id, change.facts)
    stands = holds(change.proposed_by, change.permission, change.party)
    if not (stands and present == change.digest == digest):
        return _close(change, Change.Status.VOID, by=by)
    try:
        with transaction.atomic():
            kind.check(change.facts, by)
            kind.apply(change.facts, by)
    except ValidationError as problem:
        return _close(change, Change.Status.VOID, by=by, reason=" ".join(problem.messages)[:200])
    context.forget()
    change = _close(change, Change.Status.APPROVED, by=by)
    notify([change.proposed_by], "change_approved", change, key=f"change:{change.pk}:approved")
    return change


def try_out(change: Change) -> None:
    """Carry *change* out as the system, for a preview that is rolled back. Does nothing where it can't be done.

    Only ``previews.effect_of`` may call this.
    """
    kind = changes.kinds()[change.kind]
    with contextlib.suppress(ValidationError), transaction.atomic():
        kind.check(change.facts, SYSTEM)
        kind.apply(change.facts, SYSTEM)


@transaction.atomic
def refuse(change: Change, *, reason: str, by: User) -> Change:
    """Turn it down: any officer but the one who proposed it."""
    change = _open(change, by)
    _stop(ASKED if by.pk == change.proposed_by_id else "")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    change = _close(change, Change.Status.REFUSED, by=by, reason=reason.strip())
    notify([change.proposed_by], "change_refused", change, key=f"change:{change.pk}:refused")
    return change


@transaction.atomic
def withdraw(change: Change, *, by: User) -> Change:
    """Take one's own proposal back."""
    change = _open(change, by)
    if by.pk != change.proposed_by_id:
        raise PermissionDenied(_("Only the person who proposed it can withdraw it."))
    return _close(change, Change.Status.WITHDRAWN, by=by)


def _open(change: Change, by: User) -> Change:
    """The locked row while it can be decided."""
    require(by, "decide", change)
    rows = Change.objects.select_for_update(of=("self",)).select_related("party", "proposed_by__person")
    locked: Change = rows.get(pk=change.pk)
    if not locked.is_waiting(timezone.now()):
        raise AlreadyDecided
    return locked


def _close(change: Change, status: str, *, by: User, reason: str = "") -> Change:
    change.status, change.decided_by, change.decided_at = status, by, timezone.now()
    change.decision_reason = reason
    change.save(update_fields=["status", "decided_by", "decided_at", "decision_reason"])
    record(by, f"change.{status}", change, kind=change.kind, digest=change.digest, party=change.party.code)
    return change
