"""What clearances and waivers have in common: two persons give, one takes away, a request lapses after 72 hours."""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.services import record
from clearances import context
from clearances.guards import Actor, System, can, require
from clearances.models import Clearance, Waiver
from notifications.services import notify

OWN = gettext_lazy("Nobody decides a clearance of their own.")
ASKED = gettext_lazy("You asked for this clearance yourself: a second administrator must decide.")
ABOVE = gettext_lazy("This reaches further than your own clearance: somebody who is cleared as far must confirm it.")

Held = TypeVar("Held", Clearance, Waiver)
Reach = Callable[[Held, Actor], bool]  # Whether what is held lies within the actor's own.


class AlreadyDecided(Exception):
    """Another administrator has decided it meanwhile, or its 72 hours have passed."""


def ask(held: Held, *, by: Actor, reach: Reach[Held], above: dict[str, str]) -> Held:
    """Save a request that has been checked, bound to what it asks for; *above* is said where it isn't within reach."""
    if isinstance(by, User) and by.person_id == held.person_id:
        raise PermissionDenied(OWN)
    if not held.sponsor.is_nation:
        raise ValidationError({"sponsor": _("A nation sponsors it.")})
    if not reach(held, by):
        raise ValidationError(above)
    held.requested_by = None if isinstance(by, System) else by
    held.digest = held.request_digest()
    held.save(force_insert=True)
    return held


def obstacle(held: Held, to: str, *, by: Actor, reach: Reach[Held]) -> str:
    """Why *by*, who holds the office, may not *to* ("confirm", "refuse", "end", "resume") it; empty if they may.

    Taking away needs one person, who need not be cleared as far.
    """
    if isinstance(by, System):
        return ""
    if by.person_id == held.person_id:
        return str(OWN)
    if to in {"confirm", "refuse"} and by.pk == held.requested_by_id:
        return str(ASKED)
    return str(ABOVE) if to in {"confirm", "resume"} and not reach(held, by) else ""


def decide(
    held: Held, status: str, *, by: Actor, reach: Reach[Held], digest: str | None = None, end_reason: str = ""
) -> Held:
    """Confirm or refuse a request.

    Void if it isn't what was asked for, not what *by* read (*digest*), or asked for by somebody who no longer may.

    Raises:
        PermissionDenied: *by* doesn't hold the office, asked for it, would gain by it, or isn't cleared as far.
        AlreadyDecided: somebody was faster, or the request has lapsed.
    """
    confirming = status == held.Status.ACTIVE
    held = locked(held, "confirm", by=by)
    if held.status != held.Status.REQUESTED or timezone.now() >= held.request_lapses_at:
        raise AlreadyDecided
    stop(obstacle(held, "confirm" if confirming else "refuse", by=by, reach=reach))
    if confirming and not (_stands(held) and held.request_digest() == held.digest == (digest or held.digest)):
        status = held.Status.VOID
    held.status, held.decided_at, held.end_reason = status, timezone.now(), end_reason
    held.decided_by = None if isinstance(by, System) else by
    _write(held, f"{name_of(held)}.{status}", by, "status", "decided_by", "decided_at", "end_reason")
    return held


def _stands(held: Clearance | Waiver) -> bool:
    """Whether whoever asked could still ask; what the loader asked for stands."""
    return held.requested_by is None or can(held.requested_by, "confirm", held)


def end(held: Held, status: str, *, by: Actor, reach: Reach[Held], reason: str) -> Held:
    """Suspend or revoke at once what is active; what is suspended can still be revoked. One person suffices.

    Raises:
        PermissionDenied: *by* doesn't hold the office, or it is their own.
        AlreadyDecided: it has ended.
    """
    held = locked(held, "end", by=by)
    stop(obstacle(held, "end", by=by, reach=reach))
    if held.status not in endable(held, status):
        raise AlreadyDecided
    held.status, held.ended_at, held.end_reason = status, timezone.now(), reason
    _write(held, f"{name_of(held)}.{status}", by, "status", "ended_at", "end_reason")
    tell_holder(held, f"{name_of(held)}_ended", by)
    return held


def endable(held: models.Model, status: str) -> set[str]:
    """The states from which it can be suspended, or revoked."""
    both = {Clearance.Status.ACTIVE.value, Clearance.Status.SUSPENDED.value}
    return both - {status}


def resume(held: Held, *, by: Actor, reach: Reach[Held]) -> Held:
    """Let a suspended one count again. Two persons have decided so: see the kinds of change that call this.

    Raises:
        PermissionDenied: as for confirming.
        AlreadyDecided: it isn't suspended any more.
    """
    held = locked(held, "confirm", by=by)
    stop(obstacle(held, "resume", by=by, reach=reach))
    if held.status != held.Status.SUSPENDED:
        raise AlreadyDecided
    held.status, held.ended_at, held.end_reason = held.Status.ACTIVE, None, ""
    _write(held, f"{name_of(held)}.resumed", by, "status", "ended_at", "end_reason")
    tell_holder(held, f"{name_of(held)}_resumed", by)
    return held


def locked(held: Held, action: str, *, by: Actor) -> Held:
    require(by, action, held)
    rows = type(held).objects.select_for_update(of=("self",)).select_related("person", "sponsor")
    return rows.get(pk=held.pk)  # type: ignore[no-any-return]  # Django's managers say Any.


def stop(reason: str) -> None:
    if reason:
        raise PermissionDenied(reason)


def _write(held: Held, action: str, by: Actor, *fields: str) -> None:
    held.save(update_fields=[*fields])
    record(by, action, held, person=held.person_id)
    context.forget()


def name_of(held: models.Model) -> str:
    return str(held._meta.model_name)


def tell_holder(held: Held, kind: str, by: Actor) -> None:
    people = [user for user in User.objects.filter(person_id=held.person_id) if user != by]
    notify(people, kind, held, key=f"{name_of(held)}:{held.pk}:{kind}:{timezone.now().isoformat()}")
