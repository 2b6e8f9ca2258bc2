"""Date-time groups, as orders write instants: ``010930Z NOV 26`` is 09:30 UTC on 1 November 2026.

The letter is a military zone: Z is UTC, A to M (without J) lie one to twelve hours east of it, N to Y as many west.
J would be local time, which says nothing to a reader elsewhere: it is never written, and refused when read. Months are
English in every language, as in the orders.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta, timezone

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
HOURS = {
    "Z": 0,
    **{letter: number for number, letter in enumerate("ABCDEFGHIKLM", start=1)},
    **{letter: -number for number, letter in enumerate("NOPQRSTUVWXY", start=1)},
}
WRITTEN = re.compile(r"(\d\d)(\d\d)(\d\d)\s*([A-Z])\s*([A-Z]{3})\s*(\d\d|\d{4})", re.ASCII)
CENTURY = 2000  # Of a year of two digits.

_is_wanted: ContextVar[bool] = ContextVar("date_time_groups", default=False)


def written(instant: datetime, letter: str = "Z") -> str:
    """*instant* to the minute, as the clocks of the zone *letter* show it.

    Raises:
        ValidationError: no such zone letter.
    """
    local = instant.astimezone(_zone(letter))
    year = f"{local:%y}" if local.year // 100 * 100 == CENTURY else f"{local.year:04}"
    return f"{local:%d%H%M}{letter} {MONTHS[local.month - 1]} {year}"


def read(text: str) -> datetime:
    """The instant, in UTC, that a date-time group names; spaces and case don't matter, a year has two or four digits.

    Raises:
        ValidationError: it isn't of the form, or names a day, time or zone that doesn't exist.
    """
    found = WRITTEN.fullmatch(text.strip().upper())
    if found is None or found[5] not in MONTHS:
        raise ValidationError(_("Write a date-time group such as 010930Z NOV 26."))
    days, hours, minutes, letter, month, year = found.groups()
    century = 0 if len(year) > 2 else CENTURY  # noqa: PLR2004  (Two digits or four.)
    day = (int(year) + century, MONTHS.index(month) + 1, int(days))
    try:
        return datetime(*day, int(hours), int(minutes), tzinfo=_zone(letter)).astimezone(UTC)
    except (ValueError, OverflowError) as problem:
        raise ValidationError(_("There is no such day or time: %(text)s.") % {"text": text.strip()}) from problem


def _zone(letter: str) -> timezone:
    if letter not in HOURS:
        raise ValidationError(_("%(letter)s is no zone of a date-time group: use Z for UTC.") % {"letter": letter})
    return timezone(timedelta(hours=HOURS[letter]))


def is_wanted() -> bool:
    """Whether whoever reads this page wants instants written so."""
    return _is_wanted.get()


@contextmanager
def wanted(answer: bool) -> Iterator[None]:
    """Write instants as date-time groups, or not, within the block."""
    token = _is_wanted.set(answer)
    try:
        yield
    finally:
        _is_wanted.reset(token)
