"""What a change of an exchange means for its serials, in words; and its carrying out.

They keep their distance from STARTEX and their wall time: 08:00 stays 08:00 across a change of the clocks. A time that
doesn't exist on its new day is named, and becomes the next one that does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.dates import day
from exchanges.changes import Change, Effect, Row, Verb
from serials import services
from serials.models import Serial
from serials.times import shifted


@dataclass(frozen=True)
class Moved:
    """Where a serial goes; *missing* says which of its wall times doesn't exist there."""

    serial: Serial
    starts_at: datetime
    ends_at: datetime
    missing: bool


def apply(change: Change) -> None:
    rows = services.followers(change.exchange, change.by).select_for_update(of=("self",))
    if change.verb == Verb.CANCEL:
        for serial in rows:
            services.drop(serial, by=change.by)
    elif change.shift:
        for each in _moved(rows, change):
            was = change.before(each.serial) or each  # Also at a time that the clocks skipped on the day between.
            services.shift(each.serial, starts_at=was.starts_at, ends_at=was.ends_at, by=change.by)


def describe(change: Change) -> list[Effect]:
    """What follows for the serials that ``change.by`` may see; nothing is said about others."""
    rows = list(services.followers(change.exchange, change.by))
    if not rows:
        return []
    if change.verb == Verb.CANCEL:
        text = ngettext("%(n)d serial is cancelled.", "%(n)d serials are cancelled.", len(rows))
        return [Effect(text % {"n": len(rows)}, "clock", len(rows))]
    return _shifts(change, list(_moved(rows, change))) if change.shift else []


def _moved(rows: list[Serial], change: Change) -> Iterator[Moved]:
    for serial in rows:
        yield moved(serial, change.shift.days)


def moved(serial: Serial, days: int) -> Moved:
    """*serial* so many days later by the clocks of its place; never without a duration."""
    zone = ZoneInfo(serial.zone)
    starts_at, no_start = shifted(serial.starts_at, days, zone)
    ends_at, no_end = shifted(serial.ends_at, days, zone)
    if ends_at <= starts_at:
        ends_at = starts_at + (serial.ends_at - serial.starts_at)
    return Moved(serial, starts_at, ends_at, no_start or no_end)


def _shifts(change: Change, found: list[Moved]) -> list[Effect]:
    days, n = abs(change.shift.days), len(found)
    by = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    if change.shift.days > 0:
        text = ngettext("%(n)d serial moves %(by)s later.", "%(n)d serials move %(by)s later.", n)
    else:
        text = ngettext("%(n)d serial moves %(by)s earlier.", "%(n)d serials move %(by)s earlier.", n)
    rows = tuple(_row(each) for each in found)
    return [Effect(text % {"n": n, "by": by}, "clock", n, rows), *_outside(change, found)]


def _row(each: Moved) -> Row:
    zone = ZoneInfo(each.serial.zone)
    before, after = each.serial.starts_at.astimezone(zone), each.starts_at.astimezone(zone)
    if not each.missing:
        return Row(str(each.serial), before.date(), after.date())
    words = {"day": day(after.date()), "time": f"{after:%H:%M}", "zone": zone}
    note = _("The clocks of %(zone)s skip its time on %(day)s: it starts at %(time)s.") % words
    return Row(str(each.serial), before.date(), after.date(), note, is_problem=True)


def _outside(change: Change, found: list[Moved]) -> list[Effect]:
    """An ENDEX that moves less than STARTEX may leave serials behind it."""
    n = sum(each.ends_at.astimezone(ZoneInfo(each.serial.zone)).date() > change.ends_on for each in found)
    if not n:
        return []
    text = ngettext("%(n)d serial would end after ENDEX.", "%(n)d serials would end after ENDEX.", n)
    return [Effect(text % {"n": n}, "alert-triangle", n)]
