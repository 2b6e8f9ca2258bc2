"""Planning backwards: from STARTEX and ENDEX to the day of a milestone, and what is left until then. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from calendars.workdays import NoWorkingDay, WorkCalendar

MOST_MONTHS, MOST_DAYS = 60, 1500  # Further from an exchange nobody plans.
MOST_LEAD_DAYS = 250


class Anchor(TextChoices):
    STARTEX = "startex", _("STARTEX")
    ENDEX = "endex", _("ENDEX")


class Unit(TextChoices):
    WORKING = "working", _("working days")
    CALENDAR = "calendar", _("calendar days")


@dataclass(frozen=True)
class Rule:
    """So many calendar months, then so many days, from an anchor; negative is before it."""

    anchor: str
    months: int = 0
    days: int = 0
    is_rounded: bool = True  # To the previous working day of the host.

    def day(self, starts_on: date, ends_on: date, calendar: WorkCalendar) -> date:
        """The day that the rule names for an exchange on these dates."""
        found = self.raw_day(starts_on, ends_on)
        return _previous(found, calendar) if self.is_rounded else found

    def raw_day(self, starts_on: date, ends_on: date) -> date:
        """As ``day``, before weekends and holidays are looked at."""
        anchor = ends_on if self.anchor == Anchor.ENDEX else starts_on
        moved: date = anchor + relativedelta(months=self.months)
        return moved + timedelta(days=self.days)


@dataclass(frozen=True)
class Lead:
    """How long something takes once it is begun."""

    days: int = 0
    unit: str = Unit.WORKING

    def latest_start(self, planned_on: date, calendar: WorkCalendar) -> date:
        """The last day on which it can be begun and still be had by *planned_on*."""
        if not self.days:
            return planned_on
        if self.unit == Unit.CALENDAR:
            return planned_on - timedelta(days=self.days)
        try:
            return calendar.add(planned_on, -self.days)
        except NoWorkingDay:  # Before the years that calendars know.
            return planned_on - timedelta(days=self.days)


def _previous(day: date, calendar: WorkCalendar) -> date:
    """The working day on or before *day*; *day* itself in years that calendars don't know."""
    try:
        return calendar.previous(day)
    except NoWorkingDay:
        return day


@dataclass(frozen=True)
class Standing:
    """How one milestone stands on a day."""

    latest_start: date
    float_days: int  # Calendar days until it has to be begun; negative where that day has passed.
    is_past: bool
    is_infeasible: bool


def standing(
    planned_on: date, lead: Lead, *, is_begun: bool = False, is_over: bool = False, calendar: WorkCalendar, today: date
) -> Standing:
    """How a milestone stands *today*. What is done has no float to lose; what is begun has used its lead time well."""
    latest = lead.latest_start(planned_on, calendar)
    is_past = not is_over and planned_on < today
    is_late = not is_over and not is_begun and latest < today
    return Standing(
        latest_start=planned_on if is_begun else latest,
        float_days=((planned_on if is_begun else latest) - today).days,
        is_past=is_past,
        is_infeasible=is_late and not is_past,
    )


def reach(days: Iterable[date]) -> tuple[date, date]:
    """The first and last day that a calendar must know for rounding and lead times around *days*."""
    known = sorted(days)
    return known[0] - timedelta(days=2 * MOST_LEAD_DAYS), known[-1] + timedelta(days=1)
