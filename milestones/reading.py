"""Milestones as pages show them: how each stands today, and where it lies between now and ENDEX."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.dates import day
from accounts.models import User
from clearances.guards import can
from exchanges.models import Exchange
from milestones.backplan import Standing, standing
from milestones.effects import lead_words
from milestones.models import Milestone
from milestones.services.planning import calendar_of
from milestones.states import State

WIDTH = 1000  # Of the timeline, in its own units.
SOON = 14


@dataclass(frozen=True)
class Shown:
    """One milestone with how it stands; ``after`` is what it waits for, where the reader sees that too."""

    milestone: Milestone
    standing: Standing
    lead: str
    after: Milestone | None

    @property
    def tone(self) -> str:
        """The code that colours it: what is red needs no other colour."""
        if self.standing.is_past or self.standing.is_infeasible:
            return "overdue"
        if self.milestone.state in {State.WAIVED, State.MISSED}:
            return "cancelled"
        return self.milestone.state

    @property
    def word(self) -> str:
        if self.standing.is_past:
            return _("Overdue")
        if self.standing.is_infeasible:
            return _("Out of time")
        return str(State(self.milestone.state).label)

    @property
    def note(self) -> str:
        """What a planner has to know next."""
        if not self.milestone.is_open or self.standing.is_past:
            return ""
        if self.standing.is_infeasible:
            text = _("Takes %(lead)s: it had to be begun by %(day)s.")
            return text % {"lead": self.lead, "day": day(self.standing.latest_start)}
        if self.milestone.lead_days and self.milestone.state == State.PLANNED:
            left = ngettext("%(n)d day left", "%(n)d days left", self.standing.float_days)
            words = {"day": day(self.standing.latest_start), "left": left % {"n": self.standing.float_days}}
            return _("Begin by %(day)s: %(left)s.") % words
        return ""

    @property
    def needs_care(self) -> bool:
        return self.standing.is_past or self.standing.is_infeasible


def shown(user: User, exchange: Exchange, milestones: Iterable[Milestone]) -> list[Shown]:
    """How each of *milestones* of one exchange stands today; constant queries."""
    rows = list(milestones)
    if not rows:
        return []
    calendar = calendar_of(exchange.host, [*(row.planned_on for row in rows), exchange.today])
    wanted = {row.after_id for row in rows if row.after_id}
    found = Milestone.objects.for_user(user).in_bulk(wanted) if wanted else {}
    return [
        Shown(
            row,
            standing(
                row.planned_on,
                row.lead,
                is_begun=row.state == State.STARTED,
                is_over=not row.is_open,
                calendar=calendar,
                today=exchange.today,
            ),
            lead_words(row.lead_days, row.lead_unit) if row.lead_days else "",
            found.get(row.after_id),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Mark:
    """A point of the timeline; *x* and *width* in its units."""

    x: int
    tone: str
    title: str
    width: int = 0


@dataclass(frozen=True)
class Timeline:
    marks: list[Mark]
    months: list[tuple[int, str]]
    exchange: Mark
    today: int | None


def timeline(exchange: Exchange, rows: Sequence[Shown]) -> Timeline:
    """From a little before the first milestone to a little after the last."""
    days = [exchange.starts_on, exchange.ends_on, *(row.milestone.planned_on for row in rows)]
    first, last = (
        min(days) - timedelta(days=10),
        max(*days, *(row.milestone.ends_on for row in rows)) + timedelta(days=10),
    )
    span = (last - first).days

    def at(when: date) -> int:
        return round((when - first).days / span * WIDTH)

    marks = [_mark(row, at) for row in rows]
    lasting = Mark(at(exchange.starts_on), "", exchange.title, max(4, at(exchange.ends_on) - at(exchange.starts_on)))
    today = at(exchange.today) if first <= exchange.today <= last else None
    return Timeline(marks, _months(first, last, at), lasting, today)


def _mark(row: Shown, at: Any) -> Mark:
    milestone = row.milestone
    title = f"{day(milestone.planned_on)}: {milestone.title} ({row.word})"
    return Mark(at(milestone.planned_on), row.tone, title, at(milestone.ends_on) - at(milestone.planned_on))


def _months(first: date, last: date, at: Any) -> list[tuple[int, str]]:
    """Quarters where there is no room for every month."""
    every = 1 if (last - first).days < 400 else 3  # noqa: PLR2004  (Some thirteen months.)
    found = []
    month = date(first.year, first.month, 1)
    while month <= last:
        if month >= first and (month.month - 1) % every == 0:
            found.append((at(month), day(month)[3:]))
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return found


def may_change(user: User, exchange: Exchange) -> bool:
    return can(user, "change", exchange)
