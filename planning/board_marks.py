"""Milestones, conferences and serials on the board: where they lie, and which of them can't be had in time any more."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.dates import day
from accounts.models import User
from calendars.workdays import WorkCalendar, work_calendars
from exchanges.models import Exchange
from milestones.backplan import Standing, reach, standing
from milestones.models import Milestone
from milestones.states import State
from planning.conflicts import Conflict, Severity
from serials.models import Serial


@dataclass(frozen=True)
class Mark:
    """One thing on a day of an exchange."""

    kind: str  # "milestone", "conference" or "serial"
    title: str
    on: date
    url: str


def milestones_of(user: User, exchanges: Iterable[Exchange]) -> list[Milestone]:
    """Those that *user* may see and that are still to be had; one query."""
    found = Milestone.objects.for_user(user).filter(exchange__in=[row.pk for row in exchanges])
    return list(found.exclude(state=State.WAIVED))


def marks_of(user: User, exchanges: list[Exchange], milestones: list[Milestone]) -> dict[Any, list[Mark]]:
    """By the key of the exchange, in the order of time; one query more, for serials."""
    found: dict[Any, list[Mark]] = {row.pk: [] for row in exchanges}
    for row in milestones:
        kind = "conference" if row.is_conference else "milestone"
        found[row.exchange_id].append(Mark(kind, row.title, row.planned_on, row.get_absolute_url()))
    for serial in Serial.objects.for_user(user).standing().filter(exchange__in=list(found)):
        found[serial.exchange_id].append(Mark("serial", str(serial), serial.starts.date(), serial.get_absolute_url()))
    return {key: sorted(marks, key=lambda mark: mark.on) for key, marks in found.items() if marks}


def out_of_time(exchanges: list[Exchange], milestones: list[Milestone]) -> Iterator[tuple[Any, Conflict]]:
    """Milestones whose day has passed, and those that take longer than there is time."""
    rows = [row for row in milestones if row.is_open]
    if not rows:
        return
    of_key = {each.pk: each for each in exchanges}
    calendars = _calendars(exchanges, rows)
    for row in rows:
        exchange = of_key[row.exchange_id]
        found = _standing(row, calendars[exchange.host_id], exchange.today)
        if text := _words(row, found):
            yield exchange.pk, Conflict(Severity.WARNING, text, row.get_absolute_url())


def _calendars(exchanges: list[Exchange], rows: list[Milestone]) -> dict[int, WorkCalendar]:
    days = [*(row.planned_on for row in rows), *(each.today for each in exchanges)]
    return work_calendars({each.host_id: each.host for each in exchanges}.values(), *reach(days))


def _standing(row: Milestone, calendar: WorkCalendar, today: date) -> Standing:
    is_begun = row.state == State.STARTED
    return standing(row.planned_on, row.lead, is_begun=is_begun, is_over=False, calendar=calendar, today=today)


def _words(row: Milestone, found: Standing) -> str:
    words = {"title": row.title, "day": day(row.planned_on)}
    if found.is_past:
        return _("“%(title)s” was due on %(day)s.") % words
    if found.is_infeasible:
        words["begin"] = day(found.latest_start)
        return _("“%(title)s” can't be had by %(day)s: it had to be begun by %(begin)s.") % words
    return ""
