"""The third lock: row-level security on every labelled table, created by one migration operation.

``accord_labels()`` reads the label ids of whoever acts from the session (``accord.context`` = "user:id,id,…"), once
per statement. The owner's tables are FORCEd: even their owner sees nothing; only ``accord_system`` sees past them.
"""

from typing import Any

from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

LABELS_FUNCTION = """
CREATE FUNCTION accord_labels() RETURNS integer[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        string_to_array(nullif(split_part(current_setting('accord.context', true), ':', 2), ''), ',')::integer[],
        '{}'::integer[]
    )
$$
"""


class LabelsFunction(RunSQL):
    """The function that every policy asks."""

    def __init__(self) -> None:
        super().__init__(LABELS_FUNCTION, "DROP FUNCTION accord_labels()")

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [], {})


class RowLevelSecurity(Operation):
    """Enable and FORCE row-level security on a labelled table: the application reads and writes only labels it may.

    Put it directly behind the ``CreateModel`` of every model with a ``label``; ``tests/test_architecture.py`` finds a
    table without it.
    """

    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models don't change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = self._table(app_label, to_state)
        allowed = "label_id IN (SELECT unnest(accord_labels()))"
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY reach ON {table} AS PERMISSIVE FOR ALL TO accord_app USING (true) WITH CHECK (true)",
            f"CREATE POLICY label ON {table} AS RESTRICTIVE FOR ALL TO accord_app "
            f"USING ({allowed}) WITH CHECK ({allowed})",
        ):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = self._table(app_label, from_state)
        for statement in (
            f"DROP POLICY label ON {table}",
            f"DROP POLICY reach ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ):
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Protect the rows of {self.model} by their label"

    def _table(self, app_label: str, state: Any) -> str:
        return f'"{state.apps.get_model(app_label, self.model)._meta.db_table}"'
