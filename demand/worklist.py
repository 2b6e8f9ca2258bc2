"""Requests that wait for a host's answer (settings.WORKLIST_CONTRIBUTORS)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from demand.models import PartnerRequest
from notifications.worklist import Group, Item


def items(user: User) -> list[Item]:
    answers = PartnerRequest.objects.for_user(user, "answer").order_by().values("pk")
    rows = PartnerRequest.objects.for_user(user).open().filter(pk__in=answers).select_related("party")
    return [
        Item(
            kind="request",
            icon="message-question",
            title=row.title,
            url=row.get_absolute_url(),
            verb=gettext_lazy("Answer"),
            due_at=None,
            is_overdue=False,
            group=Group.INVITATIONS,
            about=_("%(party)s asks: %(kind)s") % {"party": row.party, "kind": row.get_kind_display()},
        )
        for row in rows.order_by("priority", "asked_at")
    ]
