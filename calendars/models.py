"""Public holidays, weekends, blackout periods and stand-downs of nations; working days, zones and calendar files."""
