"""What repeats, as the windows it stands for: each becomes a booking of its own, so there must be an end to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from resources.windows import Window

MOST = 200


class Every(TextChoices):
    DAY = "day", gettext_lazy("Every day")
    WEEK = "week", gettext_lazy("Every week")
    MONTH = "month", gettext_lazy("Every month")


FREQUENCY = {Every.DAY: DAILY, Every.WEEK: WEEKLY, Every.MONTH: MONTHLY}


@dataclass(frozen=True)
class Repeats:
    """Every so often, *count* times in all or until a day (inclusive), but on the days *without*."""

    every: Every
    interval: int = 1
    count: int | None = None
    until: date | None = None
    without: Collection[date] = ()

    def expand(self, window: Window, zone: ZoneInfo) -> list[Window]:
        """*window* and its repetitions, at the same time of the clock in *zone*.

        Raises:
            ValidationError: by field: without an end, too many, none, or each overlapping the next.
        """
        self._check()
        first = window.starts_at.astimezone(zone).date()
        days = [day for day in self._days(first) if day not in set(self.without)]
        if not days:
            raise ValidationError({"without": _("Nothing is left of it.")})
        found = [window.shifted(day - first, zone) for day in days]
        if any(later.starts_at < earlier.ends_at for earlier, later in pairwise(found)):
            raise ValidationError({"every": _("It lasts longer than the time until it comes again.")})
        return found

    def _check(self) -> None:
        if self.count is None and self.until is None:
            raise ValidationError({"until": _("Say how often, or until when: what repeats must end.")})
        if self.interval < 1 or (self.count is not None and self.count < 1):
            raise ValidationError({"count": _("Choose a number of at least one.")})

    def _days(self, first: date) -> list[date]:
        until = datetime.combine(self.until, time.max) if self.until else None
        rule = rrule(FREQUENCY[self.every], datetime.combine(first, time.min), interval=self.interval, until=until)
        wanted = min(self.count, MOST + 1) if self.count else MOST + 1
        days = [each.date() for each in islice(rule, wanted)]
        if len(days) > MOST:
            raise ValidationError({"count": _("These are more than %(n)d; book them in parts.") % {"n": MOST}})
        return days
