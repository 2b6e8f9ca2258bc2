"""Local times and the instants they mean: a zone that exists, and clocks that are put forward and back.

Twice a year a zone with summer time has an hour that doesn't exist and an hour that occurs twice. The first is refused
by name, with the times around it; of the second one is asked which is meant.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.dates import day
from accounts.models import known_zone

FIRST, SECOND = 0, 1  # Which of two occurrences is meant, as ``datetime.fold`` says it.


class NoSuchLocalTime(ValidationError):
    """The clock skips it. ``after`` is what the clock shows instead: as long after the gap began."""

    def __init__(self, message: str, after: datetime) -> None:
        super().__init__(message, code="no_such_local_time")
        self.after = after


class TwiceLocalTime(ValidationError):
    """The clock shows it twice. ``instants`` holds both, the earlier first: ask which is meant."""

    def __init__(self, message: str, instants: tuple[datetime, datetime]) -> None:
        super().__init__(message, code="twice_local_time")
        self.instants = instants


def zone_named(name: str) -> ZoneInfo:
    """The zone with this IANA name.

    Raises:
        ValidationError: there is none.
    """
    known_zone(name)
    return ZoneInfo(name)


def instant_of(local: datetime, zone: str, *, fold: int | None = None) -> datetime:
    """The instant, in UTC, at which the clocks of *zone* show *local*, a datetime without a zone.

    *fold* says which one is meant where they show it twice: ``FIRST`` or ``SECOND``.

    Raises:
        NoSuchLocalTime: they never show it.
        TwiceLocalTime: they show it twice, and *fold* doesn't say which is meant.
        ValidationError: no such zone, or a year that lies out of reach.
    """
    place = zone_named(zone)
    try:
        first, second = (local.replace(tzinfo=place, fold=each).astimezone(UTC) for each in (FIRST, SECOND))
    except OverflowError as problem:
        raise ValidationError(_("This date is out of reach.")) from problem
    if first == second:
        return first
    if _shown(first, place) != local.replace(tzinfo=None):
        raise _skipped(local, place)
    if fold is None:
        raise _asked(local, place, (first, second))
    return second if fold == SECOND else first


def _shown(instant: datetime, place: ZoneInfo) -> datetime:
    return instant.astimezone(place).replace(tzinfo=None)


def _skipped(local: datetime, place: ZoneInfo) -> NoSuchLocalTime:
    """Read with the offset of before, the skipped time is what the clock shows instead."""
    after = _shown(local.replace(tzinfo=place, fold=FIRST).astimezone(UTC), place)
    text = _("%(time)s doesn't exist on %(day)s in %(zone)s: clocks are put forward. They show %(after)s instead.")
    words = {"time": f"{local:%H:%M}", "day": day(local), "zone": place, "after": f"{after:%H:%M}"}
    return NoSuchLocalTime(text % words, after)


def _asked(local: datetime, place: ZoneInfo, instants: tuple[datetime, datetime]) -> TwiceLocalTime:
    text = _("%(time)s occurs twice on %(day)s in %(zone)s: clocks are put back. Say whether %(first)s or %(second)s.")
    first, second = (f"UTC{offset_of(each, place)}" for each in instants)
    words = {"time": f"{local:%H:%M}", "day": day(local), "zone": place, "first": first, "second": second}
    return TwiceLocalTime(text % words, instants)


def offset_of(instant: datetime, place: ZoneInfo) -> str:
    """How far the clocks of a place are ahead of UTC at an instant: ``+02:00``."""
    text = f"{instant.astimezone(place):%z}"
    return f"{text[:3]}:{text[3:5]}"
