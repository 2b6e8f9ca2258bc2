"""What new dates of an exchange mean for its milestones: where each goes, what can't be had any more, how much less
would do. Facts in, answers out; nothing is written here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from calendars.workdays import WorkCalendar
from exchanges.changes import Change
from milestones.backplan import Standing, standing
from milestones.models import Milestone
from milestones.services.planning import calendar_of
from milestones.states import OPEN, State

FURTHEST = 120  # Days around the wished dates in which others are looked for.


@dataclass(frozen=True)
class Slip:
    """One milestone and its new day. ``is_anew``: it had been begun or had for the old dates, and counts no more."""

    milestone: Milestone
    day: date
    is_anew: bool
    standing: Standing
    was_in_time: bool

    @property
    def is_moved(self) -> bool:
        return self.day != self.milestone.planned_on

    @property
    def falls_into_the_past(self) -> bool:
        return self.standing.is_past and self.was_in_time

    @property
    def becomes_infeasible(self) -> bool:
        return self.standing.is_infeasible and self.was_in_time

    @property
    def is_problem(self) -> bool:
        return self.falls_into_the_past or self.becomes_infeasible


@dataclass(frozen=True)
class Slippage:
    """All milestones that a change touches, and where the nearest trouble lies."""

    slips: list[Slip]
    float_days: (
        int | None
    )  # How many days STARTEX could move this way before the first trouble; None where there is none.
    nearest: list[date]  # The nearest days for STARTEX, before and after the wished one, without any.

    @property
    def problems(self) -> list[Slip]:
        return [slip for slip in self.slips if slip.is_problem]


def slippage(change: Change, milestones: Sequence[Milestone]) -> Slippage:
    """What follows for *milestones*, those of the exchange that may be known of; constant queries."""
    movable = [row for row in milestones if not row.is_fixed and (row.state in OPEN or _is_bound_and_done(row))]
    if not movable or not _is_touched(change):
        return Slippage([], None, [])
    calendar = _calendar(change, movable)
    today = change.exchange.today

    def slips(starts_on: date) -> list[Slip]:
        found = (_slip(row, change, starts_on, calendar, today) for row in movable)
        return [slip for slip in found if slip.is_moved or slip.is_anew]

    wished = slips(change.starts_on)
    if not any(slip.is_problem for slip in wished):
        return Slippage(wished, None, [])
    return Slippage(wished, _float(change, slips), _nearest(change, slips))


def _is_bound_and_done(row: Milestone) -> bool:
    return row.is_bound and row.state == State.DONE


def _is_touched(change: Change) -> bool:
    return change.is_rescheduling or change.is_rehosting


def _calendar(change: Change, milestones: Sequence[Milestone]) -> WorkCalendar:
    moved = [row.planned_on + change.shift for row in milestones]
    ruled = [row.rule.raw_day(change.starts_on, change.ends_on) for row in milestones if row.rule]
    days = [*moved, *ruled, *(row.planned_on for row in milestones), change.exchange.today]
    margin = timedelta(days=FURTHEST + 1)
    return calendar_of(change.host, [min(days) - margin, max(days) + margin])


def _slip(row: Milestone, change: Change, starts_on: date, calendar: WorkCalendar, today: date) -> Slip:
    """*row* if STARTEX were on *starts_on*, and ENDEX as far behind it as is wished."""
    ends_on = starts_on + (change.ends_on - change.starts_on)
    shift = starts_on - change.exchange.starts_on
    day = row.rule.day(starts_on, ends_on, calendar) if row.rule else row.planned_on + shift
    is_other = (starts_on, ends_on) != (change.exchange.starts_on, change.exchange.ends_on)
    is_anew = row.is_bound and is_other and row.state in {State.DONE, State.STARTED}
    is_begun = row.state == State.STARTED
    before = standing(
        row.planned_on, row.lead, is_begun=is_begun, is_over=row.state == State.DONE, calendar=calendar, today=today
    )
    after = standing(
        day,
        row.lead,
        is_begun=is_begun and not is_anew,
        is_over=row.state == State.DONE and not is_anew,
        calendar=calendar,
        today=today,
    )
    return Slip(row, day, is_anew, after, was_in_time=not (before.is_past or before.is_infeasible))


Slips = Callable[[date], list[Slip]]


def _is_well(slips: Slips, starts_on: date) -> bool:
    return not any(slip.is_problem for slip in slips(starts_on))


def _float(change: Change, slips: Slips) -> int:
    """Whole days from the present STARTEX towards the wished one that do no harm."""
    days = abs(change.shift.days)
    step = timedelta(days=1 if change.shift.days > 0 else -1)
    for n in range(1, min(days, FURTHEST) + 1):
        if not _is_well(slips, change.exchange.starts_on + n * step):
            return n - 1
    return days


def _nearest(change: Change, slips: Slips) -> list[date]:
    """The nearest days before and after the wished STARTEX that do no harm, today's dates left out."""
    found = []
    for sign in (-1, 1):
        days = (change.starts_on + timedelta(days=sign * n) for n in range(1, FURTHEST + 1))
        well = (day for day in days if day > change.exchange.today and _is_well(slips, day))
        found.append(next(well, None))
    return [day for day in found if day is not None and day != change.exchange.starts_on]
