"""How far one has read, and when one wants to be told. Both are one's own, and nobody else's to read or change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User, known_zone
from briefs.models import Every, Reader

AT_FIRST = timedelta(days=7)  # What somebody is shown who has never said how far they have read.
# What a longer transaction did becomes visible after the instant that it bears: so much is read again, once.
SETTLING = timedelta(seconds=10)


def reader_of(user: User) -> Reader:
    """What is stored of them, or how everybody begins; stores nothing."""
    return Reader.objects.for_user(user).first() or Reader(user=user, zone=user.zone_info.key)


def since(user: User) -> tuple[datetime, bool]:
    """The last visit, and whether there was one."""
    read = reader_of(user).read_until
    return (read, True) if read else (timezone.now() - AT_FIRST, False)


@transaction.atomic
def mark_read(until: datetime, *, by: User) -> None:
    """Everything up to *until* has been read. Never undone by an older page: the latest instant counts."""
    reader = _locked(by)
    until = min(until, timezone.now() - SETTLING)
    if reader.read_until is None or reader.read_until < until:
        reader.read_until = until
        reader.save()


@transaction.atomic
def choose(*, every: str, weekday: int, hour: int, zone: str, by: User) -> Reader:
    """When *by* is told that there is news; the first time after now.

    Raises:
        ValidationError: by field: no such zone, hour or day of the week.
    """
    _check(weekday=weekday, hour=hour, zone=zone)
    reader, now = _locked(by), timezone.now()
    reader.every, reader.weekday, reader.hour, reader.zone = every, weekday, hour, zone
    reader.due_at = next_due(reader, now)
    reader.looked_until = max(filter(None, [reader.looked_until, now - SETTLING])) if reader.due_at else None
    reader.save()
    return reader


def _check(*, weekday: int, hour: int, zone: str) -> None:
    try:
        known_zone(zone)
    except ValidationError as problem:
        raise ValidationError({"zone": problem.messages}) from problem
    if hour not in range(24):
        raise ValidationError({"hour": _("Choose an hour between 0 and 23.")})
    if weekday not in range(7):
        raise ValidationError({"weekday": _("Choose a day of the week.")})


def next_due(reader: Reader, after: datetime) -> datetime | None:
    """The first instant after *after* at which the reader's clock shows the chosen hour.

    Where clocks skip the hour it is as long after the gap; where they show it twice it is the first time.
    """
    if reader.every == Every.NEVER:
        return None
    place = ZoneInfo(reader.zone)
    day = after.astimezone(place).date()
    while True:
        due = datetime.combine(day, time(reader.hour), tzinfo=place).astimezone(UTC)
        if due > after and (reader.every == Every.DAY or day.weekday() == reader.weekday):
            return due
        day += timedelta(days=1)


def _locked(user: User) -> Reader:
    Reader.objects.get_or_create(user=user, defaults={"zone": user.zone_info.key})
    reader: Reader = Reader.objects.select_for_update().get(user=user)
    return reader
