"""What waits for a person at the clearances desk: requests to decide, and clearances about to lapse."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clearances import services
from clearances.models import Clearance, Standing
from notifications.worklist import Group, Item


def items(user: User) -> list[Item]:
    now = timezone.now()
    return [*_to_decide(user), *_lapsing(user, now)]


def _to_decide(user: User) -> list[Item]:
    """Requests of others that this very person may confirm."""
    waiting = Clearance.objects.for_user(user, "confirm").waiting(timezone.now()).with_names()
    return [
        Item(
            kind="clearance_requested",
            icon="shield-question",
            title=_("%(level)s for %(person)s") % {"level": clearance, "person": clearance.person},
            url=reverse("clearances:detail", args=[clearance.pk]),
            verb=_("Confirm or refuse"),
            due_at=None,
            is_overdue=False,
            group=Group.APPROVALS.label,
        )
        for clearance in waiting.order_by("requested_at")
        if not services.obstacle(clearance, "confirm", by=user)
    ]


def _lapsing(user: User, now: datetime) -> list[Item]:
    """Their own, and those they administer."""
    rows = Clearance.objects.for_user(user).with_standing(now).filter(standing=Standing.LAPSING).with_names()
    return [
        Item(
            kind="clearance_lapsing",
            icon="shield",
            title=_("%(level)s for %(person)s") % {"level": clearance, "person": clearance.person},
            url=reverse("clearances:detail", args=[clearance.pk]),
            verb=_("Look"),
            due_at=clearance.lapses_at,
            is_overdue=False,
            group=Group.CLEARANCES.label,
        )
        for clearance in rows.order_by("lapses_at")
    ]
