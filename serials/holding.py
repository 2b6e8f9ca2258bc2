"""Book for a serial: its time is held for it, and it says what it uses."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from clearances.guards import Actor, require
from participants.services.access import lock_exchange
from programs import versions
from resources.models import Booking, Resource
from resources.services import book
from resources.windows import Window
from serials.models import Serial
from serials.states import IllegalMove, State


@transaction.atomic
def hold(
    serial: Serial, resources: Collection[Resource], *, quantity: int = 1, version: int | None = None, by: Actor
) -> list[Booking]:
    """Book *resources* for all of the serial's time and mark the bookings as it is; of pools, *quantity*.

    Each is approved at once, or waits for the resource's owner, as with any booking. They are called as the exchange:
    what a serial is called is part of its content, which an owner's keepers needn't ever read.

    Raises:
        PermissionDenied: *by* may not change the serial.
        IllegalMove: it is cancelled.
        Stale: it isn't at *version* any more.
        ValidationError: under "holds": one of them can't be had.
    """
    require(by, "change", serial)
    exchange = lock_exchange(serial.exchange_id)
    serial = versions.lock(serial, version)
    if serial.state == State.CANCELLED:
        raise IllegalMove(State.CANCELLED, State.CANCELLED)
    window = Window(serial.starts_at, serial.ends_at, False)
    terms = {"exchange": exchange, "quantity": quantity, "label": serial.label}
    made: list[Booking] = []
    for resource in resources:
        try:
            made += book([resource], window=window, **terms, by=by)  # type: ignore[arg-type]  # Each is as it asks.
        except ValidationError as problem:
            raise ValidationError({"holds": problem.messages}) from problem
        except PermissionDenied:
            raise ValidationError({"holds": _("Choose resources that can be booked.")}) from None
    serial.bookings.add(*made)
    versions.save(serial, by=by, fields=[])
    record(by, "serial.held", serial, bookings=[each.pk for each in made])
    return made
