"""When a reply is due and when its delegation is reminded: days of the host, as instants. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

REMIND_DAYS = (3, 0)  # Days before the reply-by date; 0 is the day itself.
REMIND_AT = time(8)  # In the host's zone.
ASK_AGAIN_DAYS = 7  # The least time a nation gets when it is asked again.


def stages(reply_by: date, zone: ZoneInfo) -> list[datetime]:
    """The instants at which a delegation that owes an answer is reminded, in order."""
    return [datetime.combine(reply_by - timedelta(days=days), REMIND_AT, zone).astimezone(UTC) for days in REMIND_DAYS]


def next_reminder(reply_by: date, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first stage that still lies ahead of *after*; None when there is none."""
    return next((stage for stage in stages(reply_by, zone) if stage > after), None)


def latest_stage(reply_by: date, zone: ZoneInfo, at: datetime) -> datetime | None:
    """The last stage that *at* has reached: after a downtime that one alone is told."""
    return next((stage for stage in reversed(stages(reply_by, zone)) if stage <= at), None)


def moved(reply_by: date, *, starts_on: date) -> date:
    """The reply-by date after STARTEX has moved: as it was, unless that would be too late."""
    return min(reply_by, starts_on - timedelta(days=1))


def asked_again(reply_by: date, *, shift: timedelta, starts_on: date, today: date) -> date:
    """The reply-by date of a nation that must answer again: as far ahead of STARTEX as before, with a week to decide.

    Never after the day before STARTEX, unless that has passed already: then today.
    """
    wanted = max(reply_by + shift, today + timedelta(days=ASK_AGAIN_DAYS))
    return max(min(wanted, starts_on - timedelta(days=1)), today)
