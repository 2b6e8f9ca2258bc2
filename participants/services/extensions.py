"""More time to answer: a nation asks, before or after its day; the host grants or refuses."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from clearances.guards import require
from exchanges.models import Exchange
from notifications.services import notify
from participants.models import Delegation, Extension, Invitation
from participants.services import access
from participants.services.amending import amend
from participants.services.invitations import issue
from participants.services.terms import host_facts
from participants.states import AWAITS_ANSWER, SEES_CONTENT, IllegalMove, State


@transaction.atomic
def ask_for_time(invitation: Invitation, *, until: date, reason: str, by: User) -> Extension:
    """Ask the host to take an answer until *until*; where the invitation is closed, to open it again.

    Raises:
        PermissionDenied: *by* isn't one of the delegation's liaisons.
        IllegalMove: the answer is there already: it can be changed as it is.
        ValidationError: by field: that day has passed or comes too late, no reason; or the host has one to decide.
    """
    delegation = Delegation.objects.for_user(by, "ask").filter(pk=invitation.delegation_id).first()
    require(by, "reply", invitation)
    state = State(invitation.state)
    if delegation is None or state in SEES_CONTENT or state == State.DRAFT:
        raise IllegalMove(state, State.ISSUED)
    exchange = Exchange.objects.for_user(by).filter(pk=delegation.exchange_id).first()
    _check(invitation, exchange, until=until, reason=reason)
    try:
        with transaction.atomic():
            row = Extension.objects.create(
                delegation=delegation, label=delegation.label, until=until, reason=reason.strip(), asked_by=by
            )
    except IntegrityError as problem:
        raise ValidationError(_("The host has a request of your nation to decide already.")) from problem
    record(by, "extension.asked", row, until=until)
    notify(access.planners_of(delegation), "time_asked", delegation, key=f"extension:{row.pk}:asked")
    return row


def _check(invitation: Invitation, exchange: Exchange | None, *, until: date, reason: str) -> None:
    starts_on, today = host_facts(invitation, exchange)
    problems = {}
    if until < today or (until <= invitation.reply_by and invitation.state in AWAITS_ANSWER):
        problems["until"] = _("Choose a later day than the one you have.")
    elif until >= starts_on:
        problems["until"] = _("The exchange will have begun by then.")
    if not reason.strip():
        problems["reason"] = _("Say why: the host reads it.")
    if problems:
        raise ValidationError(problems)


@transaction.atomic
def grant_time(extension: Extension, *, until: date, by: User) -> Extension:
    """Take an answer until *until*: the reply-by date moves, or a closed invitation is sent again.

    Raises:
        PermissionDenied: *by* doesn't plan this exchange.
        IllegalMove: the request was decided, or the nation has answered, meanwhile.
        ValidationError: by field: the day has passed, no seat is left, the exchange isn't open.
    """
    row, invitation = _undecided(extension, by)
    state = State(invitation.state)
    try:
        if state in AWAITS_ANSWER:
            amend(invitation, seats=invitation.seats, reply_by=until, version=invitation.version, by=by)
        else:
            issue(invitation, reply_by=until, by=by)
    except ValidationError as problem:
        raise ValidationError({"until": _texts(problem)}) from problem
    return _decide(row, Extension.State.GRANTED, "", by)


def _texts(problem: ValidationError) -> list[str]:
    return list(problem.messages)


@transaction.atomic
def refuse_time(extension: Extension, *, remark: str, by: User) -> Extension:
    """Leave the day as it is; the nation reads why.

    Raises:
        PermissionDenied: *by* doesn't plan this exchange.
        IllegalMove: the request was decided meanwhile.
        ValidationError: no remark.
    """
    row, _invitation = _undecided(extension, by)
    if not remark.strip():
        raise ValidationError({"remark": _("Say why: the nation reads it.")})
    return _decide(row, Extension.State.REFUSED, remark.strip(), by)


def _undecided(extension: Extension, by: User) -> tuple[Extension, Invitation]:
    """The request and its invitation, locked in the order of every service."""
    require(by, "answer", extension)
    invitation, _delegation, _exchange = access.lock(Invitation.objects.get(delegation=extension.delegation_id))
    row = Extension.objects.select_for_update(of=("self",)).get(pk=extension.pk)
    state = State(invitation.state)
    if row.state != Extension.State.WAITING or state in SEES_CONTENT:
        raise IllegalMove(state, State.ISSUED)
    return row, invitation


def _decide(row: Extension, state: str, remark: str, by: User) -> Extension:
    row.state, row.remark, row.decided_by, row.decided_at = state, remark, by, timezone.now()
    row.save(update_fields=["state", "remark", "decided_by", "decided_at"])
    record(by, f"extension.{state}", row)
    delegation = Delegation.objects.get(pk=row.delegation_id)
    notify(access.team_members(delegation), f"time_{state}", delegation, key=f"extension:{row.pk}:{state}")
    return row
