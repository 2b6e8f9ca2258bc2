"""Who books at once and who asks; and the writing of what takes a resource, which the database may refuse."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from psycopg2.errorcodes import EXCLUSION_VIOLATION
from psycopg2.extras import DateTimeTZRange

from accounts.models import Party, User
from clearances.guards import Actor, System
from resources import availability
from resources.models import Booking, Resource
from resources.states import Decision
from resources.windows import Window


class NotAvailable(ValidationError):
    """The resource is taken then. It never says by what: whoever asks may not be allowed to know."""

    def __init__(self, resource: Resource | None = None) -> None:
        text = (
            _("%(resource)s is not available then.") % {"resource": resource.name} if resource else _("Not available.")
        )
        super().__init__(text, code="not_available")


@dataclass(frozen=True)
class Terms:
    """What a booking by this person begins as: decided from the resource alone, never from its other bookings."""

    decision: Decision
    holds: bool


def terms_of(resources: Collection[Resource], by: Actor) -> dict[object, Terms]:
    """For each resource, by its key."""
    if isinstance(by, System):
        return {each.pk: Terms(Decision.APPROVED, True) for each in resources}
    told = availability.told(resources, by)
    kept = set(
        Resource.objects.for_user(by, "change")
        .filter(pk__in=[each.pk for each in resources])
        .values_list("pk", flat=True)
    )
    return {each.pk: _terms(each, by, is_keeper=each.pk in kept, is_told=each.pk in told) for each in resources}


def _terms(resource: Resource, by: User, *, is_keeper: bool, is_told: bool) -> Terms:
    own = resource.owner_id == by.organisation.pk
    if not is_told or (resource.is_person and not _same_nation(resource.owner, by.organisation)):
        return Terms(Decision.PENDING, False)
    return Terms(Decision.APPROVED if is_keeper or own else Decision.PENDING, True)


def _same_nation(one: Party, other: Party) -> bool:
    return (one.nation_id or one.pk) == (other.nation_id or other.pk)


def lock(resources: Iterable[object]) -> None:
    """Wait for whoever books one of these *resources* (their keys): in one order for all, so nobody waits for ever."""
    keys = [str(pk) for pk in resources]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(key) FROM (SELECT DISTINCT hashtextextended(pk, 77) AS key "
            "FROM unnest(%s::text[]) AS pk ORDER BY key) AS keys",
            [keys],
        )


@contextmanager
def claiming(resource: Resource) -> Iterator[None]:
    """What the database refuses within is told as ``NotAvailable``, and undone."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        if getattr(problem.__cause__, "pgcode", "") != EXCLUSION_VIOLATION:
            raise
        raise NotAvailable(resource) from None


def claim(resource: Resource, window: Window) -> DateTimeTZRange:
    """What the window takes from others."""
    return DateTimeTZRange(*resource.occupied(window.starts_at, window.ends_at))


def window_of(booking: Booking) -> Window:
    return Window(booking.starts_at, booking.ends_at, booking.is_all_day)
