"""What several services of milestones share: the host's calendar, locks, labels, reminders."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Party
from calendars.workdays import WorkCalendar, work_calendars
from clearances import labels
from clearances.guards import Actor
from clearances.labels import LabelValue
from clearances.models import Label
from exchanges.models import Exchange, ExchangeContent
from milestones.backplan import reach
from milestones.models import Milestone, MilestoneReminder
from participants.services.access import lock_exchange
from programs import versions
from programs.labelling import as_label, sees

REMIND_DAYS = (14, 7, 0)
REMIND_AT = time(8)  # In the exchange's zone.


def calendar_of(host: Party, days: Iterable[date]) -> WorkCalendar:
    """The working days of *host* around *days*, far enough for every lead time; constant queries."""
    first, last = reach(days)
    return work_calendars([host], first, last)[host.pk]


def lock(milestone: Milestone, version: int | None = None) -> tuple[Milestone, Exchange]:
    """The exchange first, as everywhere: a move of its dates and a change of the milestone wait for each other.

    Raises:
        Stale: it isn't at *version* any more.
    """
    exchange = lock_exchange(milestone.exchange_id)
    return versions.lock(milestone, version), exchange


def label_of(exchange: Exchange, chosen: Label | LabelValue | None, *, by: Actor) -> Label:
    """The label of a part of *exchange*: as chosen, else as its content.

    Raises:
        ValidationError: under "label": it can't be saved, is more open than the cover, or *by* couldn't see the part.
    """
    if chosen is None:
        return ExchangeContent.objects.select_related("label").get(exchange=exchange).label  # type: ignore[no-any-return]
    try:
        label = as_label(chosen)
    except ValidationError as problem:
        raise ValidationError({"label": problem.messages}) from problem
    if not sees(by, label):
        raise ValidationError({"label": _("You couldn't see this yourself.")})
    if not labels.at_least(label, exchange.label):
        raise ValidationError({"label": _("It must be marked at least as strictly as the cover of the exchange.")})
    return label


def arm(milestone: Milestone, zone: ZoneInfo) -> None:
    """Set the reminders for its day as it is now. A day that has passed isn't caught up with; today is."""
    now = timezone.now()
    kept: dict[int, Any] = {row.days_before: row for row in milestone.reminders.all()}
    for days in REMIND_DAYS:
        day = milestone.planned_on - timedelta(days=days)
        fire_at = datetime.combine(day, REMIND_AT, zone).astimezone(UTC)
        row = kept.get(days) or MilestoneReminder(milestone=milestone, days_before=days)
        if row.fire_at == fire_at and row.sent_at is not None:
            continue
        row.fire_at, row.sent_at = fire_at, now if day < timezone.localdate(now, zone) else None
        row.save()
