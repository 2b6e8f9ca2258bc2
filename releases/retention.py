"""How long it is kept who opened what: the person for a year; the nation for ten, as the ledger's record."""

from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.db import transaction

from audit.services import record
from clearances.guards import SYSTEM
from releases.models import Opening

PERSON_KEPT = timedelta(days=365)
NATION_KEPT = timedelta(days=3653)
A_DAY = 24 * 60 * 60


def forget_old(at: datetime) -> None:
    """Sweep: once a day. The cache may forget that; then it is done once more."""
    day = at.astimezone(UTC).date()
    key = f"openings.forgotten:{day}"
    if cache.get(key):
        return
    _forget(at)
    cache.set(key, True, A_DAY)


@transaction.atomic
def _forget(at: datetime) -> None:
    day = at.astimezone(UTC).date()
    deleted, _each = Opening.objects.filter(day__lt=day - NATION_KEPT).delete()
    unnamed = Opening.objects.filter(day__lt=day - PERSON_KEPT, user__isnull=False).update(user=None)
    if deleted or unnamed:
        record(SYSTEM, "openings.forgotten", None, unnamed=unnamed, deleted=deleted)
