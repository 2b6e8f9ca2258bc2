"""The scheduling board: exchanges as bars in rows, as far as the reader may see them. Always the same few queries."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clearances.markings import Marking, of_label
from exchanges.changes import Verb
from exchanges.models import Exchange
from exchanges.reading import with_programs
from planning.board_bookings import BUSY, Booked, Taken, Use, move_address
from planning.board_rows import Grouping, Row, rows_of

__all__ = ["Board", "Grouping", "Placed", "as_data", "as_use_data", "bar_data", "board_of", "booking_data"]

MOST = 2000  # Exchanges at once; more tell nobody anything.


@dataclass(frozen=True)
class Placed:
    """One exchange in one row."""

    row: Row
    exchange: Exchange
    movable: bool  # By this reader, now.


@dataclass(frozen=True)
class Board:
    placed: list[Placed]  # Rows in the order of their titles.
    has_more: bool = False  # There are more than ``MOST``, of which these are the first by STARTEX.

    @property
    def exchanges(self) -> list[Exchange]:
        """Each once."""
        return list({bar.exchange.pk: bar.exchange for bar in self.placed}.values())


def board_of(user: User, exchanges: Any, grouping: Grouping) -> Board:
    """Each of *exchanges* in every row it belongs to."""
    found = list(exchanges.select_related("host__nation")[: MOST + 1])
    rows = with_programs(user, found[:MOST])
    ids = [row.pk for row in rows]
    changeable = set(Exchange.objects.for_user(user, "change").filter(pk__in=ids).values_list("pk", flat=True))
    placing = rows_of(user, rows, grouping, changeable)
    placed = [
        Placed(row, exchange, exchange.is_open and exchange.pk in changeable)
        for exchange in rows
        for row in placing[exchange.pk]
    ]
    return Board(sorted(placed, key=_order), has_more=len(found) > MOST)


def _order(bar: Placed) -> tuple[Any, ...]:
    return bar.row.title.casefold(), bar.row.id, bar.exchange.starts_on, bar.exchange.pk


def as_use_data(use: Use) -> dict[str, Any]:
    """As ``as_data`` for the board by resource."""
    markings: dict[int, Marking] = {}
    return {
        "rows": [{"id": row.id, "title": row.title} for row in use.rows],
        "bars": [
            *(booking_data(each, markings) for each in use.booked),
            *(_taken_data(each, number) for number, each in enumerate(use.taken)),
        ],
        "today": timezone.localdate().isoformat(),
        "has_more": False,
    }


def booking_data(each: Booked, markings: dict[int, Marking]) -> dict[str, Any]:
    booking, marking, url = each.booking, _marking(each.booking.label_id, markings), move_address(each)
    return {
        "id": str(booking.pk),
        "row": each.row.id,
        "title": booking.title,
        "reference": each.row.title,
        "starts_on": each.starts_on.isoformat(),
        "ends_on": each.ends_on.isoformat(),
        "state": booking.state,
        "state_text": each.state_text,
        "marking": marking.text,
        "marking_css": marking.css,
        "url": booking.get_absolute_url(),
        "move_url": url,
        "version": booking.version if url else None,
    }


def _taken_data(each: Taken, number: int) -> dict[str, Any]:
    return {
        "id": f"{BUSY}:{number}",
        "row": each.row.id,
        "title": _("Not available"),
        "reference": each.row.title,
        "starts_on": each.starts_on.isoformat(),
        "ends_on": each.ends_on.isoformat(),
        "state": BUSY,
        "state_text": "",
        "marking": "",
        "marking_css": "none",
        "url": None,
        "move_url": None,
        "version": None,
    }


def as_data(board: Board) -> dict[str, Any]:
    """What the browser draws: rows in order, bars with the rows they are in."""
    rows = {bar.row.id: {"id": bar.row.id, "title": bar.row.title} for bar in board.placed}
    markings: dict[int, Marking] = {}
    return {
        "rows": list(rows.values()),
        "bars": [bar_data(bar.exchange, bar=bar, markings=markings) for bar in board.placed],
        "today": timezone.localdate().isoformat(),
        "has_more": board.has_more,
    }


def bar_data(
    exchange: Exchange, *, movable: bool = False, bar: Placed | None = None, markings: dict[int, Marking] | None = None
) -> dict[str, Any]:
    """One bar. Without *bar* it is the answer to a move, which changes no row; *markings* are those made already."""
    movable = bar.movable if bar else movable
    marking = _marking(exchange.label_id, {} if markings is None else markings)
    facts = {
        "id": str(exchange.pk),
        "title": exchange.title,
        "reference": exchange.reference,
        "starts_on": exchange.starts_on.isoformat(),
        "ends_on": exchange.ends_on.isoformat(),
        "state": exchange.state,
        "state_text": exchange.get_state_display(),
        "marking": marking.text,
        "marking_css": marking.css,
        "host": f"party:{exchange.host.code}",
        "url": exchange.get_absolute_url(),
        "move_url": reverse("planning:move", args=[exchange.reference]) if movable else None,
        "rehost_url": reverse("planning:step", args=[exchange.reference, Verb.REHOST]) if movable else None,
        "version": exchange.version if movable else None,
    }
    return facts if bar is None else {**facts, "row": bar.row.id}


def _marking(label_id: int, made: dict[int, Marking]) -> Marking:
    if label_id not in made:
        made[label_id] = of_label(label_id)
    return made[label_id]
