"""What waits for a releasing officer's word."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from notifications.worklist import Group, Item
from releases import services, targets
from releases.models import Release


def items(user: User) -> list[Item]:
    now = timezone.now()
    waiting = Release.objects.for_user(user, "decide").filter(status=Release.Status.WAITING, lapses_at__gt=now)
    return [
        Item(
            kind="release",
            icon="lock-open",
            title=targets.named(user, release.target()) or _("A release"),
            url=release.get_absolute_url(),
            verb=_("Consent or refuse"),
            due_at=release.lapses_at,
            is_overdue=False,
            group=Group.APPROVALS.label,
        )
        for release in waiting.order_by("lapses_at")
        if not services.obstacle(release, by=user)
    ]
