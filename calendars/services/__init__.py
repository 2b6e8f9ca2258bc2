"""Every write about the days of nations."""

from calendars.services.blackouts import (
    add_blackout,
    amend_blackout,
    overlapping,
    publish,
    published,
    remove_blackout,
    withdraw,
)
from calendars.services.holidays import add_holiday, correct_holiday
from calendars.services.imports import Imported, Period, import_blackouts
from calendars.services.loading import keep_loaded, load_holidays
from calendars.services.stand_downs import add_stand_down, correct_stand_down

__all__ = [
    "Imported",
    "Period",
    "add_blackout",
    "add_holiday",
    "add_stand_down",
    "amend_blackout",
    "correct_holiday",
    "correct_stand_down",
    "import_blackouts",
    "keep_loaded",
    "load_holidays",
    "overlapping",
    "publish",
    "published",
    "remove_blackout",
    "withdraw",
]
