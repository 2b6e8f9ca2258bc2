"""What the clock does to date polls. The tick worker sees every row, so it hands over ids and reads no contents."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from clearances.guards import SYSTEM
from clearances.services import holders
from notifications.services import notify
from participants import deadlines
from participants.services import access
from planning.models import Ballot, DatePoll
from planning.polls.deciding import tell_due, tell_turn, turn
from planning.polls.reopening import ask_anew
from planning.polls.states import State


def close_due(at: datetime) -> int:
    """Sweep: close polls at 24:00 of their deadline in the host's zone and tell the planners; how many were closed.

    Also ballots that whoever closed their poll couldn't see.
    """
    due = DatePoll.objects.filter(state=State.OPEN, reply_due_at__lte=at)
    left = Ballot.objects.filter(closed_at__isnull=True).exclude(poll__state=State.OPEN)
    closed = sum(_close(pk, at) for pk in due.values_list("pk", flat=True))
    return closed + sum(_close_ballot(pk, at) for pk in left.values_list("pk", flat=True))


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
    rows = Ballot.objects.filter(pk=pk, closed_at__isnull=True).exclude(poll__state=State.OPEN)
    ballot = rows.select_related("poll", "delegation").select_for_update(of=("self",), skip_locked=True).first()
    if ballot is None:
        return False
    ballot.closed_at, ballot.remind_at = at, None
    ballot.save(update_fields=["closed_at", "remind_at"])
    if ballot.poll.state == State.DROPPED and Ballot.objects.taking_part().filter(pk=pk).exists():
        tell_turn(ballot, "poll_dropped", ballot.poll.version)
    return True


def reopen_left(at: datetime) -> int:
    """Sweep: ballots that whoever reopened their poll couldn't see; how many are open again."""
    left = Ballot.objects.filter(closed_at__isnull=False, poll__state=State.OPEN, poll__reply_due_at__gt=at)
    return sum(_reopen_ballot(pk) for pk in left.values_list("pk", flat=True))


@transaction.atomic
def _reopen_ballot(pk: UUID) -> bool:
    rows = Ballot.objects.filter(pk=pk, closed_at__isnull=False, poll__state=State.OPEN)
    rows = rows.select_related("poll__exchange", "delegation").select_for_update(of=("self",), skip_locked=True)
    ballot = rows.first()
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
