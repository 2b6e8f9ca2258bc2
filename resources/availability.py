"""When resources are taken, as far as the asker may know of it (docs/adr/0011).

Constant queries, whatever the number of resources. Of a resource that publishes when it is taken, everybody who sees
it learns that; of any other, its keepers do. About the rest nothing is known: one asks its owner.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg2.extras import DateTimeTZRange

from clearances.guards import Actor, System
from clearances.subjects import subject_of
from resources.hours import LONGEST
from resources.models import Resource
from resources.models.resources import LONGEST_TURN_ROUND
from resources.windows import midnight

Rows = Iterable[tuple[UUID, Any, int]]
TURN_ROUND = timedelta(hours=LONGEST_TURN_ROUND)


@dataclass(frozen=True)
class Busy:
    """A time in which a resource is taken, turn-round included; of a pool, *quantity* of it."""

    starts: datetime
    ends: datetime
    quantity: int = 1
    is_estimate: bool = False


class Answer(StrEnum):
    FREE = "free"
    NOT_AVAILABLE = "not available"
    ASK = "ask"  # Nobody but its owner can tell.


def keepers_of(resources: Collection[Resource], user: Actor) -> set[UUID]:
    """Those of *resources* of which *user* may read every booking that there can be."""
    if isinstance(user, System):
        return {resource.pk for resource in resources}
    subject = subject_of(user)
    if subject is None:
        return set()
    own = [resource.pk for resource in resources if resource.owner_id == user.organisation.pk]
    kept = Resource.objects.for_user(user, "change").filter(pk__in=own)
    return set(kept.filter(bookings_label__any=subject.dominated).values_list("pk", flat=True))


def told(resources: Collection[Resource], user: Actor) -> set[UUID]:
    """Those of *resources* of which *user* may learn when they are taken; decided without looking at a booking."""
    return keepers_of(resources, user) | {resource.pk for resource in resources if resource.publishes_busy}


def busy(
    resources: Collection[Resource], first: date, last: date, *, user: Actor, apart: Iterable[UUID] = ()
) -> dict[UUID, list[Busy]]:
    """When each resource that ``told`` names is taken, from *first* to *last* (inclusive, in the resource's zone).

    A resource without an entry is one that nothing can be said of. *apart* are bookings that don't count.
    """
    if not resources:
        return {}
    spans = {each.pk: (midnight(first, each.zone_info), _end(last, each)) for each in resources}
    return _within(resources, spans, user=user, apart=apart)


def _end(last: date, resource: Resource) -> datetime:
    return midnight(last + timedelta(days=1), resource.zone_info)


def on_days(
    resources: Collection[Resource], first: date, last: date, *, user: Actor, quantity: int = 1
) -> dict[UUID, Answer]:
    """As ``conflicts`` for whole days, each resource's own."""
    if not resources:
        return {}
    spans = {each.pk: each.occupied(midnight(first, each.zone_info), _end(last, each)) for each in resources}
    taken = _within(resources, spans, user=user, apart=())
    return {each.pk: answer(each, taken.get(each.pk), quantity) for each in resources}


def day_of(resource: Resource, day: date) -> tuple[datetime, datetime]:
    """From when to when that day lasts where the resource is."""
    return midnight(day, resource.zone_info), _end(day, resource)


def conflicts(
    resources: Collection[Resource],
    starts_at: datetime,
    ends_at: datetime,
    *,
    user: Actor,
    quantity: int = 1,
    apart: Iterable[UUID] = (),
) -> dict[UUID, Answer]:
    """Whether each resource could be had then, its own turn-round time included."""
    if not resources:
        return {}
    spans = {each.pk: each.occupied(starts_at, ends_at) for each in resources}
    taken = _within(resources, spans, user=user, apart=apart)
    return {each.pk: answer(each, taken.get(each.pk), quantity) for each in resources}


def answer(resource: Resource, taken: Collection[Busy] | None, quantity: int) -> Answer:
    """Whether *quantity* of it is left beside what is taken meanwhile; None: nobody may say."""
    if taken is None:
        return Answer.ASK
    wanted = quantity if resource.is_pool else resource.quantity
    return Answer.NOT_AVAILABLE if peak(taken) + wanted > resource.quantity else Answer.FREE


def peak(taken: Collection[Busy]) -> int:
    """How much is taken at the worst moment."""
    return max((sum(b.quantity for b in taken if b.starts <= a.starts < b.ends) for a in taken), default=0)


def _within(
    resources: Collection[Resource],
    spans: Mapping[UUID, tuple[datetime, datetime]],
    *,
    user: Actor,
    apart: Iterable[UUID],
) -> dict[UUID, list[Busy]]:
    during = DateTimeTZRange(
        min(starts for starts, _ends in spans.values()), max(ends for _starts, ends in spans.values())
    )
    found: dict[UUID, list[Busy]] = defaultdict(list)
    kept, without = keepers_of(resources, user), list(apart)
    published = [each.pk for each in resources if each.publishes_busy and each.pk not in kept]
    for pk, occupies, quantity in (*_kept(kept, during, user, without), *_published(published, during, without)):
        starts, ends = spans[pk]
        if occupies.lower < ends and occupies.upper > starts:
            found[pk].append(Busy(occupies.lower, occupies.upper, quantity))
    return {pk: sorted(found[pk], key=lambda each: each.starts) for pk in (*kept, *published)}


def _kept(kept: Collection[UUID], during: Any, user: Actor, apart: list[UUID]) -> Rows:
    """Asked from the side of the resources, so that each is one step into the index of its bookings.

    PostgreSQL looks at ranges only after row-level security has decided; at instants before it (they are leakproof).
    """
    rows = Resource.objects.all()
    wanted: dict[str, Any] = {
        "pk__in": kept,
        "bookings__starts_at__range": (during.lower - LONGEST - TURN_ROUND, during.upper),
        "bookings__ends_at__gt": during.lower - TURN_ROUND,
        "bookings__occupies__overlap": during,
    }
    if not isinstance(user, System):
        rows, subject = Resource.objects.for_user(user, "change"), subject_of(user)
        wanted["bookings__label__any"] = subject.dominated if subject else []
    rows = rows.filter(**wanted).order_by()  # In one filter: of one booking each.
    found = rows.values_list("pk", "bookings__occupies", "bookings__quantity", "bookings__pk")
    return [(pk, occupies, quantity) for pk, occupies, quantity, booking in found if booking not in apart]


def _published(published: list[UUID], during: Any, apart: list[UUID]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accord_busy(%s::uuid[], %s, %s::uuid[])", [published, during, apart])
        return list(cursor.fetchall())
