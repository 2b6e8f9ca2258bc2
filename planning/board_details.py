"""What the board adds to its bars once they stand: conflicts, and what lies on the way to STARTEX. Constant queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User
from calendars.items import EVERYTHING, Item
from exchanges.models import Exchange
from planning.conflicts import Found, conflicts_of

MARKING = ("milestones.", "serials.")  # The apps whose items in calendars are marks on the board.


@dataclass(frozen=True)
class Details:
    conflicts: Found
    marks: dict[Any, list[Item]]  # Milestones, conferences and serials, by the key of their exchange.


def details_of(user: User, exchanges: Iterable[Exchange], first: date, last: date) -> Details:
    """What *user* may see of *exchanges* from *first* to *last*, both inclusive."""
    rows = list(exchanges)
    return Details(conflicts_of(user, rows), _marks(user, rows, first, last))


def _marks(user: User, exchanges: list[Exchange], first: date, last: date) -> dict[Any, list[Item]]:
    marks: dict[Any, list[Item]] = {row.pk: [] for row in exchanges}
    for path in settings.CALENDAR_CONTRIBUTORS if exchanges else ():
        if path.startswith(MARKING):
            for item in import_string(path)(user, first=first, last=last, scope=EVERYTHING):
                if item.exchange_pk in marks:
                    marks[item.exchange_pk].append(item)
    return {key: items for key, items in marks.items() if items}


def as_data(details: Details) -> dict[str, Any]:
    """By the exchange's key: whatever has nothing to add isn't named."""
    return {
        "conflicts": {
            str(key): [{"severity": each.severity, "text": each.text, "url": each.url} for each in found]
            for key, found in details.conflicts.items()
        },
        "marks": {str(key): [_mark(item) for item in found] for key, found in details.marks.items()},
    }


def _mark(item: Item) -> dict[str, str]:
    return {
        "kind": item.kind,
        "title": item.title,
        "starts_on": day_of(item.starts).isoformat(),
        "url": item.url,
        "status": item.status,
    }


def day_of(when: date) -> date:
    """The day of a day, or of an instant as its own clock shows it."""
    return when.date() if hasattr(when, "date") else when
