"""Moving an exchange and its life cycle, with everything that hangs from it: all of it happens, or none."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party
from audit.services import record
from clearances.guards import Actor, require
from exchanges import states
from exchanges.changes import TARGETS, Change, Followed, Verb
from exchanges.models import Exchange
from exchanges.services import NOT_TYPED, check_dates, check_host, check_zone
from exchanges.states import State
from notifications.services import notify
from planning import undoing
from planning.effects import TOLD, contributors, people_told
from programs import versions

NEEDS_REASON = frozenset({Verb.POSTPONE, Verb.REHOST, Verb.CANCEL})


class Wishes(TypedDict, total=False):
    """What may be new about an exchange; what isn't named, or is None, stays as it is stored."""

    starts_on: date | None
    ends_on: date | None
    host: Party | None
    zone: str | None
    reason: str


@dataclass(frozen=True)
class Moved:
    """An exchange with its new dates, and what puts the old ones back."""

    exchange: Exchange
    undo: dict[str, str | int]  # starts_on, ends_on (ISO), the version to name, and the token of what followed.


@transaction.atomic
def move(
    exchange: Exchange, *, starts_on: date, ends_on: date, undo: str = "", version: int | None = None, by: Actor
) -> Moved:
    """Give it new dates, with tasks and invitations that follow them. The dates it has already change nothing.

    With *undo*, the token of the move that is taken back, what followed that one becomes what it was before
    (``planning.undoing``), as far as nobody has changed it since.

    Raises:
        PermissionDenied: *by* may not change it.
        ValidationError: an end before the start.
        Stale: it isn't at *version* any more.
        Fixed: it has begun, or it is over.
    """
    require(by, "change", exchange)
    before = versions.lock(exchange, version)
    found, followed = undoing.undone(before, undo, by), undoing.followers(before, by)
    undoes = found.rows if found and found.leads_to(starts_on, ends_on) else {}
    moved = carry_out(exchange, Verb.MOVE, undoes, starts_on=starts_on, ends_on=ends_on, version=version, by=by)
    back = {"starts_on": before.starts_on.isoformat(), "ends_on": before.ends_on.isoformat()}
    return Moved(moved, {**back, "version": moved.version, "undo": undoing.token(moved, before, followed, by)})


def plan(
    exchange: Exchange,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    version: int | None = None,
    by: Actor,
) -> Exchange:
    """Make a draft, or a postponed exchange whose dates are firm again, planned."""
    return carry_out(exchange, Verb.PLAN, starts_on=starts_on, ends_on=ends_on, version=version, by=by)


def postpone(
    exchange: Exchange, *, starts_on: date, ends_on: date, reason: str, version: int | None = None, by: Actor
) -> Exchange:
    """Put it off to new dates, which ``plan`` confirms later."""
    return carry_out(
        exchange, Verb.POSTPONE, starts_on=starts_on, ends_on=ends_on, reason=reason, version=version, by=by
    )


def rehost(
    exchange: Exchange, *, host: Party, reason: str, zone: str | None = None, version: int | None = None, by: Actor
) -> Exchange:
    """Have another party host it; its dates are then days in *zone*, by default the new host's."""
    return carry_out(exchange, Verb.REHOST, host=host, zone=zone, reason=reason, version=version, by=by)


def cancel(exchange: Exchange, *, reason: str, version: int | None = None, by: Actor) -> Exchange:
    return carry_out(exchange, Verb.CANCEL, reason=reason, version=version, by=by)


def start(exchange: Exchange, *, version: int | None = None, by: Actor) -> Exchange:
    return carry_out(exchange, Verb.START, version=version, by=by)


def complete(exchange: Exchange, *, version: int | None = None, by: Actor) -> Exchange:
    return carry_out(exchange, Verb.COMPLETE, version=version, by=by)


def close(exchange: Exchange, *, version: int | None = None, by: Actor) -> Exchange:
    return carry_out(exchange, Verb.CLOSE, version=version, by=by)


