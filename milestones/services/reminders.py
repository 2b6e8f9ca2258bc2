"""The sweep that reminds of milestones 14 and 7 days before, and on the day."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from clearances.services import holders
from milestones.models import Milestone, MilestoneReminder
from notifications.services import notify

BATCH = 500


def owners_of(milestone: Milestone) -> Any:
    """Who sees to it: the person named, else everybody who plans the exchange."""
    return [milestone.owner] if milestone.owner else holders("exchanges.change_exchange", milestone.exchange)


def remind(at: datetime) -> int:
    """Sweep: how many milestones were reminded of. The tick worker sees every row.

    After a downtime that swallowed several stages only the newest is told. Whether each recipient may still see the
    milestone is decided when the message is read and when it is mailed.
    """
    total = 0
    while claimed := _remind_batch(at):
        total += claimed
    return total


@transaction.atomic
def _remind_batch(at: datetime) -> int:
    due = MilestoneReminder.objects.filter(sent_at__isnull=True, fire_at__lte=at)
    claimed = Milestone.objects.open().filter(Exists(due.filter(milestone=OuterRef("pk"))))
    rows = list(claimed.select_related("exchange", "owner").select_for_update(of=("self",), skip_locked=True)[:BATCH])
    newest: dict[Any, int] = dict(
        due.filter(milestone__in=rows).order_by("fire_at", "pk").values_list("milestone_id", "days_before")
    )
    due.filter(milestone__in=rows).update(sent_at=at)
    for row in rows:
        days = newest[row.pk]
        kind = "milestone_due_soon" if days else "milestone_due"
        notify(owners_of(row), kind, row, key=f"milestone:{row.pk}:{days}:{row.planned_on}")
    return len(rows)
