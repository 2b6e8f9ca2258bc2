"""Bookings of exchanges in calendars (settings.CALENDAR_CONTRIBUTORS)."""

from datetime import date, timedelta
from typing import Any

from accounts.models import User
from calendars.items import Item, Kind, Scope, Status
from clearances.latest import last_changes
from resources.models import Booking, Resource
from resources.states import Decision, State
from resources.windows import UTC_ZONE, midnight

FARTHEST = timedelta(days=1)  # What is a day in one zone touches the day before and after it in another.


def items(user: User, *, first: date, last: date, scope: Scope) -> list[Item]:
    starts, ends = midnight(first - FARTHEST, UTC_ZONE), midnight(last + 2 * FARTHEST, UTC_ZONE)
    bookings = Booking.objects.for_user(user).overlapping(starts, ends).exclude(decision=Decision.REFUSED)
    if scope.exchange:
        bookings = bookings.filter(exchange=scope.exchange)
    if scope.program:
        bookings = bookings.filter(exchange__program=scope.program)
    rows = list(bookings)
    found = Resource.objects.for_user(user).in_bulk({row.resource_id for row in rows})
    changed = last_changes(user, rows)
    return [
        item
        for row in rows
        if (item := _item(row, found.get(row.resource_id), changed.get(row.pk))) and _touches(item, first, last)
    ]


def _item(row: Booking, resource: Resource | None, changed_at: Any) -> Item:
    """Without the resource, which is decided by itself, its days are those of the instants."""
    whole: dict[str, Any] = {"starts": row.starts_at, "ends": row.ends_at, "zone": "UTC", "title": row.title}
    if resource is not None:
        whole |= {"zone": resource.zone, "title": f"{resource.name}: {row.title}"}
        if row.is_all_day:
            whole |= {"starts": row.first_day(resource), "ends": row.last_day(resource)}
    is_settled = row.decision == Decision.APPROVED and row.state == State.FIRM
    status = Status.CONFIRMED if is_settled else Status.TENTATIVE
    return Item(
        uid=str(row.pk),
        kind=Kind.BOOKING,
        url=row.get_absolute_url(),
        label_ids=(row.label_id, *([resource.label_id] if resource else [])),
        status=status if row.is_kept else Status.CANCELLED,
        changed_at=changed_at,
        place=resource.place if resource else "",
        exchange_pk=row.exchange_id,
        **whole,
    )


def _touches(item: Item, first: date, last: date) -> bool:
    if item.is_all_day:
        return item.starts <= last and item.ends >= first
    return True
