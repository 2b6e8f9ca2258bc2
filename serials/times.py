"""Wall time and instants, across the hours that a zone skips and those that it has twice."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

WIDEST = timedelta(days=1)  # No zone is further from UTC.
LONGEST_GAP = 36 * 60  # Minutes; Samoa once skipped a whole day.


def instants(local: datetime, zone: ZoneInfo) -> list[datetime]:
    """When the clocks of *zone* show *local*: once; never in an hour that is skipped, twice in one that is repeated."""
    found = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(at for at in found if at.astimezone(zone).replace(tzinfo=None) == local)


def next_existing(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant of *local*, or of the first minute after it that the clocks of *zone* show."""
    for minutes in range(LONGEST_GAP):
        if found := instants(local + timedelta(minutes=minutes), zone):
            return found[0]
    raise ValueError(f"{zone} has no time after {local}.")


def shifted(at: datetime, days: int, zone: ZoneInfo) -> tuple[datetime, bool]:
    """*at* so many days later by the clocks of *zone*, and whether its wall time doesn't exist on that day."""
    here = at.astimezone(zone)
    local = here.replace(tzinfo=None, fold=0) + timedelta(days=days)
    found = instants(local, zone)
    if not found:
        return next_existing(local, zone), True
    return found[-1 if here.fold else 0], False


def anywhere(first: date, last: date) -> tuple[datetime, datetime]:
    """From where *first* begins first on earth to where *last* ends last; the edges of the calendar stay in it."""
    begin, end = (datetime.combine(each, datetime.min.time(), UTC) for each in (first, last))
    earliest, latest = datetime.min.replace(tzinfo=UTC) + WIDEST, datetime.max.replace(tzinfo=UTC) - 2 * WIDEST
    return max(begin, earliest) - WIDEST, min(end, latest) + 2 * WIDEST


def day_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first instant of *day* in *zone*, and that of the next day."""
    begin, end = (datetime.combine(each, datetime.min.time()) for each in (day, day + timedelta(days=1)))
    return next_existing(begin, zone), next_existing(end, zone)
