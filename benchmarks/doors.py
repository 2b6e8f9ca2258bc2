"""Two ways into the same database: as the application, under row-level security, and past all of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper

from config import env

SAME = "-c max_parallel_workers_per_gather=0"  # As stack/roles.sql has it for the application.


def _open_door() -> DatabaseWrapper:
    """Django's own backend as the role that sees past row-level security: no context, no policy, the same settings."""
    settings = connections.settings["default"] | env.database("SYSTEM_DATABASE_URL")
    options: dict[str, Any] = {**settings["OPTIONS"], "options": SAME}
    settings |= {"ENGINE": "django.db.backends.postgresql", "OPTIONS": options}
    return DatabaseWrapper(settings, "default")


_kept: list[DatabaseWrapper] = []


@contextmanager
def without_security() -> Iterator[None]:
    """Whatever runs in the block knows no row-level security and signs nothing."""
    if not _kept:
        _kept.append(_open_door())
    guarded = connections["default"]
    connections["default"] = _kept[0]
    try:
        yield
    finally:
        connections["default"] = guarded
