"""Whether this process can do its work. Says nothing about versions, addresses or data."""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max
from django.utils import timezone

from jobs.models import Lease


def readiness() -> dict[str, bool | int | None]:
    """What a load balancer and an operator ask: the database, its migrations, how long ago a sweep last finished.

    A late sweep is told and doesn't make the web server unready: taking it away wouldn't help.
    """
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
        last = Lease.objects.aggregate(at=Max("finished_at"))["at"]
    except DatabaseError:
        return {"ready": False, "database": False, "migrations": False, "last_sweep_seconds": None}
    is_migrated = _wanted() <= applied
    seconds = None if last is None else int((timezone.now() - last).total_seconds())
    return {"ready": is_migrated, "database": True, "migrations": is_migrated, "last_sweep_seconds": seconds}


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    """The migrations of this code; read once, because a process never changes its code."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
