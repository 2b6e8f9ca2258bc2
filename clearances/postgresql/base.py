"""Django's PostgreSQL backend, telling each session for whom it works before it executes a statement.

``SET LOCAL`` from middleware does nothing in autocommit, and a rolled-back transaction takes its settings along;
so the wanted context is compared with the applied one at every statement and forgotten whenever it may be gone. It is
signed for this very connection, and signed again before its signature is too old (``clearances.signing``).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base

from clearances import context, signing

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]

# Goes on while the machine sleeps, and nobody sets it: a signature's age is never a matter of this host's wall clock.
STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.applied: context.Claim | None = None
        self.renew_at = 0.0  # When what was applied must be applied again; 0: it may be gone.
        self.ahead = 0.0  # Seconds by which the database's clock is ahead of the steady one.
        self.is_applying_context = False
        self.execute_wrappers.append(apply_context)

    def init_connection_state(self) -> None:
        self.renew_at = 0.0
        super().init_connection_state()
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
            self.ahead = cursor.fetchone()[0] - time.clock_gettime(STEADY)

    def now(self) -> float:
        """What the database's clock says, in seconds since 1970."""
        return time.clock_gettime(STEADY) + self.ahead

    def _rollback(self) -> None:
        self.renew_at = 0.0
        super()._rollback()  # type: ignore[misc]  # Django's own, but missing from its stubs.

    def _savepoint_rollback(self, sid: str) -> None:
        with self.context_as_it_is():  # An aborted transaction takes this statement and no other.
            super()._savepoint_rollback(sid)  # type: ignore[misc]  # As above.
        self.renew_at = 0.0

    @contextmanager
    def context_as_it_is(self) -> Iterator[None]:
        """Execute statements without applying a context first."""
        before, self.is_applying_context = self.is_applying_context, True
        try:
            yield
        finally:
            self.is_applying_context = before


def apply_context(execute: Execute, sql: str, params: Any, many: bool, state: dict[str, Any]) -> Any:
    connection: DatabaseWrapper = state["connection"]
    if not connection.is_applying_context:
        with connection.context_as_it_is():  # Deciding reads facts: those tables carry no labels.
            _apply(connection)
    return execute(sql, params, many, state)


def _apply(connection: DatabaseWrapper) -> None:
    wanted, now = context.claim(), connection.now()
    session = connection.connection
    if session is None or (wanted == connection.applied and now < connection.renew_at):
        return
    signed = "" if wanted is None else signing.sign(wanted, session.info.backend_pid, int(now))
    with connection.wrap_database_errors, session.cursor() as cursor:
        cursor.execute("SELECT set_config('accord.context', %s, false)", [signed])
    connection.applied, connection.renew_at = wanted, now + signing.RENEWED
