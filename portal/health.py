"""Whether this process can do its work. Says nothing about versions, addresses or data."""

from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max
from django.utils import timezone

from clearances import canary
from jobs.models import Lease


def readiness() -> dict[str, bool | int | None]:
    """What a load balancer and an operator ask: the database, its migrations, its own lock, the sweeps.

    A late sweep is told and doesn't make the web server unready: taking it away wouldn't help.
    """
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
        last = Lease.objects.aggregate(at=Max("finished_at"))["at"]
    except DatabaseError:
        return {"ready": False, "database": False, "migrations": False, "lock": False, "last_sweep_seconds": None}
    is_migrated = _wanted() <= applied
    is_locked = is_migrated and not canary.findings()
    seconds = None if last is None else int((timezone.now() - last).total_seconds())
    return {
        "ready": is_migrated and is_locked,
        "database": True,
        "migrations": is_migrated,
        "lock": is_locked,
        "last_sweep_seconds": seconds,
    }


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    """The migrations of this code; read once, because a process never changes its code."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
