"""Exchanges in calendars: whole days, by their cover or, for whoever sees it, by their content."""

from datetime import date, datetime
from typing import Any
from uuid import uuid5

from accounts.models import User
from calendars.items import Item, Kind, Scope, Status
from clearances.latest import last_changes
from exchanges.models import Exchange, ExchangeContent
from exchanges.states import State

STATUS = {State.DRAFT: Status.TENTATIVE, State.POSTPONED: Status.TENTATIVE, State.CANCELLED: Status.CANCELLED}

Changes = dict[Any, datetime]


def items(user: User, *, first: date, last: date, scope: Scope) -> list[Item]:
    covers = Exchange.objects.for_user(user).overlapping(first, last)
    if scope.exchange:
        covers = covers.filter(pk=scope.exchange)
    if scope.program:
        covers = covers.filter(program=scope.program)
    rows = list(covers)
    contents = ExchangeContent.objects.for_user(user).filter(exchange__in=[row.pk for row in rows])
    found = {content.exchange_id: content for content in contents}
    changed, content_changed = last_changes(user, rows), last_changes(user, list(found.values()))
    return [_item(row, found.get(row.pk), changed, content_changed) for row in rows]


def _item(row: Exchange, content: ExchangeContent | None, changed: Changes, content_changed: Changes) -> Item:
    """The content has a name of its own: it is another item, not another version of the cover's."""
    facets = [row] if content is None else [row, content]
    stamps = [changed.get(row.pk), content_changed.get(content.pk) if content else None]
    return Item(
        uid=str(row.pk if content is None else uuid5(row.pk, "content")),
        kind=Kind.EXCHANGE,
        title=row.title,
        starts=row.starts_on,
        ends=row.ends_on,
        zone=row.zone,
        url=row.get_absolute_url(),
        label_ids=tuple(facet.label_id for facet in facets),
        status=STATUS.get(State(row.state), Status.CONFIRMED),
        changed_at=max(filter(None, stamps), default=None),
        place=content.place if content else "",
        exchange_pk=row.pk,
    )
