"""What the pages of calendars read: a nation's days, and the list of nations with what comes next in each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import registry
from accounts.dates import days
from accounts.models import Party, User
from calendars import services
from calendars.days_off import Kind, reasons
from calendars.models import Blackout, BusyPeriod, Holiday, StandDown
from calendars.services.blackouts import KEEP, key_of
from calendars.weekends import free_weekdays, keeper_id, weekends_of
from calendars.year import CSS, Period, months_of
from clearances.guards import can, holds

WEEK = [date(2024, 1, day) for day in range(1, 8)]  # A Monday to a Sunday.


@dataclass(frozen=True)
class Line:
    """One thing in the list below the months."""

    kind: Kind
    name: str
    starts_on: date
    ends_on: date
    is_estimate: bool = False
    row: Any = None  # What it is a line of, where it leads somewhere.

    @property
    def css(self) -> str:
        return CSS[self.kind]


def calendar_of(user: User, party: Party, period: Period, today: date) -> dict[str, Any]:
    """A party's days in *period* as *user* may see them."""
    found = reasons([party], period.first, period.last, user=user)[party.pk]
    keeps = holds(user, KEEP, party)
    lines = sorted(_lines(user, party, period), key=lambda line: (line.starts_on, line.kind))
    return {
        "party": party,
        "period": period,
        "today": today,
        "months": months_of(period, found, today),
        "weekend": _weekend(party, max(period.first, min(today, period.last))),
        "lines": lines,
        "keeps": keeps,
        "keeps_holidays": keeps and party.nation_id is None,  # An agency's holidays are its nation's.
    }


def _weekend(party: Party, day: date) -> list[date]:
    """The weekdays that are free on *day*, each as a date to be named after."""
    nation = keeper_id(party)
    free = free_weekdays(weekends_of([nation])[nation], day)
    return [each for each in WEEK if each.isoweekday() in free]


def _lines(user: User, party: Party, period: Period) -> list[Line]:
    nation, span = keeper_id(party), {"starts_on__lte": period.last, "ends_on__gte": period.first}
    holidays = Holiday.objects.filter(party=nation, day__range=(period.first, period.last))
    blackouts = list(blackouts_of(user, party).filter(**span))
    busy = BusyPeriod.objects.filter(party__in={nation, party.pk}, **span)
    hidden = busy.exclude(key__in=[key_of(row) for row in blackouts])
    return [
        *(Line(Kind.HOLIDAY, row.name, row.day, row.day, row.is_estimate, row) for row in holidays),
        *(
            Line(Kind.STAND_DOWN, row.name, row.starts_on, row.ends_on, row.is_estimate, row)
            for row in StandDown.objects.filter(party=nation, **span)
        ),
        *(Line(Kind.BLACKOUT, row.title, row.starts_on, row.ends_on, row=row) for row in blackouts),
        *(Line(Kind.NOT_AVAILABLE, "", row.starts_on, row.ends_on) for row in hidden),
    ]


def blackouts_of(user: User, party: Party) -> QuerySet[Blackout]:
    """Those of *party* and its nation that *user* may see."""
    rows: QuerySet[Blackout] = Blackout.objects.for_user(user).filter(owner__in={party.pk, keeper_id(party)})
    return rows


def about(user: User, blackout: Blackout) -> dict[str, Any]:
    """One blackout period with what may be done about it."""
    return {
        "blackout": blackout,
        "owner": blackout.owner,
        "may_change": can(user, "change", blackout),
        "may_publish": can(user, "publish", blackout),
        "may_mark": can(user, "change", blackout) or can(user, "publish", blackout),
        "published": services.published(blackout).first(),
        "overlapping": services.overlapping(blackout, by=user),
    }


def effects_of_removing(blackout: Blackout) -> list[str]:
    found = [_("Planners may use %(days)s again.") % {"days": days(blackout.starts_on, blackout.ends_on)}]
    if services.published(blackout).exists():
        found.append(_("Nobody reads “not available” on these days any more."))
    return found


def with_next(parties: list[Party], today: date) -> list[tuple[Party, Holiday | None]]:
    """Each party with its next public holiday; one query for all."""
    coming = Holiday.objects.filter(party__in={keeper_id(party) for party in parties}, is_kept=True, day__gte=today)
    found = {row.party_id: row for row in coming.order_by("party_id", "day").distinct("party_id")}
    return [(party, found.get(keeper_id(party))) for party in parties]


def holidays_kept_by(parties: QuerySet[Party]) -> QuerySet[Holiday]:
    return Holiday.objects.filter(party__in=parties).select_related("party")


def stand_downs_kept_by(parties: QuerySet[Party]) -> QuerySet[StandDown]:
    return StandDown.objects.filter(party__in=parties).select_related("party")


def own_party(user: User) -> Party:
    return registry.parties().get(pk=user.organisation.pk)
