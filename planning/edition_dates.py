"""The dates and the title of the next edition, from those of the last. Pure."""

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
NUMBER = re.compile(r"\b\d{1,3}(?=\D*$)")
MOST_MONTHS = 60
WEEK = 7


class Rule(TextChoices):
    WEEKDAY = "weekday", _("Next year, same weekday and week")
    DATE = "date", _("Next year, same date")
    MONTHS = "months", _("So many months later")
    CHOSEN = "chosen", _("From a day that I choose")


def first_day(rule: str, starts_on: date, *, months: int | None = None, chosen: date | None = None) -> date | None:
    """STARTEX of the next edition; None where the rule lacks its number or its day."""
    if rule == Rule.WEEKDAY:
        return same_weekday(starts_on)
    if rule == Rule.DATE:
        return _later(starts_on, 12)
    if rule == Rule.MONTHS:
        return _later(starts_on, months) if months else None
    return chosen


def _later(day: date, months: int) -> date:
    found: date = day + relativedelta(months=months)
    return found


def same_weekday(day: date) -> date:
    """Such as the second Monday of November, a year later; a fifth one that doesn't come is the last."""
    first = date(day.year + 1, day.month, 1)
    number = (day.day - 1) // WEEK
    found = first + timedelta(days=(day.weekday() - first.weekday()) % WEEK + number * WEEK)
    return found if found.month == day.month else found - timedelta(days=WEEK)


def next_title(title: str, starts_on: date, new: date) -> str:
    """Its year raised as the dates are, or else its last number by one; without any, the new year is said behind it."""
    if YEAR.search(title):
        return YEAR.sub(lambda found: str(int(found.group()) + new.year - starts_on.year), title)
    if NUMBER.search(title):
        return NUMBER.sub(lambda found: str(int(found.group()) + 1), title, count=1)
    return f"{title} {new.year}"
