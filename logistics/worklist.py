"""Tasks that are late, or due soon, and wait for a person (settings.WORKLIST_CONTRIBUTORS)."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from logistics.lists import of_person
from notifications.worklist import Group, Item

DAYS_AHEAD = 14


def items(user: User) -> list[Item]:
    now = timezone.now()
    soon = of_person(user).open().filter(due_at__lte=now + timedelta(days=DAYS_AHEAD))
    rows = soon.select_related("delegation").order_by("due_at", "pk")
    return [
        Item(
            "task",
            "checklist",
            row.title,
            row.get_absolute_url(),
            _("Done?"),
            row.due_at,
            row.due_at <= now,
            Group.TASKS,
            row.due_on,
            row.delegation.title,
        )
        for row in rows
    ]
