"""What the host says to an answer: that it counts on it, or that it is to be given anew."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.services import record
from clearances.guards import require
from exchanges.models import Exchange
from notifications.services import notify
from participants import states
from participants.models import Invitation
from participants.services import access
from participants.services.invitations import date_problem, set_dates
from participants.stages import stage_of
from participants.states import SEES_CONTENT, Stage, State


@transaction.atomic
def confirm(invitation: Invitation, *, version: int, by: User) -> Invitation:
    """Confirm the answer that stands, with its seats; the nation is told. Another answer is to be confirmed anew.

    Raises:
        PermissionDenied: *by* doesn't plan this exchange.
        Stale: the nation has answered again, or the offer was changed, since *version*.
        IllegalMove: nothing was accepted that could be confirmed, it is confirmed already, or asked for anew.
    """
    require(by, "change", invitation)
    invitation, delegation, _exchange = access.lock(invitation)
    _check(invitation, version)
    state = State(invitation.state)
    states.check_stage(stage_of(invitation), Stage.CONFIRMED, state=state)
    if invitation.renewal_asked_at is not None:
        raise states.IllegalMove(state, Stage.CONFIRMED)
    invitation.confirmed_at, invitation.confirmed_by = timezone.now(), by
    invitation.version += 1
    invitation.save(update_fields=["confirmed_at", "confirmed_by", "version"])
    record(by, "invitation.confirmed", invitation)
    notify(access.team_members(delegation), "answer_confirmed", delegation, key=_key(invitation, "confirmed"))
    return invitation


@transaction.atomic
def ask_renewal(invitation: Invitation, *, reply_by: date, version: int, by: User) -> Invitation:
    """Ask for the answer anew until *reply_by*; the one that stands counts, and stays to be read, until it comes.

    Raises:
        PermissionDenied: *by* doesn't plan this exchange.
        Stale: as ``confirm``.
        IllegalMove: nothing was accepted.
        ValidationError: by field: that day has passed, or comes too late.
    """
    require(by, "change", invitation)
    invitation, delegation, exchange = access.lock(invitation)
    _check(invitation, version)
    if problem := date_problem(exchange, reply_by):
        raise ValidationError({"reply_by": problem})
    invitation.reply_by = reply_by
    renew(invitation, exchange)
    invitation.version += 1
    invitation.save(update_fields=[*RENEWED, "version"])
    record(by, "invitation.renewal_asked", invitation, reply_by=reply_by)
    notify(access.team_members(delegation), "renewal_asked", delegation, key=_key(invitation, "renewal"))
    return invitation


RENEWED = ["renewal_asked_at", "reply_by", "reply_due_at", "remind_at", "confirmed_at", "confirmed_by"]


def renew(invitation: Invitation, exchange: Exchange) -> None:
    """Mark a locked invitation with its new day; the caller saves ``RENEWED``."""
    now = timezone.now()
    invitation.renewal_asked_at, invitation.confirmed_at, invitation.confirmed_by = now, None, None
    set_dates(invitation, access.zone_of(exchange), now)


def _check(invitation: Invitation, version: int) -> None:
    if invitation.version != version:
        raise states.Stale
    if State(invitation.state) not in SEES_CONTENT:
        raise states.IllegalMove(State(invitation.state), Stage.CONFIRMED)


def _key(invitation: Invitation, event: str) -> str:
    return f"invitation:{invitation.pk}:{event}:{invitation.version}"
