"""Whether this process can do its work. Says nothing about versions, addresses or data."""

from datetime import datetime
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max
from django.utils import timezone

from audit.models import Sealer
from clearances import canary
from jobs.models import Lease


def readiness() -> dict[str, bool | int | None]:
    """What a load balancer and an operator ask: the database, its migrations, its own lock, the sweeps.

    A late sweep is told and doesn't make the web server unready: taking it away wouldn't help.
    """
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
        last = Lease.objects.aggregate(at=Max("finished_at"))["at"]
        sealed = Sealer.objects.aggregate(at=Max("caught_up_at"))["at"]
    except DatabaseError:
        return {"ready": False, "database": False, "migrations": False, "lock": False, **_ages(None, None)}
    is_migrated = _wanted() <= applied
    is_locked = is_migrated and not canary.findings()
    return {
        "ready": is_migrated and is_locked,
        "database": True,
        "migrations": is_migrated,
        "lock": is_locked,
        **_ages(last, sealed),
    }


def _ages(swept_at: datetime | None, sealed_at: datetime | None) -> dict[str, int | None]:
    """For how long no sweep has finished, and for how long the audit record has not been sealed to its end."""
    now = timezone.now()
    ages = {"last_sweep_seconds": swept_at, "audit_lag_seconds": sealed_at}
    return {name: None if at is None else int((now - at).total_seconds()) for name, at in ages.items()}


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    """The migrations of this code; read once, because a process never changes its code."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
