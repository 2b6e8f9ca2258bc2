"""What the record says rows were at a past instant, read from the versions that ``accounts.history`` keeps.

The record only grows, so the answer for an instant never changes: what is entered later, even with an earlier first
day, is not part of it. That holds from the moment every transaction of that instant has ended, hence ``settled``.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.history import DELETED, versions_of

# No transaction of the portal lasts longer: what one of them wrote at an instant shows only when it has ended.
SETTLING = timedelta(minutes=10)


def settled(day: date) -> datetime | None:
    """The end of *day* in UTC, the same instant for every reader; None while its record may still grow: ask for now."""
    end = datetime.combine(day + timedelta(days=1), time.min, UTC) - timedelta(microseconds=1)
    return end if end + SETTLING <= timezone.now() else None


def recorded(model: type[models.Model], at: datetime, **unchanging: Any) -> models.QuerySet[Any]:
    """The version of each of *model*'s rows that stood in the record at *at*; a row removed by then has none.

    *unchanging* narrows by fields that no update changes; whatever else narrows comes after, with ``filter``. A version
    has the columns of its row. Its foreign keys lead to rows of today: read their ids only.
    """
    versions = versions_of(model)
    newest = versions.objects.filter(pgh_created_at__lte=at, **unchanging).order_by("id", "-pgh_id").distinct("id")
    return versions.objects.filter(pk__in=newest.values("pk")).exclude(pgh_label=DELETED).order_by("id")  # type: ignore[no-any-return]


def present(model: type[models.Model]) -> Iterable[Any]:
    """The rows as they stand now."""
    return model._default_manager.order_by("pk")
