"""Everything that a serial's own page shows its reader."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from clearances.guards import can
from serials.conflicts import conflicts
from serials.models import Serial
from serials.reading import shown


def detail(user: User, serial: Serial) -> dict[str, Any]:
    (row,) = shown(user, Serial.objects.for_user(user).filter(pk=serial.pk))
    may_change = can(user, "change", serial)
    later = Serial.objects.for_user(user).filter(after=serial)
    return {
        "serial": row.serial,
        "row": row,
        "later": later,
        "exchange": serial.exchange,
        "may_change": may_change,
        "clashes": conflicts(user, serial.exchange).get(serial.pk, []) if may_change else [],
        "my_zone": str(user.zone_info),
    }


def losses(user: User, serial: Serial) -> list[str]:
    """What cancelling it means. Its bookings are the exchange's: other serials may need them."""
    (row,) = shown(user, [serial])
    kept = [str(use) for use in row.uses if use.booking.is_kept]
    found = [_("Strike it out on the schedule."), _("Free its place, people and units for others.")]
    if kept:
        text = _("Keep what is booked (%(names)s): free it yourself if nothing else needs it.")
        found.append(text % {"names": ", ".join(kept)})
    return found
