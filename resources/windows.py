"""From when to when: whole days or hours where the resource is, as instants that exist; and what repeats."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from calendars.zones import FIRST, instant_of

UTC_ZONE = ZoneInfo("UTC")
HORIZON = timedelta(days=5 * 366)  # Nobody books further ahead, or looks further back.


@dataclass(frozen=True)
class Window:
    """A time in instants, the end exclusive; of whole days, or of hours of the clock."""

    starts_at: datetime
    ends_at: datetime
    is_all_day: bool

    @classmethod
    def of_days(cls, first: date, last: date, zone: ZoneInfo) -> "Window":
        """Whole days in *zone*, both inclusive.

        Raises:
            ValidationError: by field: reversed, or beyond the horizon.
        """
        if last < first:
            raise ValidationError({"last": _("The last day can't lie before the first.")})
        _check_horizon(first=first, last=last)
        return cls(midnight(first, zone), midnight(last + timedelta(days=1), zone), True)

    @classmethod
    def of_hours(cls, first: date, begins: time, last: date, ends: time, zone: ZoneInfo) -> "Window":
        """From a time of the clock until another.

        Raises:
            ValidationError: by field: reversed, of no length, beyond the horizon, or a time that the clock never shows.
        """
        _check_horizon(first=first, last=last)
        starts_at = instant(datetime.combine(first, begins), zone, field="begins")
        ends_at = instant(datetime.combine(last, ends), zone, field="ends")
        if ends_at <= starts_at:
            raise ValidationError({"ends": _("The end must come after the begin.")})
        return cls(starts_at, ends_at, False)

    @classmethod
    def said(cls, first: date, last: date, begins: time | None, ends: time | None, zone: ZoneInfo) -> "Window":
        """Whole days, or with both times from the one on the first day to the other on the last.

        Raises:
            ValidationError: by field, as the two above; or only one time.
        """
        if (begins is None) != (ends is None):
            raise ValidationError({"ends": _("Give both times, or neither for whole days.")})
        if begins is None or ends is None:
            return cls.of_days(first, last, zone)
        return cls.of_hours(first, begins, last, ends, zone)

    def shifted(self, by: timedelta, zone: ZoneInfo, *, to: ZoneInfo | None = None) -> "Window":
        """As many days later, at the same time of the clock; in zone *to*, if that changes too.

        Raises:
            ValidationError: the clock never shows that time on that day, or it is beyond the horizon.
        """
        target = to or zone
        first, last = (each.astimezone(zone).replace(tzinfo=None) + by for each in (self.starts_at, self.ends_at))
        _check_horizon(first=first.date(), last=last.date())
        if self.is_all_day:
            return Window(midnight(first.date(), target), midnight(last.date(), target), True)
        return Window(
            instant(first, target, field="first", fold=FIRST), instant(last, target, field="last", fold=FIRST), False
        )

    def days(self, zone: ZoneInfo) -> Iterable[date]:
        """Every day that it touches in *zone*."""
        first = self.starts_at.astimezone(zone).date()
        last = (self.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
        return (first + timedelta(days=n) for n in range((last - first).days + 1))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When *day* begins; where the clock skips midnight, the first moment after it."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def instant(local: datetime, zone: ZoneInfo, *, field: str, fold: int | None = None) -> datetime:
    """The instant at which clocks in *zone* show *local*.

    Raises:
        ValidationError: under *field*: they never show it, or twice and *fold* doesn't say which is meant.
    """
    try:
        return instant_of(local, zone.key, fold=fold)
    except ValidationError as problem:
        raise ValidationError({field: problem.messages}) from problem


def _check_horizon(**days: date) -> None:
    today = timezone.now().date()
    beyond = [name for name, day in days.items() if abs(day - today) > HORIZON]
    if beyond:
        raise ValidationError({name: _("Choose a day within five years from now.") for name in beyond})
