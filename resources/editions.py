"""The next edition of an exchange: what it booked is booked again, tentatively, where it can be had."""

from typing import Any

from django.utils.translation import ngettext

from accounts.models import User
from exchanges.changes import Effect
from exchanges.editions import Carried, Copy
from resources.models import Booking, Resource
from resources.services.booking import book
from resources.services.claims import window_of


def carry(copy: Copy) -> list[Effect]:
    if not isinstance(copy.by, User):
        return []
    carried = Carried(copy)
    rows = list(copy.visible(Booking, "change").kept().select_related("label").order_by("starts_at", "pk"))
    seen = Resource.objects.for_user(copy.by).select_related("owner", "label", "bookings_label")
    resources = {each.pk: each for each in seen.filter(pk__in={row.resource_id for row in rows}, is_active=True)}
    for row in rows:
        resource = resources.get(row.resource_id)
        if resource is None:  # What can't be seen any more isn't named.
            continue
        begin = row.starts_at.astimezone(resource.zone_info).date()
        carried.take(
            row,
            resource.name,
            (begin, begin + copy.shift),
            lambda row=row, resource=resource: _again(copy, row, resource),  # type: ignore[misc]
        )
    return carried.told(_sentence, "building")


def _again(copy: Copy, row: Booking, resource: Resource) -> Any:
    (made,) = book(
        [resource],
        window=window_of(row).shifted(copy.shift, resource.zone_info),
        exchange=copy.target,
        title=copy.target.title if row.title == copy.source.title else row.title,
        quantity=row.quantity,
        label=row.label,
        by=copy.by,
    )
    return made


def _sentence(n: int) -> str:
    text = ngettext("%(n)d booking is asked for or held tentatively.", "%(n)d bookings are asked for or held.", n)
    return text % {"n": n}
