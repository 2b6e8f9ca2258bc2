"""Read blackout periods from a calendar file that somebody sends: bounded, and whatever can't be read is named."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar, Component
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from accounts.dates import day as in_words
from calendars.ics_repeating import Unreadable, read
from calendars.models.blackouts import TITLE_LENGTH

MOST_BYTES = 1_000_000
MOST_EVENTS = 500
MOST_PERIODS = 2_000
YEARS_AHEAD = 3
CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
Days = tuple[date, date]


@dataclass(frozen=True)
class Found:
    """One event: its periods with the digest by which each is known again, and what the reader should know of it."""

    title: str
    periods: list[tuple[str, date, date]]
    note: str = ""


@dataclass(frozen=True)
class Problem:
    """An event that isn't entered, and why."""

    title: str
    text: str


@dataclass
class Reading:
    """What a file holds from *today* on."""

    today: date
    zone: ZoneInfo
    zones: frozenset[str] = frozenset()  # Described in the file itself.
    found: list[Found] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    past: int = 0

    @property
    def horizon(self) -> date:
        return date(self.today.year + YEARS_AHEAD, 12, 31)


def read_file(content: bytes, *, today: date, zone: ZoneInfo) -> Reading:
    """The blackout periods in *content*; instants in UTC count on the day that they are in *zone*.

    Raises:
        ValidationError: it is too big, no calendar, or holds too much.
    """
    if len(content) > MOST_BYTES:
        raise ValidationError(_("The file is bigger than 1 MB."))
    calendar = _calendar(_decoded(content))
    events = calendar.walk("VEVENT")
    zones = frozenset(str(one.get("TZID")) for one in calendar.walk("VTIMEZONE"))
    reading = Reading(today, zone, zones)
    moved = _moved(events)
    for event in events:
        _read_event(event, reading, moved)
    _check_number(reading)
    return reading


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise ValidationError(_("The file isn't written in UTF-8. Save it as iCalendar (.ics) again.")) from problem


def _calendar(text: str) -> Calendar:
    if text.upper().count("BEGIN:VEVENT") > MOST_EVENTS:
        words = ngettext("There may be %(n)d event in a file.", "There may be %(n)d events in a file.", MOST_EVENTS)
        raise ValidationError(words % {"n": MOST_EVENTS})
    try:
        found = Calendar.from_ical(text)
    except (ValueError, KeyError, IndexError, TypeError) as problem:
        raise ValidationError(_("This isn't a calendar file (iCalendar, .ics).")) from problem
    if not isinstance(found, Calendar) or found.name != "VCALENDAR":
        raise ValidationError(_("This isn't a calendar file (iCalendar, .ics)."))
    return found


def _check_number(reading: Reading) -> None:
    if sum(len(one.periods) for one in reading.found) > MOST_PERIODS:
        words = ngettext("There may be %(n)d period in a file.", "There may be %(n)d periods in a file.", MOST_PERIODS)
        raise ValidationError(words % {"n": MOST_PERIODS})


def _moved(events: Iterable[Component]) -> dict[str, set[date]]:
    """By UID: the days of a repeated event that the file tells of on their own (RECURRENCE-ID)."""
    found: dict[str, set[date]] = {}
    for event in events:
        original = event.get("RECURRENCE-ID")
        if original is not None and hasattr(original, "dt"):
            found.setdefault(str(event.get("UID")), set()).add(_date(original.dt))
    return found


def _read_event(event: Component, reading: Reading, moved: dict[str, set[date]]) -> None:
    title = CONTROLS.sub(" ", str(event.get("SUMMARY", ""))).strip()[:TITLE_LENGTH] or _("Untitled")
    try:
        first, last = _days(event, reading)
        days, note = _repeated(event, first, reading)
    except (Unreadable, ValueError, OverflowError) as problem:
        words = str(problem) if isinstance(problem, Unreadable) else _("Its dates can't be read.")
        reading.problems.append(Problem(title, words))
        return
    hidden = moved.get(str(event.get("UID")), set()) if event.get("RECURRENCE-ID") is None else set()
    periods = [(_digest(event, day), day, day + (last - first)) for day in days if day not in hidden]
    coming = [period for period in periods if period[2] >= reading.today]
    reading.past += len(periods) - len(coming)
    if coming:
        reading.found.append(Found(title, coming, note))


