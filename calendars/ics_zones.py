"""VTIMEZONE of an IANA zone for the years that a calendar file speaks of.

icalendar makes these too, but begins summer time an hour late: an onset is written in the time that it ends (RFC 5545,
3.6.5). Zones that never change are one component; the others list their changes one by one, so no rule is guessed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vDDDLists

STEP = timedelta(days=7)  # No zone changes twice within a week.
Change = tuple[timedelta, timedelta, str, bool]  # Offset before and after, name and whether it is summer time.


def components(names: Iterable[str], first: datetime, last: datetime) -> Iterator[Timezone]:
    """One for each of *names*, for instants from *first* to *last*."""
    for name in sorted(set(names)):
        yield _component(name, first.astimezone(UTC) - STEP, last.astimezone(UTC) + STEP)


def _component(name: str, first: datetime, last: datetime) -> Timezone:
    zone = ZoneInfo(name)
    found = Timezone()
    found.add("tzid", name)
    here = first.astimezone(zone)
    offset = _offset(here)
    found.add_component(_part((offset, offset, here.tzname() or name, bool(here.dst())), [here.replace(tzinfo=None)]))
    for change, onsets in _changes(zone, first, last).items():
        found.add_component(_part(change, onsets))
    return found


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> dict[Change, list[datetime]]:
    """The changes of *zone*, each with its onsets in the local time that ends with it."""
    found: dict[Change, list[datetime]] = defaultdict(list)
    at = first
    while at < last:
        following = at + STEP
        if _clock(at, zone) != _clock(following, zone):
            instant = _instant(at, following, zone)
            before, after = (instant - timedelta(seconds=1)).astimezone(zone), instant.astimezone(zone)
            change = (_offset(before), _offset(after), after.tzname() or "", bool(after.dst()))
            found[change].append((instant + _offset(before)).replace(tzinfo=None))
        at = following
    return found


def _instant(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first second of the new time, between *low* and *high*."""
    before = _clock(low, zone)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _clock(middle, zone) == before else (low, middle)
    return high


def _clock(at: datetime, zone: ZoneInfo) -> tuple[timedelta, str | None]:
    here = at.astimezone(zone)
    return _offset(here), here.tzname()


def _offset(here: datetime) -> timedelta:
    return here.utcoffset() or timedelta()


def _part(change: Change, onsets: list[datetime]) -> TimezoneStandard | TimezoneDaylight:
    before, after, name, is_summer = change
    part = TimezoneDaylight() if is_summer else TimezoneStandard()
    part.add("dtstart", onsets[0])
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    part.add("tzname", name)
    if onsets[1:]:
        part.add("rdate", vDDDLists(onsets[1:]))
    return part
