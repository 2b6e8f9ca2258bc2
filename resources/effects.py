"""What a change of an exchange means for its bookings: they move along or are freed; one that can't stops it all."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clearances.guards import Actor, System
from exchanges.changes import Change, Effect, Verb
from resources import availability
from resources.availability import Answer
from resources.models import Booking, Resource
from resources.services.claims import window_of
from resources.services.following import bookings_of, follow_change
from resources.windows import Window


def apply(change: Change) -> None:
    follow_change(change)


def describe(change: Change) -> list[Effect]:
    """What follows for the bookings that ``change.by`` may change; nothing is said about others."""
    bookings = list(bookings_of(change))
    if not bookings:
        return []
    if change.verb == Verb.CANCEL:
        return [_freed(len(bookings))]
    return [_moved(len(bookings)), *_refused(change, bookings)] if change.shift else []


def _freed(n: int) -> Effect:
    text = ngettext("%(n)d booking of a resource is freed.", "%(n)d bookings of resources are freed.", n) % {"n": n}
    return Effect(text, "calendar-off", n)


def _moved(n: int) -> Effect:
    text = ngettext(
        "%(n)d booking of a resource moves along; where the owner decides, it is asked again.",
        "%(n)d bookings of resources move along; where the owners decide, they are asked again.",
        n,
    )
    return Effect(text % {"n": n}, "building", n)


def _refused(change: Change, bookings: Sequence[Booking]) -> list[Effect]:
    """Those that can't follow: the change is refused as long as they aren't freed."""
    names = sorted({each.name for each in taken_then(bookings, change.shift, change.by)})
    text = _("%(resource)s is not available then: free its booking first, or choose other dates.")
    return [Effect(text % {"resource": name}, "alert-triangle") for name in names]


def taken_then(bookings: Sequence[Booking], shift: timedelta, by: Actor) -> list[Resource]:
    """The resources that can't be had *shift* later, as far as *by* may learn it; in constant queries."""
    rows = Resource.objects.all() if isinstance(by, System) else Resource.objects.for_user(by)
    found = {each.pk: each for each in rows.filter(pk__in={each.resource_id for each in bookings})}
    wanted = [(found[each.resource_id], each) for each in bookings if each.resource_id in found]
    if not wanted:
        return []
    windows = [(resource, each, window_of(each).shifted(shift, resource.zone_info)) for resource, each in wanted]
    first, last = _span([window for _resource, _booking, window in windows])
    taken = availability.busy(list(found.values()), first, last, user=by, apart=[each.pk for each in bookings])
    return [resource for resource, each, window in windows if _clashes(resource, each, window, taken)]


def _span(windows: Sequence[Window]) -> Any:
    """Their first and last day, wide enough for every zone and turn-round time."""
    margin = timedelta(days=62)
    first, last = min(each.starts_at for each in windows), max(each.ends_at for each in windows)
    return (first - margin).date(), (last + margin).date()


def _clashes(resource: Resource, booking: Booking, window: Window, taken: dict[Any, Any]) -> bool:
    starts, ends = resource.occupied(window.starts_at, window.ends_at)
    there = [each for each in taken.get(resource.pk, []) if each.starts < ends and each.ends > starts]
    return availability.answer(resource, there, booking.quantity) == Answer.NOT_AVAILABLE
