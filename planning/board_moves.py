"""Moves on the board that take more along than the bar itself: what follows is listed first, and then confirmed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import User
from exchanges.changes import Change, Effect, Verb
from exchanges.models import Exchange
from planning import services, undoing
from planning.effects import around, following
from planning.steps import seen_of
from programs.versions import Stale
from resources import hours
from resources.models import Booking, Resource
from resources.services import claims, moving, returning
from resources.states import Decision
from resources.windows import Window

OVER_CLOSED = "over_closed"  # The field under which closed days are told that only want a confirmation.


@dataclass(frozen=True)
class Preview:
    """What would follow from a move; *seen* names it, and whoever sends that back has confirmed it."""

    effects: list[Effect]
    seen: str

    def as_data(self) -> dict[str, str]:
        """For the board's dialog, which shows it as the page of the step does."""
        html = render_to_string("planning/consequences.html", {"effects": self.effects})
        return {"html": html, "seen": self.seen}


def preview_of(
    exchange: Exchange, *, starts_on: date, ends_on: date, version: int, undo: str = "", seen: str = "", by: User
) -> Preview | None:
    """What must be looked at before the exchange moves; None where nothing hangs from it, or it was *seen*.

    Whoever takes a move back (*undo*) has seen what moved: they are asked only where not all of it can be put back.

    Raises:
        Stale, ValidationError, Fixed: as ``services.move``.
    """
    if version != exchange.version:
        raise Stale(exchange)
    change = services.prepare(exchange, Verb.MOVE, starts_on=starts_on, ends_on=ends_on, by=by)
    services.check(change)
    if not change.is_rescheduling:
        return None
    if undo:
        return _preview_of_undo(change, undo, seen)
    if seen == seen_of(change):
        return None
    found = following(change)
    return Preview(around(change, found), seen_of(change)) if found else None


def _preview_of_undo(change: Change, token: str, seen: str) -> Preview | None:
    found = undoing.undone(change.exchange, token, change.by)
    if found and found.leads_to(change.starts_on, change.ends_on):
        lost = undoing.lost(change, found)
        rest = [Effect(_("What moved along goes back to what it was, but:"), icon="arrow-back-up")]
    else:
        lost, rest = [undoing.too_late()], following(change)
    name = ":".join([seen_of(change), sha256(repr(lost).encode()).hexdigest()])
    return Preview(around(change, [*rest, *lost]), name) if lost and seen != name else None


def preview_of_booking(
    booking: Booking, resource: Resource, window: Window, *, is_undo: bool = False, seen: str = "", by: User
) -> Preview | None:
    """What must be looked at before the booking moves there; None where nothing stands against it, or it was *seen*.

    Raises:
        ValidationError: the resource can't be booked like this.
    """
    name = f"{resource.pk}/{window.starts_at}/{window.ends_at}/{booking.version}"
    if seen == name:
        return None
    if resource.pk != booking.resource_id:  # What can't be is refused before anything is asked.
        moving.fitting(booking, resource.pk, by)
    terms = claims.terms_of([resource], by)[resource.pk]
    if is_undo:  # That it is closed there was seen when it was booked.
        effects = [*_not_approved_again(booking, resource, window, terms)]
    else:
        effects = [*_decided_anew(booking, resource, terms), *_closed(resource, window)]
    return Preview(effects, name) if effects else None


def _not_approved_again(booking: Booking, resource: Resource, window: Window, terms: claims.Terms) -> Iterator[Effect]:
    before = returning.last_change_of(booking)
    approved = returning.was_approved(before, booking)
    if approved and not returning.is_approved_again(before, terms, booking, resource, window):
        text = _(
            "%(owner)s had agreed to it there, but alone can tell whether %(resource)s is still free: it is asked."
        )
        yield Effect(text % {"owner": resource.owner, "resource": resource.name}, icon="alert-triangle")


def _decided_anew(booking: Booking, resource: Resource, terms: claims.Terms) -> Iterator[Effect]:
    """What was agreed to has to be asked for again."""
    if booking.decision == Decision.APPROVED and terms.decision != booking.decision:
        text = _("It is agreed to as it is. %(owner)s decides anew about %(resource)s; until then it is tentative.")
        yield Effect(text % {"owner": resource.owner, "resource": resource.name}, icon="help-circle")


def _closed(resource: Resource, window: Window) -> Iterator[Effect]:
    """Days on which the resource is closed: whole days may be booked over them, if that is wanted."""
    try:
        hours.check(resource, [window], is_confirmed=False)
    except ValidationError as problem:
        if OVER_CLOSED not in problem.message_dict:
            raise
        yield from (Effect(text, icon="alert-triangle") for text in problem.message_dict[OVER_CLOSED])
