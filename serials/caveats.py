"""What nations' caveats can be about: the serials of an exchange, and when each last moved."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from accounts.history import versions_of
from accounts.models import User
from exchanges.models import Exchange
from participants.targets import Target
from serials.models import Serial

PLACED = ("starts_at", "ends_at", "place")


def targets(user: User, exchange: Exchange) -> Iterator[Target]:
    """Those that *user* sees and that take place (settings.CAVEAT_TARGETS). Two queries."""
    rows = list(Serial.objects.for_user(user).filter(exchange=exchange).standing())
    moved = _moved(row.pk for row in rows)
    for row in rows:
        yield Target(str(row.pk), str(row), row.get_absolute_url(), moved.get(row.pk))


def _moved(keys: Iterable[Any]) -> dict[Any, datetime]:
    """When each was last given another time or place, from its history; those that stayed where they were are left out.

    Versions under a label that the reader doesn't dominate are none of theirs: the database hides them.
    """
    events = versions_of(Serial).objects.filter(pgh_obj__in=list(keys)).order_by("pgh_id")
    before: dict[Any, tuple[Any, ...]] = {}
    moved = {}
    for key, at, *placed in events.values_list("pgh_obj", "pgh_created_at", *PLACED):
        if before.setdefault(key, tuple(placed)) != tuple(placed):
            moved[key] = at
            before[key] = tuple(placed)
    return moved
