"""Opening hours: a booking of hours must lie within them; whole days that include closed ones are asked about."""

from collections.abc import Collection
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.dates import day as written
from resources.models import Resource
from resources.windows import Window

NAMED = 5  # Closed days that a message names.
LONGEST = timedelta(days=2 * 366)


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
    days = sorted({day for window in windows for day in window.days(resource.zone_info)})
    closed = [day for day in days if not resource.is_open_on(day)]
    if closed and (hours or not is_confirmed):
        field = "first" if hours else "over_closed"
        raise ValidationError({field: _closed(resource, closed)}, code="closed")


def _closed(resource: Resource, closed: list[date]) -> str:
    named = ", ".join(written(day) for day in closed[:NAMED]) + (" …" if len(closed) > NAMED else "")
    return _("%(resource)s is closed on %(days)s.") % {"resource": resource.name, "days": named}


def _check_hours(resource: Resource, window: Window) -> None:
    if resource.opens_at is None or resource.closes_at is None:
        return
    starts, ends = (each.astimezone(resource.zone_info) for each in (window.starts_at, window.ends_at))
    is_within = (
        starts.date() == ends.date() and resource.opens_at <= starts.time() and ends.time() <= resource.closes_at
    )
    if not is_within:
        hours = {
            "resource": resource.name,
            "opens": f"{resource.opens_at:%H:%M}",
            "closes": f"{resource.closes_at:%H:%M}",
        }
        problem = _("%(resource)s is open from %(opens)s to %(closes)s only: this is longer than it is open.")
        raise ValidationError({"ends": problem % hours})
