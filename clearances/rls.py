"""The third lock: row-level security on every labelled table, created by one migration operation.

``accord_labels()`` (``clearances.functions``) reads the label ids of whoever acts from the session's signed
``accord.context``, once per statement. The owner's tables are FORCEd: even their owner sees nothing; only
``accord_system`` sees past them.
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


class DefinerFunction(RunSQL):
    """A function that runs as ``accord_definer``, so that it may read what the application may not.

    *create* is its ``CREATE OR REPLACE FUNCTION … SECURITY DEFINER SET search_path = pg_catalog, pg_temp``; *signature*
    names it. List it in ``clearances.catalogue.DEFINERS`` with a reason; grant ``accord_definer`` the columns it reads
    and no more: that role passes row-level security by.
    """

    def __init__(self, create: str, signature: str, undo: str) -> None:
        super().__init__(
            [
                "GRANT CREATE ON SCHEMA public TO accord_definer",
                create,
                f"ALTER FUNCTION {signature} OWNER TO accord_definer",
                f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC",
                f"GRANT EXECUTE ON FUNCTION {signature} TO accord_app, accord_system",
                "REVOKE CREATE ON SCHEMA public FROM accord_definer",
            ],
            undo,
        )
        self.arguments = (create, signature, undo)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, list(self.arguments), {})


class LabelsFunction(RunSQL):
    """The function that every policy asks."""

    def __init__(self) -> None:
        super().__init__(LABELS_FUNCTION, "DROP FUNCTION accord_labels()")

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [], {})


# What a policy asks: hashed, and evaluated once per statement (docs/adr/0006).
ALLOWED = "label_id IN (SELECT unnest(accord_labels()))"


class RowLevelSecurity(Operation):
    """Enable and FORCE row-level security on a labelled table: the application reads and writes only labels it may.

    Put it directly behind the ``CreateModel`` of every model with a ``label``; the catalogue gate
    (``clearances/catalogue.py``) finds a table without it.
    """

    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models don't change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in self._protect(*self._names(app_label, to_state)):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in self._open(*self._names(app_label, from_state)):
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Protect the rows of {self.model} by their label"

    def _names(self, app_label: str, state: Any) -> tuple[str, ...]:
        return (_quoted(state.apps.get_model(app_label, self.model)._meta.db_table),)

    def _protect(self, table: str, *others: str) -> list[str]:
        return [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY reach ON {table} AS PERMISSIVE FOR ALL TO accord_app USING (true) WITH CHECK (true)",
            f"CREATE POLICY label ON {table} AS RESTRICTIVE FOR ALL TO accord_app "
            f"USING ({ALLOWED}) WITH CHECK ({ALLOWED})",
        ]

    def _open(self, table: str, *others: str) -> list[str]:
        return [
            f"DROP POLICY label ON {table}",
            f"DROP POLICY reach ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ]


class HistoryRowLevelSecurity(RowLevelSecurity):
    """As ``RowLevelSecurity``, for the table that keeps the past versions of a labelled model's rows.

    *model* is django-pghistory's event model of *of*, a labelled model of the same app: it has a ``label_id``, the
    label of that time, and a ``pgh_obj_id``. Put it directly behind the event's ``CreateModel``:

        HistoryRowLevelSecurity("ExchangeEvent", of="Exchange")

    A past version is seen iff its own label *and* the present row are: raising a label hides the past too, and what
    was written under a stricter label stays hidden after a downgrade. The past of a removed row is seen by nobody but
    ``accord_system``. Versions are added only: neither role may change or remove one, and a trigger that runs as the
    application may add one only under a label that whoever acts may see, as with the row itself.
    """

    def __init__(self, model: str, of: str) -> None:
        super().__init__(model)
        self.of = of

    def _names(self, app_label: str, state: Any) -> tuple[str, ...]:
        tracked = state.apps.get_model(app_label, self.of)._meta
        return (*super()._names(app_label, state), _quoted(tracked.db_table), _quoted(tracked.pk.column))

    def _protect(self, table: str, *others: str) -> list[str]:
        tracked, key = others
        return [
            *super()._protect(table),
            # The inner table's own policy decides whether the present row is seen.
            f"CREATE POLICY present ON {table} AS RESTRICTIVE FOR SELECT TO accord_app "  # noqa: S608  (Names of ours.)
            f"USING (EXISTS (SELECT FROM {tracked} AS live WHERE live.{key} = pgh_obj_id))",
            f"REVOKE UPDATE, DELETE ON {table} FROM accord_app, accord_system",
        ]

    def _open(self, table: str, *others: str) -> list[str]:
        return [
            f"GRANT UPDATE, DELETE ON {table} TO accord_app, accord_system",
            f"DROP POLICY present ON {table}",
            *super()._open(table),
        ]


def _quoted(name: str) -> str:
    return f'"{name}"'
