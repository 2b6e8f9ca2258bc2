"""Milestones that wait for a person (settings.WORKLIST_CONTRIBUTORS): theirs, and those of nobody for planners."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clearances.facts import end_of
from exchanges.models import Exchange
from milestones.models import Milestone
from notifications.worklist import Group, Item

DAYS_AHEAD = 14


def items(user: User) -> list[Item]:
    """Two queries, however many there are."""
    until = timezone.localdate() + timedelta(days=DAYS_AHEAD)
    planned = Milestone.objects.for_user(user, "change").filter(owner__isnull=True).values("pk")
    mine = Milestone.objects.for_user(user).open().filter(Q(owner=user) | Q(pk__in=planned), planned_on__lte=until)
    rows = list(mine.order_by("planned_on", "pk"))
    exchanges = Exchange.objects.for_user(user).in_bulk({row.exchange_id for row in rows})
    return [_item(row, exchanges[row.exchange_id]) for row in rows if row.exchange_id in exchanges]


def _item(row: Milestone, exchange: Exchange) -> Item:
    due_at = end_of(row.planned_on, ZoneInfo(exchange.zone))
    is_overdue = due_at <= timezone.now()
    url = row.get_absolute_url()
    return Item(
        "milestone",
        row.icon,
        row.title,
        url,
        _("Confirm"),
        due_at,
        is_overdue,
        Group.PLANNING,
        row.planned_on,
        exchange.title,
    )
