"""Book for a serial: its time is held for it, and it says what it uses."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from clearances.guards import Actor, require
from resources.models import Booking, Resource
from resources.services import book
from resources.windows import Window
from serials.models import Serial


@transaction.atomic
def hold(serial: Serial, resources: Collection[Resource], *, quantity: int = 1, by: Actor) -> list[Booking]:
    """Book *resources* for all of the serial's time and mark the bookings as it is; of pools, *quantity*.

    Each is approved at once, or waits for the resource's owner, as with any booking.

    Raises:
        PermissionDenied: *by* may not change the serial.
        ValidationError: under "holds": one of them can't be had.
    """
    require(by, "change", serial)
    window = Window(serial.starts_at, serial.ends_at, False)
    terms = {"exchange": serial.exchange, "title": serial.title, "quantity": quantity, "label": serial.label}
    made: list[Booking] = []
    for resource in resources:
        try:
            made += book([resource], window=window, **terms, by=by)  # type: ignore[arg-type]  # Each is as it asks.
        except ValidationError as problem:
            raise ValidationError({"holds": problem.messages}) from problem
        except PermissionDenied:
            raise ValidationError({"holds": _("Choose resources that can be booked.")}) from None
    serial.bookings.add(*made)
    record(by, "serial.held", serial, bookings=[each.pk for each in made])
    return made
