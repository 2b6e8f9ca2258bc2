"""How a date is written, so that every nation reads it alike: ``01 NOV 2026``; and which dates may be entered."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

FIRST_YEAR, LAST_YEAR = 1990, 2150  # Beyond them, a date is a slip of the keyboard.

# Django's own short months abbreviate the French juin and juillet to JUI and JUL, which two nations will confuse.
MONTHS = (
    pgettext_lazy("month", "JAN"),
    pgettext_lazy("month", "FEB"),
    pgettext_lazy("month", "MAR"),
    pgettext_lazy("month", "APR"),
    pgettext_lazy("month", "MAY"),
    pgettext_lazy("month", "JUN"),
    pgettext_lazy("month", "JUL"),
    pgettext_lazy("month", "AUG"),
    pgettext_lazy("month", "SEP"),
    pgettext_lazy("month", "OCT"),
    pgettext_lazy("month", "NOV"),
    pgettext_lazy("month", "DEC"),
)


def day(value: date) -> str:
    return f"{value.day:02} {MONTHS[value.month - 1]} {value.year:04}"


def days(first: date, last: date) -> str:
    """From a day to a day, both inclusive; one day is said once."""
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def check_years(**days: date) -> None:
    """Refuse a date that nobody can have meant, by the name of its field.

    Raises:
        ValidationError: a year out of reach; a day added to it, or a zone's hours, could leave the calendar.
    """
    problem = _("Choose a year between %(first)s and %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
    wrong = {field: problem for field, value in days.items() if not FIRST_YEAR <= value.year <= LAST_YEAR}
    if wrong:
        raise ValidationError(wrong)


def check_order(first: date | None, last: date | None) -> None:
    """Refuse a last day that lies before the first; None is open.

    Raises:
        ValidationError: by the field ``ends_on``.
    """
    if first is not None and last is not None and last < first:
        raise ValidationError({"ends_on": _("The last day can't lie before the first.")})
