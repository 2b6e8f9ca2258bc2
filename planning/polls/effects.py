"""What a change of an exchange means for its date polls: a window becomes its dates, or the question is over."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from clearances.guards import System
from exchanges.changes import Change, Effect, Verb
from planning.models import DatePoll, PollWindow
from planning.polls.deciding import choose, tell, turn
from planning.polls.reopening import take_back
from planning.polls.states import State

ENDING = frozenset({Verb.START, Verb.COMPLETE, Verb.CLOSE, Verb.CANCEL})
DATING = frozenset({Verb.MOVE, Verb.PLAN})


def describe(change: Change) -> list[Effect]:
    """What follows for the polls that ``change.by`` may see; nothing is said about others."""
    polls = DatePoll.objects.undecided().filter(exchange=change.exchange)
    if not isinstance(change.by, System):
        polls = polls.filter(pk__in=DatePoll.objects.for_user(change.by).values("pk"))
    windows = _windows(change, polls)
    return [effect for poll in polls for effect in _effects(change, poll.pk in windows)]


def _effects(change: Change, is_offered: bool) -> Iterable[Effect]:
    if change.verb in ENDING:
        yield Effect(_("The date poll ends without a choice."), icon="calendar-off")
    elif is_offered:
        yield Effect(_("The date poll is decided: these dates are one of its windows."), icon="calendar-check")
    elif change.verb in DATING and change.is_rescheduling:
        text = _("A date poll is going on, and these dates aren't one of its windows: it stays as it is.")
        yield Effect(text, icon="alert-triangle")


def apply(change: Change) -> None:
    """The nations that were asked are told of the new dates as everybody is who is invited: once."""
    polls = DatePoll.objects.undecided().filter(exchange=change.exchange).order_by("pk").select_for_update(of=("self",))
    windows = _windows(change, polls)
    for poll in polls:
        if change.verb in ENDING:
            turn(poll, State.DROPPED, by=change.by, untold="poll_dropped")
            tell(poll, "poll_dropped")  # After a cancellation nobody takes part any more: everybody knows by then.
        elif poll.pk in windows:
            choose(poll, windows[poll.pk], by=change.by)
    if change.undoes:
        _take_back(change)


def _take_back(change: Change) -> None:
    decided = DatePoll.objects.filter(exchange=change.exchange, state=State.DECIDED).select_related("exchange")
    for poll in decided.order_by("pk").select_for_update(of=("self",)):
        before = change.before(poll)
        if before is not None:
            take_back(poll, before, by=change.by)


def _windows(change: Change, polls: Any) -> dict[Any, PollWindow]:
    """The window of each poll that is what the exchange's dates will be."""
    if change.verb not in DATING or not change.is_rescheduling:
        return {}
    days = {"starts_on": change.starts_on, "ends_on": change.ends_on}
    return {row.poll_id: row for row in PollWindow.objects.filter(poll__in=[poll.pk for poll in polls], **days)}
