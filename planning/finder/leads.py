"""Lead times that no longer fit: which STARTEX is the first for which each step can still be had in time."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from calendars.workdays import WorkCalendar
from milestones.backplan import Lead
from milestones.effects import lead_words
from milestones.models import Milestone
from milestones.services.planning import calendar_of
from milestones.states import State
from planning.finder.constraints import NotBefore
from planning.finder.nations import Named
from planning.finder.query import Query
from planning.finder.reasons import Late

DayOf = Callable[[date, date, WorkCalendar], date]  # From STARTEX and ENDEX.


@dataclass(frozen=True)
class Timed:
    """A step of a template or a milestone of the exchange, as far as lead times are concerned."""

    title: str
    lead: Lead
    is_bound: bool  # To be had for certain dates, such as a diplomatic clearance: then it can't be had sooner either.
    day_of: DayOf
    labels: tuple[int, ...] = ()  # Of a milestone.


def lead_times(query: Query, user: User) -> Named:
    """What must be had for certain dates is hard; any other step that comes too late costs."""
    if query.lead_days:
        day = query.today + timedelta(days=query.lead_days)
        name = _("Lead time")
        yield name, NotBefore("lead", day, Late(name, lead_words(query.lead_days, "calendar"), day))
    timed = [*_of_template(query), *_of_exchange(query, user)]
    if not timed or not query.span.size:
        return
    ends = query.span.first, query.span.last
    days = [each.day_of(*ends, _anything()) for each in timed]
    calendar = calendar_of(query.host, [*ends, *days, query.today])
    for number, each in enumerate(timed):
        yield from _late(query, number, each, calendar)


def _anything() -> WorkCalendar:
    """A calendar that knows no days: rules then give theirs unrounded."""
    return WorkCalendar(date.max, date.min)


def _of_template(query: Query) -> Iterator[Timed]:
    for step in query.steps:
        yield Timed(step.title, Lead(step.lead_days, step.lead_unit), step.is_bound, step.rule.day)


def _of_exchange(query: Query, user: User) -> Iterator[Timed]:
    """The milestones that move along, as far as the asker sees them."""
    if query.exchange is None:
        return
    rows = Milestone.objects.for_user(user).filter(exchange=query.exchange, is_fixed=False)
    for row in rows:
        if row.state == State.PLANNED or (row.is_bound and row.state in {State.STARTED, State.DONE}):
            day_of = row.rule.day if row.rule else _kept(row, query.exchange)
            yield Timed(row.title, row.lead, row.is_bound, day_of, (row.label_id,))


def _kept(row: Milestone, exchange: object) -> DayOf:
    """Without a rule it keeps its distance from STARTEX."""
    distance = row.planned_on - exchange.starts_on  # type: ignore[attr-defined]  # An Exchange.
    return lambda starts_on, _ends_on, _calendar: starts_on + distance


def _late(query: Query, number: int, each: Timed, calendar: WorkCalendar) -> Named:
    span = query.span

    def fits(start: int) -> bool:
        day = each.day_of(*span.window(start), calendar)
        return each.lead.latest_start(day, calendar) >= query.today

    first = bisect_left(span.starts, True, key=fits)  # Later dates leave more time.
    if first:
        day = span.window(first)[0]
        lead = lead_words(each.lead.days, each.lead.unit) if each.lead.days else ""
        reason = Late(each.title, lead, day if first < span.size else None, each.labels)
        weight = query.weights.leads
        yield each.title, NotBefore(f"lead:{number}", day, reason, is_hard=each.is_bound, weight=weight)
