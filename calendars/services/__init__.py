"""Every write about the days of nations."""

from calendars.services.loading import keep_loaded, load_holidays

__all__ = ["keep_loaded", "load_holidays"]
