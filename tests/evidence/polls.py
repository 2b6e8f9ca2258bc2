"""Date polls for random worlds. What lies between a row and its root is nobody's concern, and labelled as the row."""

from datetime import UTC, date, datetime
from typing import Any

from clearances.models import Label
from planning.models import Ballot, DatePoll, PollAnswer, PollWindow

DAYS = {"starts_on": date(2031, 2, 1), "ends_on": date(2031, 2, 9)}
DUE = {"reply_by": date(2031, 1, 1), "reply_due_at": datetime(2031, 1, 2, tzinfo=UTC)}


def poll(exchange: Any, **facts: Any) -> DatePoll:
    return DatePoll(exchange=exchange, **DUE, **facts)


def window(label: Label, exchange: Any) -> PollWindow:
    return PollWindow(poll=_saved(poll(exchange, label=label, title="x")), **DAYS)


def ballot(label: Label, delegation: Any) -> Ballot:
    return Ballot(poll=_saved(poll(delegation.exchange, label=label, title="x")), delegation=delegation, **DUE)


def answer(label: Label, delegation: Any) -> PollAnswer:
    sheet = ballot(label, delegation)
    sheet.label, sheet.title = label, "x"
    _saved(sheet)
    offered = _saved(PollWindow(poll=sheet.poll, label=label, **DAYS))
    return PollAnswer(ballot=sheet, window=offered, answer="possible", **DAYS)


def _saved(row: Any) -> Any:
    row.save(force_insert=True)
    return row
