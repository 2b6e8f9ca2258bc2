"""The bookings that serials use, as far as a reader sees them; and what stands against their use.

A serial names a booking as it names another serial: whoever doesn't see the booking finds no sign of it, and one whose
resource is hidden goes by its own title. Nothing is compared that the reader doesn't see.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from resources import hours
from resources.availability import Answer, conflicts
from resources.models import Booking, Resource
from resources.states import Decision
from resources.windows import Window
from serials.clashes import Clash, Kind, Slot


@dataclass(frozen=True)
class Used:
    """A booking, and its resource where the reader sees that too."""

    booking: Booking
    resource: Resource | None

    def __str__(self) -> str:
        name = self.resource.name if self.resource else self.booking.title
        return f"{name} ({self.booking.quantity})" if self.booking.is_pooled else name

    @property
    def claim(self) -> Any:
        """What two serials can't use at a time: the resource; of a pool, what is booked of it."""
        is_whole = self.resource is not None and not self.booking.is_pooled
        return self.booking.resource_id if is_whole else self.booking.pk


def used(user: User, keys: Iterable[Any]) -> dict[Any, Used]:
    """Those of the bookings *keys* that *user* sees, by key. Two queries."""
    bookings = Booking.objects.for_user(user).in_bulk(list(keys))
    wanted = {booking.resource_id for booking in bookings.values()}
    resources = Resource.objects.for_user(user).in_bulk(wanted)
    return {key: Used(booking, resources.get(booking.resource_id)) for key, booking in bookings.items()}


def against(slot: Slot, uses: Iterable[Used]) -> list[Clash]:
    """What stands against the use of these bookings by *slot*. Asks nothing."""
    return [clash for use in uses for clash in _against(slot, use)]


def _against(slot: Slot, use: Used) -> Iterator[Clash]:
    booking, url = use.booking, use.booking.get_absolute_url()
    if not booking.is_kept:
        yield Clash(Kind.FREED, str(use), url=url)
        return
    if booking.decision == Decision.PENDING:
        yield Clash(Kind.WAITING, str(use), url=url)
    if slot.starts_at < booking.starts_at or booking.ends_at < slot.ends_at:
        yield Clash(Kind.UNBOOKED, str(use), url=url)
    if use.resource is not None and not booking.is_all_day:
        yield from closed(slot, use.resource)


def closed(slot: Slot, resource: Resource) -> Iterator[Clash]:
    """That *resource* isn't open for all of *slot*."""
    try:
        hours.check(resource, [Window(slot.starts_at, slot.ends_at, False)], is_confirmed=False)
    except ValidationError as problem:
        for text in problem.messages:
            yield Clash(Kind.CLOSED, other=text, url=resource.get_absolute_url())


def held(user: User, slot: Slot, resources: Iterable[Resource], quantity: int) -> list[Clash]:
    """What stands against booking *resources* for all of *slot*, as far as *user* may know when they are taken."""
    rows = list(resources)
    answers = conflicts(rows, slot.starts_at, slot.ends_at, user=user, quantity=quantity)
    found = [Clash(NEWS[answers[row.pk]], row.name) for row in rows if answers[row.pk] in NEWS]
    return [*found, *(clash for row in rows for clash in closed(slot, row))]


NEWS: Mapping[Answer, Kind] = {Answer.NOT_AVAILABLE: Kind.TAKEN, Answer.ASK: Kind.ASKED}
