"""What a serial must respect whoever plans it. Nothing here tells of a serial that the planner doesn't see."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.dates import check_years
from accounts.models import known_zone
from clearances import labels
from clearances.guards import Actor, System
from exchanges.models import DescriptionPortion, Exchange
from phases.models import Phase
from portions.quoting import quoted
from resources.models import Booking
from resources.states import State as Booked
from serials.models import Serial

LONGEST = timedelta(days=31)
FAR = timedelta(days=366)  # Further from the exchange, a time is a slip of the keyboard.
MOST_CHARACTERS = 10_000
NOT_TYPED = ["exchange", "phase", "lead", "label", "changed_by", "zone"]


def visible(exchange: Exchange, by: Actor) -> Any:
    """The serials of *exchange* that *by* may see."""
    rows = Serial.objects if isinstance(by, System) else Serial.objects.for_user(by)
    return rows.filter(exchange=exchange)


def check(serial: Serial, by: Actor) -> None:
    """Refuse what can't be.

    Raises:
        ValidationError: by field.
    """
    try:
        known_zone(serial.zone)
    except ValidationError as problem:
        raise ValidationError({"zone": problem.messages}) from problem
    check_years(starts_at=serial.starts_at.date(), ends_at=serial.ends_at.date())
    _check_times(serial)
    _check_words(serial)
    serial.full_clean(exclude=NOT_TYPED, validate_constraints=False)
    _check_code(serial, by)
    _check_quotes(serial, by)


def check_phase(serial: Serial, by: Actor) -> None:
    """Refuse a phase of another exchange, and alike one that *by* doesn't see.

    Raises:
        ValidationError: under "phase".
    """
    rows = Phase.objects if isinstance(by, System) else Phase.objects.for_user(by)
    if serial.phase_id and not rows.filter(exchange=serial.exchange_id, pk=serial.phase_id).exists():
        raise ValidationError({"phase": _("Choose a phase of this exchange.")})


def check_bookings(serial: Serial, bookings: Iterable[Booking], by: Actor) -> None:
    """Refuse bookings that aren't the exchange's, and alike those that *by* doesn't see; freed ones too.

    Raises:
        ValidationError: under "bookings".
    """
    rows = Booking.objects if isinstance(by, System) else Booking.objects.for_user(by)
    wanted = {row.pk for row in bookings}
    there = Q(serials=serial.pk) | ~Q(state=Booked.FREED)
    found = rows.filter(there, exchange=serial.exchange_id, pk__in=wanted).distinct().count()
    if found < len(wanted):
        raise ValidationError({"bookings": _("Choose bookings of this exchange that aren't freed.")})


def _check_times(serial: Serial) -> None:
    if serial.ends_at <= serial.starts_at:
        raise ValidationError({"ends_at": _("A serial can't end before it starts, or take no time.")})
    if serial.ends_at - serial.starts_at > LONGEST:
        raise ValidationError({"ends_at": _("A serial lasts at most %(days)s days.") % {"days": LONGEST.days}})
    begin = datetime.combine(serial.exchange.starts_on, time(), UTC) - FAR
    end = datetime.combine(serial.exchange.ends_on, time(), UTC) + FAR
    if not begin <= serial.starts_at <= end:
        raise ValidationError({"starts_at": _("Choose a time within a year of the exchange.")})


def _check_words(serial: Serial) -> None:
    if not serial.title.strip():
        raise ValidationError({"title": _("Say what happens.")})
    for name in ("units", "objectives", "remarks"):
        if len(getattr(serial, name)) > MOST_CHARACTERS:
            raise ValidationError({name: _("At most %(most)s characters.") % {"most": MOST_CHARACTERS}})


def _check_code(serial: Serial, by: Actor) -> None:
    same = visible(serial.exchange, by).filter(code__iexact=serial.code).exclude(pk=serial.pk)
    if same.exists():
        raise ValidationError({"code": _("Another serial of this exchange has this code. Choose another one.")})


def _check_quotes(serial: Serial, by: Actor) -> None:
    """What repeats a paragraph, or another serial, is marked at least as strictly as that (access.md §1)."""
    if isinstance(by, System):
        return
    portions = DescriptionPortion.objects.for_user(by).of(serial.exchange_id).select_related("label")
    others = visible(serial.exchange, by).exclude(pk=serial.pk).select_related("label")
    sources: list[tuple[Any, str]] = [(row, row.text) for row in portions]
    sources += [(row, text) for row in others for text in (row.objectives, row.remarks)]
    said = "\n".join([serial.title, serial.units, serial.objectives, serial.remarks])
    for source in quoted(said, sources):
        if not labels.at_least(serial.label, source.label):
            text = _("This repeats something of this exchange that is marked more strictly than this serial.")
            raise ValidationError({"objectives": text})


def check_order(serial: Serial, after: Iterable[Serial], by: Actor) -> None:
    """Refuse predecessors that wait for *serial* themselves, as far as *by* sees it.

    Raises:
        ValidationError: under "after".
    """
    rows = visible(serial.exchange, by)
    known = set(rows.values_list("pk", flat=True))
    wanted = {row.pk for row in after}
    if serial.pk in wanted or not wanted <= known:
        raise ValidationError({"after": _("Choose other serials of this exchange.")})
    pairs = Serial.after.through.objects.filter(from_serial__in=known, to_serial__in=known)
    before: dict[Any, set[Any]] = {}
    for later, earlier in pairs.values_list("from_serial_id", "to_serial_id"):
        before.setdefault(later, set()).add(earlier)
    if serial.pk in _reached(wanted, before):
        raise ValidationError({"after": _("One of these waits for this serial itself.")})


def _reached(start: set[Any], before: dict[Any, set[Any]]) -> set[Any]:
    reached, pending = set(start), list(start)
    while pending:
        fresh = before.get(pending.pop(), set()) - reached
        reached |= fresh
        pending += fresh
    return reached
