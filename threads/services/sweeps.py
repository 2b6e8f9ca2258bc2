"""What the clock does to questions: remind whoever is asked, then say that they are overdue. Once each."""

from datetime import datetime

from django.db import models, transaction

from accounts.models import User
from notifications.services import notify
from threads.models import Thread
from threads.people import people_of
from threads.states import Side

BATCH = 200


def escalate(at: datetime) -> int:
    """Sweep: how many questions were reminded of or told to be overdue. The tick worker sees every row.

    Before its day the side that is asked is reminded; after it the side that asked is told, and the planners. Whether
    each may still see the thread is decided when the message is read and when it is mailed.
    """
    total = 0
    while claimed := _batch(at):
        total += claimed
    return total


@transaction.atomic
def _batch(at: datetime) -> int:
    late = models.Q(due_at__lte=at, escalated_at__isnull=True)
    early = models.Q(remind_at__lte=at, due_at__gt=at)
    rows = Thread.objects.questions().filter(late | early).select_related("delegation")
    claimed = list(rows.select_for_update(of=("self",), skip_locked=True).order_by("due_at", "pk")[:BATCH])
    for row in claimed:
        is_late = row.due_at <= at
        row.remind_at, row.escalated_at = None, at if is_late else row.escalated_at
        _tell(row, is_late=is_late)
    Thread.objects.bulk_update(claimed, ["remind_at", "escalated_at"])
    return len(claimed)


def _tell(row: Thread, *, is_late: bool) -> None:
    if not is_late:
        people = people_of(row.addressed_to, row.delegation)
        notify(people, "thread_due", row, key=f"thread:{row.pk}:due:{row.due_on}")
        return
    told: dict[int, User] = {}
    for side in (Side(row.addressed_to).other, Side.HOST):
        told |= {user.pk: user for user in people_of(side, row.delegation)}
    notify(told.values(), "thread_overdue", row, key=f"thread:{row.pk}:overdue:{row.due_on}")
