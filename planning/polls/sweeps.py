"""What the clock does to date polls. The tick worker sees every row, so it hands over ids and reads no contents."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from clearances.guards import SYSTEM
from clearances.services import holders
from notifications.services import notify
from participants import deadlines
from participants.services import access
from planning.models import Ballot, DatePoll
from planning.polls.deciding import tell, tell_due, turn
from planning.polls.reopening import ask_anew
from planning.polls.states import State


def close_due(at: datetime) -> int:
    """Sweep: close polls at 24:00 of their deadline in the host's zone and tell the planners; how many were closed.

    Also ballots that whoever closed their poll couldn't see, whose nations are told of what was decided.
    """
    due = DatePoll.objects.filter(state=State.OPEN, reply_due_at__lte=at)
    closed = sum(_close(pk, at) for pk in due.values_list("pk", flat=True))
    closed += sum(_close_ballot(pk, at) for pk in _left().values_list("pk", flat=True))
    for pk in _untold().values_list("pk", flat=True):
        _tell_left(pk)
    return closed


def _left() -> Any:
    """Not those of nations that take no part: they learn nothing any more."""
    return Ballot.objects.taking_part().filter(closed_at__isnull=True).exclude(poll__state=State.OPEN)


def _untold() -> Any:
    return DatePoll.objects.filter(state__in=[State.DECIDED, State.DROPPED]).exclude(untold="")


@transaction.atomic
def _close(pk: UUID, at: datetime) -> bool:
    rows = DatePoll.objects.filter(pk=pk, state=State.OPEN, reply_due_at__lte=at).select_related("exchange")
    poll = rows.select_for_update(of=("self",), skip_locked=True).first()
    if poll is None:
        return False  # Another worker has it, or somebody has just decided.
    turn(poll, State.CLOSED, by=SYSTEM, at=at)
    notify(holders("exchanges.change_exchange", poll.exchange), "poll_over", poll, key=f"date_poll:{pk}:over")
    return True


@transaction.atomic
def _close_ballot(pk: UUID, at: datetime) -> bool:
    ballot = _left().filter(pk=pk).select_for_update(of=("self",), skip_locked=True).first()
    if ballot is None:
        return False
    ballot.closed_at, ballot.remind_at = at, None
    ballot.save(update_fields=["closed_at", "remind_at"])
    return True


@transaction.atomic
def _tell_left(pk: UUID) -> None:
    """Those who were told already aren't told again: the key of a message names the version of the poll."""
    poll = _untold().filter(pk=pk).select_for_update(skip_locked=True).first()
    if poll is not None:
        tell(poll, poll.untold)
        poll.untold = ""
        poll.save(update_fields=["untold"])


def reopen_left(at: datetime) -> int:
    """Sweep: ballots that whoever reopened their poll couldn't see; how many are open again.

    Also those of nations that took no part just then, and do again.
    """
    left = _not_reopened().filter(poll__reply_due_at__gt=at)
    return sum(_reopen_ballot(pk) for pk in left.values_list("pk", flat=True))


def _not_reopened() -> Any:
    is_behind = Q(closed_at__isnull=False) | ~Q(reply_due_at=F("poll__reply_due_at"))
    return Ballot.objects.taking_part().filter(is_behind, poll__state=State.OPEN)


@transaction.atomic
def _reopen_ballot(pk: UUID) -> bool:
    rows = _not_reopened().filter(pk=pk).select_related("poll__exchange", "delegation")
    ballot = rows.select_for_update(of=("self",), skip_locked=True).first()
    if ballot is None:
        return False
    ask_anew(ballot.poll, ballot, access.zone_of(ballot.poll.exchange))
    return True


def remind(at: datetime) -> int:
    """Sweep: remind nations that owe an answer three days before the deadline and on it, at 08:00 where the host is."""
    return sum(_remind(pk, at) for pk in Ballot.objects.to_remind(at).values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: UUID, at: datetime) -> bool:
    rows = Ballot.objects.to_remind(at).filter(pk=pk).select_related("delegation__team", "delegation__exchange")
    ballot = rows.select_for_update(of=("self",), skip_locked=True).first()
    if ballot is None:
        return False
    zone = access.zone_of(ballot.delegation.exchange)
    ballot.remind_at = deadlines.next_reminder(ballot.reply_by, zone, at)
    ballot.save(update_fields=["remind_at"])
    tell_due(ballot)
    return True
