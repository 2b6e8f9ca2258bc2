"""Change the database role within a test: the system arranges, the application is tested."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def as_system() -> Iterator[None]:
    """Work as the role that sees past row-level security; nests harmlessly.

    The database is asked who it was, every time: the end of a savepoint may have taken the role back.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, set_config('role', 'accord_system', false)")
        before = cursor.fetchone()[0]
        if before == "accord_system":
            yield
            return
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute(f"SET ROLE {before}")
