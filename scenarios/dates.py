"""Days as a scenario writes them: an offset from the anchor (+21d, -3d, +2m), ``today``, or a calendar date."""

import calendar
import re
from datetime import date, timedelta

OFFSET = re.compile(r"([+-]\d{1,4})([dwmy])")
EXPECTED = "an offset such as +21d, -3d, +2w or +2m, “today”, or a date such as 2026-03-01"


def resolve(text: str, anchor: date) -> date:
    """The day that *text* means when the scenario is anchored on *anchor*.

    Raises:
        ValueError: neither an offset nor a date.
    """
    if text == "today":
        return anchor
    found = OFFSET.fullmatch(text)
    if found is None:
        return date.fromisoformat(text)
    number, unit = int(found[1]), found[2]
    if unit in "dw":
        return anchor + timedelta(days=number * (7 if unit == "w" else 1))
    return _months_later(anchor, number * (12 if unit == "y" else 1))


def _months_later(day: date, months: int) -> date:
    """The same day of another month, or its last day where that month is shorter."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=years, month=month + 1, day=min(day.day, calendar.monthrange(years, month + 1)[1]))


def is_offset(text: str) -> bool:
    """Whether *text* moves with the anchor."""
    return text == "today" or OFFSET.fullmatch(text) is not None
