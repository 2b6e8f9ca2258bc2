"""The worklist: what waits for one person now, gathered from every app that knows; and what is coming."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from accounts.models import User
from exchanges.models import Exchange
from notifications.worklist import Group, Item

COMING = 8  # Exchanges shown below what is to be done.


@dataclass(frozen=True)
class Row:
    """An item as the page shows it."""

    icon: str
    title: str
    url: str
    verb: str | Promise
    due: date | None
    overdue: bool
    meta: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    rows: list[Row]


def sections(user: User) -> list[Section]:
    """Everything that waits for *user*, by heading, the most urgent first."""
    found: dict[str, list[Item]] = defaultdict(list)
    for path in settings.WORKLIST_CONTRIBUTORS:
        items: Callable[[User], list[Item]] = import_string(path)
        for item in items(user):
            found[_heading(item)].append(item)
    order = [str(group.label) for group in Group]
    ordered = sorted(found, key=lambda title: order.index(title) if title in order else len(order))
    return [Section(title, _rows(found[title])) for title in ordered]


def coming(user: User) -> Any:
    """The next exchanges that *user* may see."""
    today = timezone.localdate()
    return Exchange.objects.for_user(user).coming(today).select_related("host").order_by("starts_on", "pk")[:COMING]


def _heading(item: Item) -> str:
    """In the reader's language, whether the app named one of ``Group`` or its label."""
    return str(item.group.label if isinstance(item.group, Group) else item.group)


def _rows(items: list[Item]) -> list[Row]:
    late = datetime.max.replace(tzinfo=UTC)
    ordered = sorted(items, key=lambda item: (not item.is_overdue, item.due_at or late, item.title))
    return [
        Row(item.icon, item.title, item.url, item.verb, item.due_on or due_on(item.due_at), item.is_overdue, item.about)
        for item in ordered
    ]


def due_on(due_at: datetime | None) -> date | None:
    """The last day before *due_at*, in the zone it came in; in the reader's where that is UTC."""
    if due_at is None:
        return None
    local = timezone.localtime(due_at) if due_at.tzinfo in {UTC, None} else due_at
    return (local - timedelta(microseconds=1)).date()
