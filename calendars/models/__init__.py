"""Public holidays, weekends, blackout periods and stand-downs of nations; working days, zones and calendar files."""

from calendars.models.blackouts import Blackout, BusyPeriod
from calendars.models.days import Holiday, LoadedYear, StandDown, Weekend
from calendars.models.imports import ImportedPeriod

__all__ = ["Blackout", "BusyPeriod", "Holiday", "ImportedPeriod", "LoadedYear", "StandDown", "Weekend"]
