"""Serials in calendars, by the instants at which they begin and end."""

from datetime import date, datetime
from typing import Any

from accounts.models import User
from calendars.items import Item, Kind, Scope, Status
from clearances.latest import last_changes
from serials.models import Serial
from serials.states import State
from serials.times import anywhere

STATUS = {
    State.PLANNED: Status.TENTATIVE,
    State.CONFIRMED: Status.CONFIRMED,
    State.CANCELLED: Status.CANCELLED,
}


def items(user: User, *, first: date, last: date, scope: Scope) -> list[Item]:
    """Those that touch these days by the clocks of any zone on earth: a day begins there before it ends here."""
    rows = Serial.objects.for_user(user).between(*anywhere(first, last))
    if scope.exchange:
        rows = rows.filter(exchange=scope.exchange)
    if scope.program:
        rows = rows.filter(exchange__program=scope.program)
    found = list(rows)
    changed = last_changes(user, found)
    return [_item(row, changed.get(row.pk)) for row in found]


def _item(row: Any, changed_at: datetime | None) -> Item:
    return Item(
        uid=str(row.pk),
        kind=Kind.SERIAL,
        title=str(row),
        starts=row.starts_at,
        ends=row.ends_at,
        zone=row.zone,
        url=row.get_absolute_url(),
        label_ids=(row.label_id,),
        status=STATUS[State(row.state)],
        changed_at=changed_at,
        place=row.place,
        exchange_pk=row.exchange_id,
    )
