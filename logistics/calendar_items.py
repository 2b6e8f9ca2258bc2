"""Deadlines of tasks in calendars: of the tasks that the reader has to see to, on the day on which they are due."""

from datetime import date, datetime
from typing import Any

from accounts.models import User
from calendars.items import Item, Kind, Scope, Status
from clearances.latest import last_changes
from logistics.lists import of_person, with_exchanges
from logistics.states import State


def items(user: User, *, first: date, last: date, scope: Scope) -> list[Item]:
    """Tasks whose exchange is closed to the reader have no zone, and no place in a calendar."""
    tasks = of_person(user).filter(due_on__range=(first, last)).select_related("delegation")
    if scope.exchange:
        tasks = tasks.filter(delegation__exchange=scope.exchange)
    if scope.program:
        tasks = tasks.filter(delegation__exchange__program=scope.program)
    rows = [row for row in with_exchanges(user, tasks) if row.exchange is not None]
    changed = last_changes(user, rows)
    return [_item(row, changed.get(row.pk)) for row in rows]


def _item(row: Any, changed_at: datetime | None) -> Item:
    return Item(
        uid=str(row.pk),
        kind=Kind.TASK,
        title=row.title,
        starts=row.due_on,
        ends=row.due_on,
        zone=row.exchange.zone,
        url=row.get_absolute_url(),
        label_ids=(row.label_id,),
        status=Status.CANCELLED if row.state == State.CANCELLED else Status.CONFIRMED,
        changed_at=changed_at,
        exchange_pk=row.exchange.pk,
    )
