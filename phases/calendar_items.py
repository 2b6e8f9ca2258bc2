"""Phases in calendars: whole days, with their exchange and a host of their own, where it is known."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from calendars.items import Item, Kind, Scope, Status
from clearances.latest import last_changes
from exchanges.models import Exchange
from exchanges.states import State
from participants.known import labels_in
from phases.models import Phase
from phases.reading import Shown, shown

STATUS = {State.DRAFT: Status.TENTATIVE, State.POSTPONED: Status.TENTATIVE, State.CANCELLED: Status.CANCELLED}


def items(user: User, *, first: date, last: date, scope: Scope) -> list[Item]:
    rows = Phase.objects.for_user(user).filter(starts_on__lte=last, ends_on__gte=first)
    covers = Exchange.objects.for_user(user)
    if scope.exchange:
        rows = rows.filter(exchange=scope.exchange)
    if scope.program:
        rows = rows.filter(exchange__in=covers.filter(program=scope.program).values("pk"))
    found = shown(user, rows)
    exchanges = covers.in_bulk({row.phase.exchange_id for row in found})
    changed = last_changes(user, [row.phase for row in found])
    hosts = labels_in(user, exchanges.values())
    return [_item(row, exchanges[row.phase.exchange_id], changed, hosts) for row in found]


def _item(row: Shown, exchange: Exchange, changed: dict[Any, Any], hosts: dict[Any, int]) -> Item:
    phase, host = row.phase, hosts.get((exchange.pk, row.host.pk)) if row.host else None
    return Item(
        uid=str(phase.pk),
        kind=Kind.PHASE,
        title=_title(row, exchange),
        starts=phase.starts_on,
        ends=phase.ends_on,
        zone=phase.zone,
        url=phase.get_absolute_url(),
        label_ids=(phase.label_id, exchange.label_id, *([host] if host else [])),  # Its title names the host.
        status=STATUS.get(State(exchange.state), Status.CONFIRMED),
        changed_at=changed.get(phase.pk),
        place=phase.place,
        exchange_pk=exchange.pk,
    )


def _title(row: Shown, exchange: Exchange) -> str:
    words = {"phase": row.phase.name, "exchange": exchange.title, "host": row.host}
    if row.host is None:
        return _("%(phase)s (%(exchange)s)") % words
    return _("%(phase)s (%(exchange)s), hosted by %(host)s") % words
