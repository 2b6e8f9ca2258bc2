"""The date poll of each exchange in a random world: what hangs from it is labelled as what it hangs from."""

from datetime import UTC, date, datetime
from typing import Any

from planning.models import Ballot, DatePoll, PollAnswer, PollWindow

DAYS = {"starts_on": date(2031, 2, 1), "ends_on": date(2031, 2, 9)}
DUE = {"reply_by": date(2031, 1, 1), "reply_due_at": datetime(2031, 1, 2, tzinfo=UTC)}


def poll(exchange: Any) -> DatePoll:
    return DatePoll(exchange=exchange, **DUE)


def window(rows: dict[str, Any], exchange: Any) -> PollWindow:
    return PollWindow(poll=_poll_of(rows, exchange), **DAYS)


def ballot(rows: dict[str, Any], delegation: Any) -> Ballot:
    return Ballot(poll=_poll_of(rows, delegation.exchange), delegation=delegation, **DUE)


def answer(rows: dict[str, Any], delegation: Any) -> PollAnswer:
    sheet = next(row for row in rows.values() if isinstance(row, Ballot) and row.delegation_id == delegation.pk)
    offered = next(row for row in rows.values() if isinstance(row, PollWindow) and row.poll_id == sheet.poll_id)
    return PollAnswer(ballot=sheet, window=offered, answer="possible", **DAYS)


def _poll_of(rows: dict[str, Any], exchange: Any) -> DatePoll:
    return next(row for row in rows.values() if isinstance(row, DatePoll) and row.exchange_id == exchange.pk)
