"""Opening hours: a booking of hours must lie within them; whole days that include closed ones are asked about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.dates import day as written
from resources.models import Resource
from resources.windows import Window

NAMED = 5  # Closed days that a message names.
LONGEST = timedelta(days=2 * 366)
WEEK = [date(2024, 1, day) for day in range(1, 8)]  # A Monday to a Sunday.


def check(resource: Resource, windows: Collection[Window], *, is_confirmed: bool) -> None:
    """Refuse what the resource isn't open for.

    Raises:
        ValidationError: by field; under ``over_closed`` where whole days only want a confirmation.
    """
    if any(window.ends_at - window.starts_at > LONGEST for window in windows):
        raise ValidationError({"last": _("Two years is the longest booking.")})
    hours = [window for window in windows if not window.is_all_day]
    for window in hours:
        _check_hours(resource, window)
    closed = closed_on(resource, windows)
    if closed and (hours or not is_confirmed):
        field = "first" if hours else "over_closed"
        raise ValidationError({field: closed}, code="closed")


def closed_on(resource: Resource, windows: Collection[Window]) -> str:
    """On which days of *windows* it is closed, in a sentence; "" where it is open on all of them."""
    days = sorted({day for window in windows for day in window.days(resource.zone_info)})
    closed = [day for day in days if not resource.is_open_on(day)]
    if not closed:
        return ""
    named = ", ".join(written(day) for day in closed[:NAMED]) + (" …" if len(closed) > NAMED else "")
    return _("%(resource)s is closed on %(days)s.") % {"resource": resource.name, "days": named}


def _check_hours(resource: Resource, window: Window) -> None:
    starts, ends = (each.astimezone(resource.zone_info) for each in (window.starts_at, window.ends_at))
    said = next(filter(None, map(resource.hours_on, window.days(resource.zone_info))), None)
    if said is None:
        return
    opens, closes = said
    if starts.date() == ends.date() and opens <= starts.time() and ends.time() <= closes:
        return
    problem = _("%(resource)s is open from %(opens)s to %(closes)s only: this is longer than it is open.")
    named = {"resource": resource.name, "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
    raise ValidationError({"ends": problem % named})


@dataclass(frozen=True)
class Stretch:
    """Days of the week that follow each other and have the same hours; each day as a date to be named after."""

    first: date
    last: date
    is_open: bool
    hours: tuple[time, time] | None  # None: around the clock, if open at all.


def week_of(resource: Resource) -> list[Stretch]:
    """When it is open in a week, from Monday on."""
    days = [(day, not resource.weekdays or day.isoweekday() in resource.weekdays) for day in WEEK]
    said = [(day, is_open, resource.hours_on(day) if is_open else None) for day, is_open in days]
    found = []
    for (is_open, hours), group in groupby(said, key=lambda each: each[1:]):
        same = [day for day, *_rest in group]
        found.append(Stretch(same[0], same[-1], is_open, hours))
    return found
