"""Serials as a grid: a day by half hours, a week by days, in lanes of a place or of a lead nation. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.dates import day as worded
from serials.reading import Shown
from serials.times import day_of

STEP = timedelta(minutes=30)
HOUR = timedelta(hours=1)
WORKDAY = (7, 18)  # Hours that a day sheet shows even if they are empty.
DAYS = 7


@dataclass(frozen=True)
class Bar:
    """A serial on one day, by the clocks of the sheet."""

    row: Shown
    zone: ZoneInfo
    is_begun: bool  # It began on an earlier day.
    is_going_on: bool  # It ends on a later one.

    @property
    def hours(self) -> str:
        """Its times by the clocks of the sheet, such as ``08:00–10:30``; with the day where that is another one."""
        begin, end = (at.astimezone(self.zone) for at in (self.row.serial.starts_at, self.row.serial.ends_at))
        first = f"{worded(begin.date())} {begin:%H:%M}" if self.is_begun else f"{begin:%H:%M}"
        last = f"{worded(end.date())} {end:%H:%M}" if self.is_going_on else f"{end:%H:%M}"
        return f"{first} – {last}" if self.is_begun or self.is_going_on else f"{first}–{last}"


@dataclass(frozen=True)
class Cell:
    """So many half hours, of a serial or of nothing."""

    span: int
    bar: Bar | None = None


@dataclass
class Track:
    """One line of a lane, in which nothing overlaps."""

    cells: list[Cell] = field(default_factory=list)
    until: int = 0  # Half hours that are filled.


@dataclass(frozen=True)
class DaySheet:
    day: date
    hours: list[str]  # As the clocks show them: an hour is missing, or comes twice, where they change.
    lanes: list[tuple[str, list[Track]]]
    bars: list[Bar]  # In the order of time, for whoever has no room for a grid.


@dataclass(frozen=True)
class WeekSheet:
    days: list[date]
    lanes: list[tuple[str, list[list[Bar]]]]  # For each day its bars.
    bars: list[tuple[date, list[Bar]]]  # Of the days that have some.


def day_sheet(rows: Iterable[Shown], on: date, zone: ZoneInfo, name: Callable[[Shown], str]) -> DaySheet:
    begin, end = day_of(on, zone)
    bars = list(bars_on(rows, on, zone))
    first, last = _window(bars, begin, end)
    hours = [f"{(first + HOUR * number).astimezone(zone):%H:%M}" for number in range(round((last - first) / HOUR))]
    lanes = [(title, _tracks(each, first, last)) for title, each in _laned(bars, name)]
    return DaySheet(on, hours, lanes, bars)


def week_sheet(rows: Iterable[Shown], monday: date, zone: ZoneInfo, name: Callable[[Shown], str]) -> WeekSheet:
    rows, days = list(rows), [monday + timedelta(days=number) for number in range(DAYS)]
    by_day = {on: list(bars_on(rows, on, zone)) for on in days}
    lanes: dict[str, list[list[Bar]]] = {}
    for number, on in enumerate(days):
        for bar in by_day[on]:
            lanes.setdefault(name(bar.row), [[] for _day in days])[number].append(bar)
    return WeekSheet(days, sorted(lanes.items()), [(on, bars) for on, bars in by_day.items() if bars])


def bars_on(rows: Iterable[Shown], on: date, zone: ZoneInfo) -> Iterator[Bar]:
    begin, end = day_of(on, zone)
    for row in sorted(rows, key=lambda row: (row.serial.starts_at, row.serial.code)):
        if row.serial.starts_at < end and row.serial.ends_at > begin:
            yield Bar(row, zone, row.serial.starts_at < begin, row.serial.ends_at > end)


def _laned(bars: Iterable[Bar], name: Callable[[Shown], str]) -> list[tuple[str, list[Bar]]]:
    lanes: dict[str, list[Bar]] = {}
    for bar in bars:
        lanes.setdefault(name(bar.row), []).append(bar)
    return sorted(lanes.items())


def _window(bars: list[Bar], begin: datetime, end: datetime) -> tuple[datetime, datetime]:
    """The whole hours that are shown: those of work, and whatever a serial needs."""
    starts = [max(bar.row.serial.starts_at, begin) for bar in bars]
    ends = [min(bar.row.serial.ends_at, end) for bar in bars]
    first = min([*starts, begin + HOUR * WORKDAY[0]])
    last = max([*ends, begin + HOUR * WORKDAY[1]])
    return begin + HOUR * ((first - begin) // HOUR), begin - HOUR * ((begin - last) // HOUR)


def _tracks(bars: Iterable[Bar], first: datetime, last: datetime) -> list[Track]:
    tracks: list[Track] = []
    for bar in bars:
        start, stop = _steps(bar, first, last)
        track = next((each for each in tracks if each.until <= start), None)
        if track is None:
            track = Track()
            tracks.append(track)
        if start > track.until:
            track.cells.append(Cell(start - track.until))
        track.cells.append(Cell(stop - start, bar))
        track.until = stop
    total = round((last - first) / STEP)
    for track in tracks:
        if track.until < total:
            track.cells.append(Cell(total - track.until))
    return tracks


def _steps(bar: Bar, first: datetime, last: datetime) -> tuple[int, int]:
    """The half hours that a serial touches; each has at least one."""
    start = (max(bar.row.serial.starts_at, first) - first) // STEP
    stop = -((first - min(bar.row.serial.ends_at, last)) // STEP)
    return start, max(stop, start + 1)
