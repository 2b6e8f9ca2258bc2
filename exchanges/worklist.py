"""What waits for a planner: steps of the life cycle whose day has come, and drafts."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exchanges.changes import Verb
from exchanges.models import Exchange
from exchanges.reading import hint
from exchanges.states import State
from notifications.worklist import Group, Item

WAITING = [State.DRAFT, State.PLANNED, State.RUNNING, State.POSTPONED]


def items(user: User) -> list[Item]:
    """One query, however many exchanges *user* plans."""
    return list(_items(Exchange.objects.for_user(user, "change").filter(state__in=WAITING)))


def _items(exchanges: Iterable[Exchange]) -> Iterable[Item]:
    for exchange in exchanges:
        due = hint(exchange)
        if due is not None:
            yield _step(exchange, due[0])
        elif exchange.state == State.DRAFT:
            yield _item(exchange, "draft", "edit", exchange.get_absolute_url(), _("Finish planning"))


def _step(exchange: Exchange, verb: Verb) -> Item:
    url = reverse("planning:step", args=[exchange.reference, verb])
    words = _("Confirm the dates") if exchange.state == State.POSTPONED else verb.label
    return _item(exchange, f"exchange_{verb}", verb.icon, url, words)


def _item(exchange: Exchange, kind: str, icon: str, url: str, verb: str | Promise) -> Item:
    day = exchange.ends_on if exchange.state == State.RUNNING else exchange.starts_on
    due_at = datetime.combine(day, time.min, ZoneInfo(exchange.zone)).astimezone(UTC)
    is_overdue = exchange.state in (State.PLANNED, State.RUNNING) and day < exchange.today
    return Item(kind, icon, exchange.title, url, verb, due_at, is_overdue, Group.PLANNING, due_on=day)
