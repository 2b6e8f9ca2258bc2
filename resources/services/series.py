"""What repeats, freed and taken back together: all of it, or nothing."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from clearances.guards import Actor, System, require
from programs import versions
from resources.models import Booking
from resources.services import claims
from resources.services.booking import lock_exchange
from resources.services.changing import free, restore
from resources.states import State


@transaction.atomic
def free_series(booking: Booking, *, reason: str = "", version: int | None = None, by: Actor) -> list[Any]:
    """Free it and all that repeats with it, as far as it isn't freed yet and *by* may change it.

    Raises:
        PermissionDenied: *by* may not change the booking itself.
        Stale: the booking itself isn't at *version* any more.
    """
    require(by, "change", booking)
    rows = _series(booking, by).kept() if booking.series else type(booking).objects.filter(pk=booking.pk)
    claims.lock({row.resource_id for row in rows})  # Some may have gone to another one: all are waited for at once.
    versions.lock(booking, version)
    return [free(row, reason=reason, by=by) for row in rows.order_by("starts_at")]


@transaction.atomic
def restore_series(booking: Booking, *, keys: Collection[Any], version: int | None = None, by: Actor) -> list[Any]:
    """Take it back, and of what repeats with it that which *keys* name: what was freed before stays free.

    Raises:
        PermissionDenied, IllegalMove, NotAvailable, ValidationError: as ``restore``, for any of them.
        Stale: the booking itself isn't at *version* any more.
    """
    require(by, "change", booking)
    also = _series(booking, by).filter(pk__in=keys, state=State.FREED).exclude(pk=booking.pk) if booking.series else []
    rows = [booking, *also]
    lock_exchange(booking.exchange_id)
    claims.lock({row.resource_id for row in rows})
    versions.lock(booking, version)
    return [restore(row, by=by) for row in rows]


def _series(booking: Booking, by: Actor) -> Any:
    """All that repeats with it, as far as *by* may change it."""
    model = type(booking)
    rows = model.objects.all() if isinstance(by, System) else model.objects.for_user(by, "change")
    return model.objects.filter(pk__in=rows.filter(series=booking.series).values("pk"))
