"""Fields of resources: days one a line, and the hours of single weekdays."""

import re
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]
MOST_CLOSED = 100
SHORTEST = 3  # Letters of a weekday's name that tell it from the others, in English and in French.
LINE = re.compile(r"(?P<name>\w+)[\s:,]+(?P<opens>\d{1,2}:\d\d)\s*[-–]\s*(?P<closes>\d{1,2}:\d\d)")


class Days(forms.CharField):
    """Days, one a line as 2026-12-24, as a sorted list."""

    widget = forms.Textarea({"rows": 2})

    def to_python(self, value: Any) -> list[date]:
        words = (super().to_python(value) or "").replace(",", " ").split()
        try:
            days = sorted({date.fromisoformat(word) for word in words})
        except ValueError as problem:
            raise forms.ValidationError(_("Write each day like 2026-12-24.")) from problem
        if len(days) > MOST_CLOSED:
            raise forms.ValidationError(_("Name at most %(n)d days.") % {"n": MOST_CLOSED})
        return days

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(day.isoformat() for day in value) if isinstance(value, list) else value


class OtherHours(forms.CharField):
    """Hours of single weekdays, one a line as "Saturday 08:00-12:00", as {"6": ["08:00", "12:00"]}."""

    widget = forms.Textarea({"rows": 2})

    def to_python(self, value: Any) -> dict[str, list[str]]:
        lines = [line.strip() for line in (super().to_python(value) or "").splitlines()]
        found: dict[str, list[str]] = {}
        for line in filter(None, lines):
            day, hours = _hours(line)
            if day in found:
                raise forms.ValidationError(_("Name each day of the week once."))
            found[day] = hours
        return found

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        names = dict(WEEKDAYS)
        return "\n".join(f"{names[int(day)]} {opens}-{closes}" for day, (opens, closes) in sorted(value.items()))


def _hours(line: str) -> tuple[str, list[str]]:
    """The weekday's number and when it opens and closes."""
    problem = forms.ValidationError(_("Write each line like: Saturday 08:00-12:00."))
    read = LINE.fullmatch(line)
    if read is None:
        raise problem
    said = read["name"].lower()
    day = next((n for n, name in WEEKDAYS if len(said) >= SHORTEST and str(name).lower().startswith(said)), None)
    try:
        opens, closes = (f"{time.fromisoformat(read[end].zfill(5)):%H:%M}" for end in ("opens", "closes"))
    except ValueError:
        raise problem from None
    if day is None:
        raise problem
    return str(day), [opens, closes]
