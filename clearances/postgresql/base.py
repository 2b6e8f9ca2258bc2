"""Django's PostgreSQL backend, telling each session for whom it works before it executes a statement.

``SET LOCAL`` from middleware does nothing in autocommit, and a rolled-back transaction takes its settings along;
so the wanted context is compared with the applied one at every statement and forgotten whenever it may be gone.
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base

from clearances import context

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.applied_context: str | None = None
        self.is_applying_context = False
        self.execute_wrappers.append(apply_context)

    def init_connection_state(self) -> None:
        self.applied_context = None
        super().init_connection_state()

    def _rollback(self) -> None:
        self.applied_context = None
        super()._rollback()  # type: ignore[misc]  # Django's own, but missing from its stubs.

    def _savepoint_rollback(self, sid: str) -> None:
        self.applied_context = None
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # As above.


def apply_context(execute: Execute, sql: str, params: Any, many: bool, state: dict[str, Any]) -> Any:
    connection: DatabaseWrapper = state["connection"]
    if not connection.is_applying_context:
        connection.is_applying_context = True  # Deciding reads facts: those tables carry no labels.
        try:
            _apply(connection)
        finally:
            connection.is_applying_context = False
    return execute(sql, params, many, state)


def _apply(connection: DatabaseWrapper) -> None:
    wanted = context.database_context()
    if wanted == connection.applied_context or connection.connection is None:
        return
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('accord.context', %s, false)", [wanted])
    connection.applied_context = wanted