def prepare(exchange: Exchange, verb: Verb, *, by: Actor, **wishes: Unpack[Wishes]) -> Change:
    """The change that *verb* would make to *exchange* as it is given. A new host brings its own zone along."""
    host = wishes.get("host") or exchange.host
    return Change(
        exchange=exchange,
        verb=verb,
        starts_on=wishes.get("starts_on") or exchange.starts_on,
        ends_on=wishes.get("ends_on") or exchange.ends_on,
        host=host,
        zone=wishes.get("zone") or (exchange.zone if host.pk == exchange.host_id else host.zone),
        reason=wishes.get("reason", "").strip(),
        by=by,
    )


@transaction.atomic
def carry_out(
    exchange: Exchange,
    verb: Verb,
    undoes: Mapping[Any, Followed] = MappingProxyType({}),
    *,
    version: int | None = None,
    by: Actor,
    **wishes: Unpack[Wishes],
) -> Exchange:
    """Do *verb* with all its effects, or nothing of it; *undoes* is what followed the change that it takes back.

    Raises:
        PermissionDenied: *by* may not change the exchange.
        ValidationError: by field.
        Stale: it isn't at *version* any more.
        IllegalMove, Fixed: its state doesn't allow it.
    """
    require(by, "change", exchange)
    exchange = versions.lock(exchange, version)
    change = replace(prepare(exchange, verb, by=by, **wishes), undoes=undoes)
    check(change)
    if change.verb == Verb.MOVE and not change.is_rescheduling:
        return exchange
    told, key, facts = people_told(change), change.key, _facts(change)
    for contributor in contributors():
        contributor.apply(change)
    _write(change)
    record(by, f"exchange.{verb}", exchange, **facts)
    if told:
        notify(told, TOLD[verb], exchange, key=key)
    return exchange


def check(change: Change) -> None:
    """Refuse what can't be done to the exchange as it is stored.

    Raises:
        ValidationError, IllegalMove, Fixed: as ``carry_out``.
    """
    check_state(change.exchange, change.verb)
    check_dates(change.starts_on, change.ends_on)
    check_zone(change.zone)
    if change.verb in NEEDS_REASON and not change.reason:
        raise ValidationError({"reason": _("Say why: everybody concerned will ask.")})
    if change.verb == Verb.POSTPONE and not change.is_rescheduling:
        raise ValidationError({"starts_on": _("These are its dates already: name the new ones.")})
    if change.verb == Verb.REHOST and not change.is_rehosting:
        raise ValidationError({"host": _("This is the host already.")})
    if change.is_rehosting:
        check_host(change.exchange.label, change.host)


def check_state(exchange: Exchange, verb: Verb) -> None:
    """Refuse a verb that the exchange's state doesn't allow.

    Raises:
        IllegalMove, Fixed: as ``carry_out``.
    """
    state = State(exchange.state)
    if verb in TARGETS:
        states.check(state, TARGETS[verb])
    else:
        states.check_open(state)


def _write(change: Change) -> None:
    exchange = change.exchange
    exchange.starts_on, exchange.ends_on = change.starts_on, change.ends_on
    exchange.host, exchange.zone = change.host, change.zone
    exchange.state = TARGETS.get(change.verb, State(exchange.state))
    if change.verb != Verb.MOVE:
        exchange.state_reason = change.reason
    exchange.full_clean(exclude=NOT_TYPED)
    versions.save(exchange, by=change.by, fields=["starts_on", "ends_on", "host", "zone", "state", "state_reason"])


def _facts(change: Change) -> dict[str, Any]:
    """What the audit record keeps: the values before and after."""
    exchange = change.exchange
    return {
        "state_before": exchange.state,
        "starts_on_before": exchange.starts_on,
        "ends_on_before": exchange.ends_on,
        "starts_on": change.starts_on,
        "ends_on": change.ends_on,
        "host": change.host.code,
        "zone": change.zone,
    }
