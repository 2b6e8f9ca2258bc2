"""Spans of days, both ends inclusive: walking through them, and refusing those that nobody can have meant."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.dates import check_years

DAY = timedelta(days=1)


def days_between(first: date, last: date) -> Iterator[date]:
    """Each day from *first* to *last*; none if they are reversed."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def check_span(first: date, last: date, *, longest: int, fields: tuple[str, str] = ("starts_on", "ends_on")) -> None:
    """Refuse a span that is reversed, longer than *longest* days, or outside the years that can be entered.

    Raises:
        ValidationError: by the names in *fields*.
    """
    check_years(**dict(zip(fields, (first, last), strict=True)))
    if last < first:
        raise ValidationError({fields[1]: _("The last day can't lie before the first.")})
    days = (last - first).days + 1
    if days > longest:
        text = ngettext(
            "From the first to the last day there may be %(n)d day; these are %(days)d.",
            "From the first to the last day there may be %(n)d days; these are %(days)d.",
            longest,
        )
        raise ValidationError({fields[1]: text % {"n": longest, "days": days}})
