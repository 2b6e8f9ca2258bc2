"""Requests that wait for a keeper, and times that are offered to whoever asked (settings.WORKLIST_CONTRIBUTORS)."""

from datetime import date
from itertools import chain

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.worklist import Group, Item
from resources.lists import named_resource, shown
from resources.models import Booking, KeptBooking


def items(user: User) -> list[Item]:
    now = timezone.now()
    asked = KeptBooking.objects.for_user(user, "change").waiting().filter(ends_at__gt=now, offered_from__isnull=True)
    offered = Booking.objects.for_user(user, "change").waiting().filter(ends_at__gt=now, offered_from__isnull=False)
    rows = shown(user, chain(asked.order_by("starts_at"), offered.order_by("starts_at")))
    return [_item(row, now.date()) for row in rows]


def _item(row: Booking, today: date) -> Item:
    verb = _("Decide") if isinstance(row, KeptBooking) else _("Take the offered time?")
    return Item(
        "booking",
        "calendar-question",
        row.title,
        row.get_absolute_url(),
        verb,
        row.starts_at,
        row.starts_at.date() < today,
        Group.APPROVALS,
        None,
        named_resource(row),
    )
