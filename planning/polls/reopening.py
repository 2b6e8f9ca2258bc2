"""Asking again: a poll that was closed, decided or ended without a choice takes answers until another day."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.dates import check_years
from audit.services import record
from clearances.facts import end_of
from clearances.guards import Actor, require
from exchanges.models import Exchange
from participants import deadlines
from participants.services import access
from planning.models import Ballot, DatePoll, PollWindow
from planning.polls import states
from planning.polls.deciding import tell_turn
from planning.polls.states import State
from programs import versions


@transaction.atomic
def reopen(poll: DatePoll, *, reply_by: date, version: int | None = None, by: Actor) -> DatePoll:
    """Take answers again. What nations answered stays until they say something else; each is told, once.

    A window that was chosen isn't any more; the exchange keeps its dates until one is chosen again.

    Raises:
        PermissionDenied: *by* doesn't plan the exchange.
        ValidationError: under ``reply_by``; or the exchange's dates can't change any more.
        Stale: it isn't at *version* any more.
        IllegalMove: it is open.
    """
    require(by, "change", poll)
    exchange = access.lock_exchange(poll.exchange_id)
    poll = versions.lock(poll, version)
    source = State(poll.state)
    states.check(source, State.OPEN)
    zone = access.zone_of(exchange)
    _check(exchange, poll, reply_by, zone)
    poll.state, poll.reply_by, poll.reply_due_at = State.OPEN, reply_by, end_of(reply_by, zone)
    versions.save(poll, by=by, fields=["state", "reply_by", "reply_due_at"])
    PollWindow.objects.filter(poll=poll, is_chosen=True).update(is_chosen=False)
    for ballot in _ballots(poll):
        ask_anew(poll, ballot, zone)
    record(by, "date_poll.reopened", poll, source=source, reply_by=reply_by)
    return poll


def _check(exchange: Exchange, poll: DatePoll, reply_by: date, zone: ZoneInfo) -> None:
    if not exchange.is_open:
        raise ValidationError(_("Its dates can't change any more: there is nothing to ask."))
    check_years(reply_by=reply_by)
    if end_of(reply_by, zone) <= timezone.now():
        raise ValidationError({"reply_by": _("This day has passed already.")})
    if not PollWindow.objects.filter(poll=poll, starts_on__gt=reply_by).exists():
        raise ValidationError({"reply_by": _("By then all its windows have begun: choose an earlier day.")})


def _ballots(poll: DatePoll) -> Any:
    """Locked. Nations that take no part any more read of nothing that happens to the poll."""
    rows = Ballot.objects.taking_part().filter(poll=poll).select_related("delegation")
    return rows.select_for_update(of=("self",))


def take_back(poll: DatePoll, before: Any, *, by: Actor) -> None:
    """The move that decided a locked poll is undone: it is as it was *before*. Of the dates all are told anyway."""
    poll.state = State(before.state)
    versions.save(poll, by=by, fields=["state"])
    PollWindow.objects.filter(poll=poll, is_chosen=True).update(is_chosen=False)
    if poll.state == State.OPEN:
        zone = access.zone_of(poll.exchange)
        for ballot in _ballots(poll):
            ask_anew(poll, ballot, zone, is_told=False)
    record(by, "date_poll.reopened", poll, source=State.DECIDED)


def ask_anew(poll: DatePoll, ballot: Ballot, zone: ZoneInfo, *, is_told: bool = True) -> None:
    """Open a locked ballot of a reopened poll."""
    remind_at = deadlines.next_reminder(poll.reply_by, zone, timezone.now())
    ballot.reply_by, ballot.reply_due_at, ballot.closed_at = poll.reply_by, poll.reply_due_at, None
    ballot.remind_at = remind_at if ballot.answered_at is None else None
    ballot.save(update_fields=["reply_by", "reply_due_at", "closed_at", "remind_at"])
    if is_told:
        tell_turn(ballot, "poll_reopened", poll.version)
