"""What the planners do with a date poll: remind, close, choose one of its windows or none."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from clearances.guards import Actor, require
from exchanges.models import Exchange
from notifications.services import notify
from participants.services import access
from planning.models import Ballot, DatePoll, PollWindow
from planning.polls import states
from planning.polls.states import State
from programs import versions


@transaction.atomic
def remind(poll: DatePoll, *, by: Actor) -> int:
    """Remind the nations that owe an answer, once a day at most; how many that are.

    Raises:
        PermissionDenied: *by* doesn't plan the exchange.
        Over: nobody can answer any more.
    """
    require(by, "change", poll)
    poll = versions.lock(poll)
    if not poll.is_open:
        raise states.Over
    owing = list(Ballot.objects.waiting().filter(poll=poll).select_related("delegation"))
    for ballot in owing:
        tell_due(ballot)
    record(by, "date_poll.reminded", poll, nations=len(owing))
    return len(owing)


@transaction.atomic
def close(poll: DatePoll, *, version: int | None = None, by: Actor) -> DatePoll:
    """Take no more answers. Nobody is told before something is decided.

    Raises:
        PermissionDenied: *by* doesn't plan the exchange.
        Stale: it isn't at *version* any more.
        IllegalMove: it is closed already.
    """
    require(by, "change", poll)
    return turn(versions.lock(poll, version), State.CLOSED, by=by)


@transaction.atomic
def drop(poll: DatePoll, *, version: int | None = None, by: Actor) -> DatePoll:
    """End it without a choice; those who were asked are told. Raises: as ``close``."""
    require(by, "change", poll)
    poll = turn(versions.lock(poll, version), State.DROPPED, by=by, untold="poll_dropped")
    tell(poll, "poll_dropped")
    return poll


@transaction.atomic
def keep(poll: DatePoll, *, version: int | None = None, by: Actor) -> DatePoll:
    """Choose the window that the exchange lies in already; those who were asked are told that it keeps its dates.

    Raises:
        ValidationError: the exchange has other dates than any of the windows.
        PermissionDenied, Stale, IllegalMove: as ``close``.
    """
    require(by, "change", poll)
    exchange = access.lock_exchange(poll.exchange_id)
    poll = versions.lock(poll, version)
    window = window_of(poll, exchange)
    if window is None:
        raise ValidationError(_("The exchange has other dates by now: choose one of the windows again."))
    choose(poll, window, by=by, untold="poll_kept")
    tell(poll, "poll_kept")
    return poll


def window_of(poll: DatePoll, exchange: Exchange) -> PollWindow | None:
    """The window in which the exchange lies now."""
    rows = PollWindow.objects.filter(poll=poll, starts_on=exchange.starts_on, ends_on=exchange.ends_on)
    return rows.first()


def choose(poll: DatePoll, window: PollWindow, *, untold: str = "", by: Actor) -> None:
    """Decide a locked poll."""
    turn(poll, State.DECIDED, by=by, untold=untold, window=window.pk)
    window.is_chosen = True
    window.save(update_fields=["is_chosen"])


def turn(
    poll: DatePoll, target: State, *, by: Actor, untold: str = "", at: datetime | None = None, **facts: Any
) -> DatePoll:
    """Give a locked poll another state, in which nobody answers.

    Ballots that *by* may not see follow with the next sweep (``planning.polls.sweeps``), which tells *untold*. Those of
    nations that take no part any more stay as they are: what became of the poll isn't theirs to read.
    """
    source = State(poll.state)
    states.check(source, target)
    poll.state, poll.untold = target, untold
    versions.save(poll, by=by, fields=["state", "untold"])
    open_ballots = Ballot.objects.taking_part().filter(poll=poll, closed_at__isnull=True)
    open_ballots.update(closed_at=at or timezone.now(), remind_at=None)
    record(by, f"date_poll.{target}", poll, source=source, **facts)
    return poll


def tell(poll: DatePoll, kind: str) -> None:
    """Each nation that was asked and still takes part, about its own ballot, once."""
    for ballot in Ballot.objects.filter(poll=poll).taking_part().select_related("delegation"):
        tell_turn(ballot, kind, poll.version)


def tell_turn(ballot: Ballot, kind: str, version: int) -> None:
    """Once for this *version* of its poll, whoever tells: a poll that was reopened is decided again."""
    notify(access.team_members(ballot.delegation), kind, ballot, key=f"ballot:{ballot.pk}:{kind}:{version}")


def tell_due(ballot: Ballot) -> None:
    """Once a day, whoever reminds."""
    day = timezone.now().date().isoformat()
    notify(access.team_members(ballot.delegation), "poll_due", ballot, key=f"ballot:{ballot.pk}:due:{day}")