def _digest(event: Component, day: date) -> str:
    """Of its UID; of a repeated event also the day. Without a UID: of its words and days."""
    name = str(event.get("UID") or event.get("SUMMARY", ""))
    is_single = event.get("UID") and not any(event.get(key) for key in ("RRULE", "RDATE", "RECURRENCE-ID"))
    return sha256(name.encode() if is_single else f"{name}|{day}".encode()).hexdigest()


def _days(event: Component, reading: Reading) -> Days:
    """The first and the last day of the event, both inclusive."""
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        raise Unreadable(_("It is cancelled."))
    starts, ends = event.get("DTSTART"), event.get("DTEND")
    if not hasattr(starts, "dt") or isinstance(starts.dt, time | timedelta):
        raise Unreadable(_("It has no first day, or several."))
    start = _local(starts, reading)
    end = _end(event, start, ends, reading)
    if end <= start:
        raise Unreadable(_("It ends before it starts, or lasts no time."))
    return _date(start), _last_day(end)


def _end(event: Component, start: Any, ends: Any, reading: Reading) -> Any:
    length = getattr(event.get("DURATION"), "dt", None)
    if ends is None and isinstance(length, timedelta):
        return start + length
    if ends is None:
        return start + (timedelta(seconds=1) if isinstance(start, datetime) else timedelta(days=1))
    end = _local(ends, reading)
    if isinstance(start, datetime) != isinstance(end, datetime):
        raise Unreadable(_("It begins with a day and ends at an hour, or the other way round."))
    return end


def _local(value: Any, reading: Reading) -> Any:
    """A date, or the hour that a clock shows where the event is, without a zone."""
    name = str(value.params.get("TZID", ""))
    if name and name not in available_timezones() | reading.zones | set(WINDOWS_TO_OLSON):
        raise Unreadable(_("Its time zone, “%(zone)s”, doesn't exist.") % {"zone": name[:64]})
    at = value.dt
    if not isinstance(at, datetime):
        return at
    return (at if name or at.tzinfo is None else at.astimezone(reading.zone)).replace(tzinfo=None)


def _date(at: Any) -> date:
    return at.date() if isinstance(at, datetime) else at


def _last_day(end: Any) -> date:
    """The day before an exclusive end, or the day of the last moment before it."""
    return _date(end - (timedelta(microseconds=1) if isinstance(end, datetime) else timedelta(days=1)))


def _repeated(event: Component, first: date, reading: Reading) -> tuple[list[date], str]:
    """The first days of all its repetitions up to the horizon, and what to say of that."""
    rule, note = event.get("RRULE"), ""
    days = {first}
    if isinstance(rule, list):
        raise Unreadable(_("It repeats by several rules at once. Enter its days one by one."))
    if rule is not None:
        repeating = read(rule, first)
        if repeating.count is not None and repeating.count > MOST_PERIODS:
            raise Unreadable(_("It repeats %(n)d times; 2 000 are the most.") % {"n": repeating.count})
        days |= set(repeating.days(reading.horizon))
        if not repeating.has_end or (repeating.until or first) > reading.horizon:
            note = _("Repeats beyond %(day)s: entered up to that day.") % {"day": in_words(reading.horizon)}
    days |= set(_listed(event.get("RDATE")))
    return sorted(days - set(_listed(event.get("EXDATE")))), note


def _listed(said: Any) -> Iterator[date]:
    for one in said if isinstance(said, list) else [said]:
        for value in getattr(one, "dts", []):
            at = value.dt[0] if isinstance(value.dt, tuple) else value.dt
            yield _date(at)
