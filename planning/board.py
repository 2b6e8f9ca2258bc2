"""The scheduling board: exchanges as bars in rows, as far as the reader may see them. Always the same few queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import User
from clearances.markings import of_label
from exchanges.models import Exchange
from exchanges.reading import with_programs
from participants.models import Delegation
from participants.states import SEES_COVER


class Grouping(TextChoices):
    """What a row stands for."""

    PROGRAM = "program", gettext_lazy("By program")
    HOST = "host", gettext_lazy("By host")
    NATION = "nation", gettext_lazy("By nation")


@dataclass(frozen=True)
class Row:
    id: str
    title: str


@dataclass(frozen=True)
class Placed:
    """One exchange in one row."""

    row: Row
    exchange: Exchange
    movable: bool  # By this reader, now.


def bars_of(user: User, exchanges: Any, grouping: Grouping) -> list[Placed]:
    """Each of *exchanges* in every row it belongs to, rows in the order of their titles."""
    rows = with_programs(user, exchanges.select_related("host"))
    ids = [row.pk for row in rows]
    changeable = set(Exchange.objects.for_user(user, "change").filter(pk__in=ids).values_list("pk", flat=True))
    found = _rows(user, rows, grouping)
    placed = [
        Placed(row, exchange, exchange.is_open and exchange.pk in changeable)
        for exchange in rows
        for row in found[exchange.pk]
    ]
    return sorted(placed, key=lambda bar: (bar.row.title.casefold(), bar.row.id, bar.exchange.starts_on))


def _rows(user: User, exchanges: list[Exchange], grouping: Grouping) -> dict[Any, list[Row]]:
    if grouping == Grouping.NATION:
        return _nations(user, exchanges)
    by = {Grouping.HOST: _host, Grouping.PROGRAM: _program}[grouping]
    return {exchange.pk: [by(exchange)] for exchange in exchanges}


def _host(exchange: Exchange) -> Row:
    return Row(f"party:{exchange.host.code}", str(exchange.host))


def _program(exchange: Exchange) -> Row:
    """A reader who may not see the program finds the exchange with its host: no row says that something is missing."""
    program = exchange.shown_program  # type: ignore[attr-defined]  # Set by with_programs.
    return Row(f"program:{program.reference}", program.title) if program else _host(exchange)


def _nations(user: User, exchanges: list[Exchange]) -> dict[Any, list[Row]]:
    """The host's row, and one for each invited party whose delegation the reader may see."""
    found: dict[Any, list[Row]] = {exchange.pk: [_host(exchange)] for exchange in exchanges}
    invited = (
        Delegation.objects.for_user(user)
        .filter(exchange__in=list(found), is_host=False, invitation__state__in=SEES_COVER)
        .select_related("party")
    )
    for delegation in invited:
        found[delegation.exchange_id].append(Row(f"party:{delegation.party.code}", str(delegation.party)))
    return found


def as_data(placed: list[Placed]) -> dict[str, Any]:
    """What the browser draws: rows in order, bars with the rows they are in."""
    rows = {bar.row.id: {"id": bar.row.id, "title": bar.row.title} for bar in placed}
    return {
        "rows": list(rows.values()),
        "bars": [bar_data(bar.exchange, row=bar.row.id, movable=bar.movable) for bar in placed],
        "today": timezone.localdate().isoformat(),
    }


def bar_data(exchange: Exchange, *, movable: bool, row: str | None = None) -> dict[str, Any]:
    """One bar. Without *row* it is the answer to a move, which changes no row."""
    marking = of_label(exchange.label_id)
    bar = {
        "id": str(exchange.pk),
        "title": exchange.title,
        "reference": exchange.reference,
        "starts_on": exchange.starts_on.isoformat(),
        "ends_on": exchange.ends_on.isoformat(),
        "state": exchange.state,
        "state_text": exchange.get_state_display(),
        "marking": marking.text,
        "marking_css": marking.css,
        "url": exchange.get_absolute_url(),
        "move_url": reverse("planning:move", args=[exchange.reference]) if movable else None,
        "version": exchange.version if movable else None,
    }
    return bar if row is None else {**bar, "row": row}
