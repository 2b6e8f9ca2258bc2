"""Change what an invitation says: while it is a draft at will, once it was sent as numbered amendments."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from clearances.guards import Actor, require
from exchanges.models import Exchange
from notifications.services import notify
from participants import states
from participants.amending import Part, line
from participants.models import Delegation, Invitation
from participants.offers import Offer, check_offer
from participants.services import access, staffing
from participants.services.confirming import renew as ask_anew
from participants.services.invitations import HOLDS_SEATS, check_terms, save_terms, seats_problem, set_dates
from participants.services.noting import note
from participants.states import AWAITS_ANSWER, SEES_CONTENT, SEES_COVER, State

PARTS = {
    "seats": Part.CATEGORIES,
    "asks": Part.ASKS,
    "costs": Part.COSTS,
    "contacts": Part.CONTACTS,
    "level": Part.LEVEL,
}


@transaction.atomic
def amend(
    invitation: Invitation,
    *,
    seats: int,
    reply_by: date,
    version: int,
    offer: Mapping[str, Any] | None = None,
    renew: bool = False,
    by: Actor,
) -> Invitation:
    """Change the terms of a draft, or of an invitation that was sent: then its liaisons are told what has changed.

    *offer* is as ``Offer.said`` writes it; None leaves it as it is. *renew* asks whoever has accepted to answer again:
    their answer counts until they do.

    Raises:
        PermissionDenied: *by* may not.
        Stale: somebody changed it, or replied, since *version*.
        IllegalMove: it was declined, withdrawn or has expired: open it again instead.
        ValidationError: by field.
    """
    require(by, "change", invitation)
    invitation, delegation, exchange = access.lock(invitation)
    if invitation.version != version:
        raise states.Stale
    source = State(invitation.state)
    if source not in HOLDS_SEATS:
        raise states.IllegalMove(source, source)
    renew = renew and source in SEES_CONTENT
    said = invitation.offer if offer is None else Offer.read(offer).said()
    _check(exchange, invitation, seats=seats, reply_by=reply_by, is_owed=renew or source in AWAITS_ANSWER)
    check_offer(Offer.read(said), seats=seats)
    lines = _lines(invitation, seats, reply_by, said)
    is_new_date = reply_by != invitation.reply_by
    invitation.seats, invitation.reply_by, invitation.offer = seats, reply_by, said
    if is_new_date:
        set_dates(invitation, access.zone_of(exchange), timezone.now())
    if renew:
        ask_anew(invitation, exchange)
    _save(invitation, source)
    record(by, "invitation.amended", invitation, seats=seats, reply_by=reply_by)
    _follow(invitation, delegation, source, lines, by=by)
    return invitation


def _save(invitation: Invitation, source: State) -> None:
    """Other terms ask for another answer than a counter-proposal."""
    state = State.ISSUED if source == State.COUNTERED else source
    kept = {name: getattr(invitation, name) for name in ("offer", "renewal_asked_at", "confirmed_at", "confirmed_by")}
    save_terms(invitation, state=state, **kept)


def _follow(
    invitation: Invitation, delegation: Delegation, source: State, lines: list[dict[str, Any]], *, by: Actor
) -> None:
    if source == State.DRAFT:
        staffing.ask_again(delegation, by=by)
    if source in SEES_COVER:
        note(invitation, {invitation.label_id: lines}, by=by)
        kind = "renewal_asked" if invitation.renewal_asked_at else "invitation_amended"
        key = f"invitation:{invitation.pk}:{kind}:{invitation.version}"
        notify(access.team_members(delegation), kind, delegation, key=key)


def _lines(invitation: Invitation, seats: int, reply_by: date, said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What differs from what the invitation said until now."""
    terms = [(Part.SEATS, invitation.seats, seats), (Part.REPLY_BY, invitation.reply_by, reply_by)]
    lines = [line(part, before, after) for part, before, after in terms if before != after]
    return lines + [line(PARTS[name]) for name in PARTS if invitation.offer.get(name) != said.get(name)]


def _check(exchange: Exchange, invitation: Invitation, *, seats: int, reply_by: date, is_owed: bool) -> None:
    """A date that stays as it is may have passed where the answer is there; seats that were taken stay offered."""
    if reply_by != invitation.reply_by or is_owed:
        check_terms(exchange, seats=seats, reply_by=reply_by, besides=invitation)
    elif problem := seats_problem(exchange, seats, invitation):
        raise ValidationError({"seats": problem})
    taken = invitation.delegation.replies.values_list("seats", flat=True).first() or 0
    if invitation.state in SEES_CONTENT and seats < taken:
        raise ValidationError({"seats": _("They have taken %(taken)s already.") % {"taken": taken}})
