"""The board and the calendar: their data as the page asks for them, with every right and without any.

"none" asks the same questions without grants, labels and row-level security, and makes the same data of the answers:
the ratio is what deciding costs. Whoever sees all gets the bare query; for the others it names the exchanges that
"ours" finds, which is dearer than a bare query and flatters their ratio: the headquarters' line is the one to trust.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from benchmarks.cases import Case
from benchmarks.facts import Reader
from calendars.items import items_for
from clearances.guards import GuardedQuerySet
from exchanges.models import Exchange
from planning.board import as_data, board_of
from planning.board_rows import Grouping
from planning.calendar import Period, Shape, entries_of, month_of

QUARTER, ROWS = timedelta(days=91), 60
MOST = 2.0  # Times the same without rights.


def cases_of(reader: Reader) -> list[Case]:
    """To be measured while *reader* acts."""
    today = timezone.localdate()
    period = Period(Shape.MONTH, today)
    programs = _programs(reader.user, today)
    return [
        Case("board, 60 rows a quarter", ways_of(reader.user, lambda: _board(reader.user, today, programs)), MOST),
        Case("calendar, a month", ways_of(reader.user, lambda: _month(reader.user, period)), MOST),
    ]


def _programs(user: User, today: date) -> list[Any]:
    """At most as many rows as are asked for: those of the first programs."""
    seen = Exchange.objects.for_user(user).overlapping(today, today + QUARTER)
    return list(seen.order_by("program").values_list("program", flat=True).distinct()[:ROWS])


def ways_of(user: User, make: Callable[[], Any]) -> dict[str, Callable[[], Any]]:
    near = timezone.localdate() - QUARTER, timezone.localdate() + 2 * QUARTER
    seen: set[Any] | None = set(Exchange.objects.for_user(user).overlapping(*near).values_list("pk", flat=True))
    if Exchange.objects.for_user(user).count() == Exchange.objects.count():
        seen = None
    return {"none": lambda: _undecided(make, seen), "ours": make}


def _undecided(make: Callable[[], Any], seen: Collection[Any] | None) -> Any:
    with everything_is_open(seen):
        return make()


@contextmanager
def everything_is_open(seen: Collection[Any] | None) -> Iterator[None]:
    """The very same code without what decides: of exchanges, those in *seen*."""
    decided = GuardedQuerySet.for_user

    def undecided(rows: Any, user: Any, action: str = "view") -> Any:
        return rows.filter(pk__in=seen) if seen is not None and rows.model is Exchange else rows.all()

    GuardedQuerySet.for_user = undecided  # type: ignore[method-assign]  # For the measurement only.
    try:
        yield
    finally:
        GuardedQuerySet.for_user = decided  # type: ignore[method-assign]  # As above.


def _board(user: User, today: date, programs: list[Any]) -> Any:
    seen = Exchange.objects.for_user(user).overlapping(today, today + QUARTER)
    return as_data(board_of(user, seen.filter(program__in=programs), Grouping.PROGRAM))


def _month(user: User, period: Period) -> Any:
    today = timezone.localdate()
    return month_of(period, entries_of(items_for(user, period.first, period.last)), today=today)
