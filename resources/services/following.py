"""Bookings follow their exchange when it moves, and are freed when it is cancelled: all of them, or nothing happens."""

from typing import Any

from audit.services import record
from clearances.guards import System
from exchanges.changes import Change, Verb
from resources.models import Booking, Resource
from resources.services import claims
from resources.services.booking import tell_keepers
from resources.services.changing import release, settle
from resources.services.claims import NotAvailable, window_of


def bookings_of(change: Change) -> Any:
    """The bookings of the exchange that ``change.by`` may change."""
    rows = Booking.objects.kept().filter(exchange=change.exchange)
    if isinstance(change.by, System):
        return rows
    return rows.filter(pk__in=Booking.objects.for_user(change.by, "change").values("pk"))


def follow_change(change: Change) -> None:
    """Carry out what follows; the caller has decided that ``change.by`` may change the exchange, and locked it.

    Raises:
        NotAvailable: one of them can't follow.
    """
    if change.verb != Verb.CANCEL and not change.shift:
        return
    claims.lock(bookings_of(change).values_list("resource_id", flat=True))
    rows = list(bookings_of(change).select_for_update(of=("self",)).order_by("starts_at", "pk"))
    if change.verb == Verb.CANCEL:
        for row in rows:
            release(row, reason=change.reason, by=change.by)
    else:
        _shift(change, rows)


def _shift(change: Change, rows: list[Booking]) -> None:
    """Away from the others' places first, so that what repeats never stands in its own way."""
    resources = _resources(change, rows)
    moved = []
    for row in reversed(rows) if change.shift.days > 0 else rows:
        resource = resources.get(row.resource_id)
        if resource is None:
            raise NotAvailable
        before = change.before(row)
        window = window_of(before) if before else window_of(row).shifted(change.shift, resource.zone_info)
        settle(row, resource, window, change.by, before=before)
        record(change.by, "booking.followed", row, resource=resource.pk)
        moved.append(row)
    tell_keepers(moved, change.by)


def _resources(change: Change, rows: list[Booking]) -> dict[Any, Resource]:
    found = Resource.objects.select_related("owner", "bookings_label")
    if not isinstance(change.by, System):
        found = found.filter(pk__in=Resource.objects.for_user(change.by).values("pk"))
    return {each.pk: each for each in found.filter(pk__in={row.resource_id for row in rows})}
