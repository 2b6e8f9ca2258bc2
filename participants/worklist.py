"""What waits for a person about invitations (settings.WORKLIST_CONTRIBUTORS)."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from clearances.facts import end_of
from exchanges.models import Exchange
from exchanges.states import OPEN
from notifications.models import Notification
from notifications.worklist import Group, Item
from participants.models import Delegation, Extension, Invitation, PacketSignOff, SignOff
from participants.states import State


def items(user: User) -> list[Item]:
    return [
        *_to_answer(user),
        *_sign_offs(user),
        *_packet_sign_offs(user),
        *_extensions(user),
        *_replies(user),
        *_drafts(user),
    ]


def _undated(kind: str, icon: str, title: str, url: str, *, verb: Any, group: Group) -> Item:
    return Item(kind, icon, title, url, verb, due_at=None, is_overdue=False, group=group)


def _to_answer(user: User) -> Iterable[Item]:
    rows = Invitation.objects.for_user(user, "reply").awaiting().select_related("delegation")
    for row in rows.order_by("reply_due_at", "pk"):
        yield Item(
            kind="invitation",
            icon="mail",
            title=row.delegation.title,
            url=row.delegation.get_absolute_url(),
            verb=gettext_lazy("Answer"),
            due_at=row.reply_due_at,
            due_on=row.reply_by,
            is_overdue=row.reply_due_at <= timezone.now(),
            group=Group.INVITATIONS,
        )


def _sign_offs(user: User) -> Iterable[Item]:
    """Drafts of the own nation's replies that wait for this person's word."""
    rows = SignOff.objects.for_user(user).waiting().filter(person=user)
    for row in rows.select_related("draft__delegation__party"):
        delegation = row.draft.delegation
        zone = ZoneInfo(delegation.party.zone)
        due_at = end_of(row.due_on, zone)
        yield Item(
            kind="sign_off",
            icon="pencil",
            title=delegation.title,
            url=reverse("participants:desk", args=[delegation.pk]),
            verb=gettext_lazy("Agree or not"),
            due_at=due_at,
            due_on=row.due_on,
            is_overdue=due_at <= timezone.now(),
            group=Group.INVITATIONS,
        )


def _packet_sign_offs(user: User) -> Iterable[Item]:
    """Packets of one's own exchanges that wait for one's signature."""
    rows = PacketSignOff.objects.for_user(user).waiting().filter(person=user)
    for row in rows.select_related("delegation__party", "delegation__exchange"):
        due_at = end_of(row.due_on, ZoneInfo(row.delegation.exchange.zone))
        yield Item(
            kind="packet_sign_off",
            icon="pencil",
            title=f"{row.get_office_display()}: {_about(row.delegation)}",
            url=reverse("participants:staffing", args=[row.delegation_id]),
            verb=gettext_lazy("Sign or object"),
            due_at=due_at,
            due_on=row.due_on,
            is_overdue=due_at <= timezone.now(),
            group=Group.PLANNING,
        )


def _about(delegation: Delegation) -> str:
    return _("%(party)s about %(title)s") % {"party": delegation.party, "title": delegation.title}


def _extensions(user: User) -> Iterable[Item]:
    """Nations that ask this planner for more time."""
    rows = Extension.objects.for_user(user, "answer").filter(state=Extension.State.WAITING)
    for row in rows.select_related("delegation__party"):
        yield _undated(
            "extension",
            "clock",
            _about(row.delegation),
            row.get_absolute_url(),
            verb=gettext_lazy("Grant or refuse"),
            group=Group.QUESTIONS,
        )


def _replies(user: User) -> Iterable[Item]:
    """Replies that this planner hasn't looked at: opening the page reads the message about them."""
    unread = Notification.objects.filter(recipient=user, kind="replied", read_at__isnull=True)
    ids = set(unread.values_list("object_id", flat=True))
    rows = Delegation.objects.for_user(user, "answer").filter(pk__in=ids)
    for row in rows.select_related("party"):
        yield _undated(
            "reply", "mail-check", _about(row), row.get_absolute_url(), verb=gettext_lazy("Look"), group=Group.REPLIES
        )


def _drafts(user: User) -> Iterable[Item]:
    """One item an exchange, however many nations are still to be sent theirs."""
    drafts = Invitation.objects.for_user(user, "change").filter(state=State.DRAFT)
    counts = Counter(drafts.values_list("delegation__exchange_id", flat=True))
    exchanges = Exchange.objects.for_user(user, "invite").filter(pk__in=counts, state__in=OPEN)
    for exchange in exchanges.order_by("starts_on", "pk"):
        n = counts[exchange.pk]
        text = ngettext("%(n)d invitation in draft: %(title)s", "%(n)d invitations in draft: %(title)s", n)
        yield _undated(
            "draft",
            "send",
            text % {"n": n, "title": exchange.title},
            reverse("participants:exchange_delegations", args=[exchange.reference]),
            verb=gettext_lazy("Send"),
            group=Group.PLANNING,
        )
