"""What is asked before a date poll is closed or decided, and how it is refused when somebody was faster."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.dates import days
from planning.models import DatePoll
from planning.polls import deciding, reopening
from planning.polls.forms import PollStepForm, ReopenForm
from planning.polls.matrix import Matrix
from planning.polls.states import IllegalMove, Over, State

CONFLICTS = (IllegalMove, Over)
DAY, TO_ANSWER = timedelta(days=1), timedelta(days=14)


def _two_weeks(matrix: Matrix) -> dict[str, Any]:
    """To answer in, if the windows leave as much."""
    today = matrix.exchange.today if matrix.exchange else timezone.localdate()
    before = [each.starts_on - DAY for each in matrix.windows if each.starts_on - DAY > today]
    return {"reply_by": min([today + TO_ANSWER, *before])}


@dataclass(frozen=True)
class Step:
    """One way on: *verb* is its button, *take* carries it out."""

    target: State
    question: str | Promise
    verb: str | Promise
    done: str | Promise
    take: Callable[..., Any]
    is_told: bool = True
    form: type[PollStepForm] = PollStepForm
    proposed: Callable[[Matrix], dict[str, Any]] = lambda matrix: {}


STEPS = {
    "close": Step(
        State.CLOSED,
        gettext_lazy("Take no more answers?"),
        gettext_lazy("Close the poll"),
        gettext_lazy("The poll is closed. Choose one of its windows, or none."),
        deciding.close,
        is_told=False,
    ),
    "keep": Step(
        State.DECIDED,
        gettext_lazy("Keep the dates that the exchange has?"),
        gettext_lazy("Keep these dates"),
        gettext_lazy("The exchange keeps its dates. Those who were asked are told."),
        deciding.keep,
    ),
    "drop": Step(
        State.DROPPED,
        gettext_lazy("End it without choosing any of the windows?"),
        gettext_lazy("Choose none"),
        gettext_lazy("The poll is over. Those who were asked are told."),
        deciding.drop,
    ),
    "reopen": Step(
        State.OPEN,
        gettext_lazy("Until when may they answer again?"),
        gettext_lazy("Reopen the poll"),
        gettext_lazy("The poll is open again. Those who were asked are told."),
        reopening.reopen,
        form=ReopenForm,
        proposed=_two_weeks,
    ),
}


def effects_of(step: Step, matrix: Matrix) -> Iterable[str]:
    """What follows, as far as the reader sees the nations."""
    if matrix.owing and matrix.poll.state == State.OPEN:
        text = ngettext("%(n)d nation can't answer any more.", "%(n)d nations can't answer any more.", matrix.owing)
        yield text % {"n": matrix.owing}
    if step.target == State.DECIDED and matrix.exchange:
        dates = days(matrix.exchange.starts_on, matrix.exchange.ends_on)
        yield _("It stays at %(days)s.") % {"days": dates}
    if step.target == State.OPEN:
        yield from _of_reopening(matrix)
    if step.is_told and matrix.rows:
        n = len(matrix.rows)
        text = ngettext(
            "%(n)d nation that was asked is told, once.", "%(n)d nations that were asked are told, once.", n
        )
        yield text % {"n": n}
    elif not step.is_told:
        yield _("Nobody is told before you decide.")


def _of_reopening(matrix: Matrix) -> Iterable[str]:
    if matrix.poll.state == State.DECIDED and matrix.exchange:
        text = _("No window is chosen any more; the exchange stays at %(days)s until you choose again.")
        yield text % {"days": days(matrix.exchange.starts_on, matrix.exchange.ends_on)}
    if matrix.answered:
        yield _("What was answered stays, until a nation says something else.")


def conflict_words(problem: Exception, poll: DatePoll) -> str:
    """What happened and what to do, for a planner who came too late."""
    if isinstance(problem, IllegalMove):
        text = _("The poll is “%(state)s” by now: somebody was faster, and nothing was changed.")
        return text % {"state": State(problem.source).label}
    return _("The poll is over: nobody can answer any more. Choose one of its windows, or none.")
