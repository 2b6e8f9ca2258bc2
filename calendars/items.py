"""What calendars hold: one list of dated things of all apps, each of which its reader may see.

An app contributes with a function named in ``settings.CALENDAR_CONTRIBUTORS``::

    def items(user: User, *, first: date, last: date, scope: Scope) -> list[Item]:

It returns what touches *first* to *last* (both inclusive), read through its guards (``for_user``), in a constant
number of queries. Feeds and the pages of calendars use nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User


class Kind(StrEnum):
    """What an item is; pages say it in words and colours."""

    EXCHANGE = "exchange"
    PHASE = "phase"
    MILESTONE = "milestone"
    CONFERENCE = "conference"
    SERIAL = "serial"
    BOOKING = "booking"
    TASK = "task"


class Status(StrEnum):
    """As RFC 5545 has it."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Scope:
    """Of what a calendar is: of one exchange, of one program, or (neither) of all that the reader may see.

    Whoever builds one has made sure that the reader sees that root now.
    """

    exchange: UUID | None = None
    program: UUID | None = None


EVERYTHING = Scope()
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)  # Keeps sequence numbers within 31 bits for this century's first half.


@dataclass(frozen=True)
class Item:
    """One thing in a calendar.

    Dates are days, both inclusive, in *zone*; instants are aware, and *ends* is the first that doesn't belong to it.
    *uid* is random and stable: of one object and one facet, so that whoever loses the content finds another item and
    not a changed one. *changed_at* is what ``clearances.latest`` says. *label_ids* are those of all rows that it tells
    of: its marking is their join. *url* is a path.
    """

    uid: str
    kind: Kind
    title: str
    starts: date | datetime
    ends: date | datetime
    zone: str
    url: str
    label_ids: tuple[int, ...]
    status: Status = Status.CONFIRMED
    changed_at: datetime | None = None
    place: str = ""
    exchange_pk: UUID | None = None

    @property
    def is_all_day(self) -> bool:
        return not isinstance(self.starts, datetime)

    @property
    def sequence(self) -> int:
        """Rises with each change that the reader may know of; a count of versions would count hidden ones."""
        return 0 if self.changed_at is None else max(0, int((self.changed_at - BEGINNING).total_seconds()))

    @property
    def label_id(self) -> int:
        """The label of the thing itself, without what is quoted beside it."""
        return self.label_ids[0]


def items_for(user: User, first: date, last: date, scope: Scope = EVERYTHING) -> list[Item]:
    """Everything of *scope* from *first* to *last*, both inclusive, that *user* may see now, in the order of time."""
    return sorted(_contributed(user, first, last, scope), key=_order)


def _contributed(user: User, first: date, last: date, scope: Scope) -> Iterator[Item]:
    for path in settings.CALENDAR_CONTRIBUTORS:
        yield from import_string(path)(user, first=first, last=last, scope=scope)


def _order(item: Item) -> tuple[datetime, str]:
    if isinstance(item.starts, datetime):
        return item.starts, item.uid
    return datetime.combine(item.starts, time.min, UTC), item.uid
