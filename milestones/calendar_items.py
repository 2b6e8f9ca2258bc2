"""Milestones and planning conferences in calendars: whole days."""

from datetime import date
from typing import Any

from accounts.models import User
from calendars.items import Item, Kind, Scope, Status
from clearances.latest import last_changes
from exchanges.models import Exchange
from milestones.models import Milestone
from milestones.states import State

STATUS = {State.WAIVED: Status.CANCELLED, State.PLANNED: Status.TENTATIVE}


def items(user: User, *, first: date, last: date, scope: Scope) -> list[Item]:
    rows = Milestone.objects.for_user(user).filter(planned_on__lte=last, ends_on__gte=first)
    covers = Exchange.objects.for_user(user)
    if scope.exchange:
        rows = rows.filter(exchange=scope.exchange)
    if scope.program:
        rows = rows.filter(exchange__in=covers.filter(program=scope.program).values("pk"))
    found = list(rows)
    exchanges = covers.in_bulk({row.exchange_id for row in found})
    changed = last_changes(user, found)
    return [_item(row, exchanges[row.exchange_id], changed) for row in found if row.exchange_id in exchanges]


def _item(row: Milestone, exchange: Exchange, changed: dict[Any, Any]) -> Item:
    return Item(
        uid=str(row.pk),
        kind=Kind.CONFERENCE if row.is_conference else Kind.MILESTONE,
        title=f"{row.title} ({exchange.title})",
        starts=row.planned_on,
        ends=row.ends_on,
        zone=exchange.zone,
        url=row.get_absolute_url(),
        label_ids=(row.label_id, exchange.label_id),
        status=STATUS.get(State(row.state), Status.CONFIRMED),
        changed_at=changed.get(row.pk),
        place=row.place,
        exchange_pk=exchange.pk,
    )
