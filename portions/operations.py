"""The migration step that makes portions of a text that stood in one column."""

from typing import Any

from django.db.migrations.operations.base import Operation

# One portion a paragraph, labelled as the row they stood in. Keys sort as their numbers and leave room between them.
COPY = r"""
INSERT INTO {target} (id, {key}, label_id, labelled_at, version, sort_key, text)
SELECT gen_random_uuid(), source.{key}, source.label_id, source.labelled_at, 1,
    lpad(part.number::text, 6, '0') || 'i', btrim(part.text, E' \n\t')
FROM {source} AS source CROSS JOIN LATERAL
    regexp_split_to_table(replace(source.{column}, E'\r', ''), E'\n[ \t]*\n\\s*') WITH ORDINALITY AS part(text, number)
WHERE btrim(part.text, E' \n\t') <> ''
"""


class SplitIntoPortions(Operation):
    """Make portions, in the new table *into*, of what stands in *column* of the labelled model *of*.

    Both hang from the same root through a foreign key named *container*. Row-level security is forced on the tables'
    owner too, who would silently copy nothing: it is lifted for the copy, within the migration's transaction. There is
    no way back: paragraphs marked differently can't stand in one column.
    """

    reversible = False

    def __init__(self, of: str, column: str, into: str, container: str) -> None:
        self.of, self.column, self.into, self.container = of, column, into, container

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models don't change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        source, target = (to_state.apps.get_model(app_label, name)._meta for name in (self.of, self.into))
        for statement in statements(
            source.db_table,
            source.get_field(self.column).column,
            target.db_table,
            target.get_field(self.container).column,
        ):
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Make portions of {self.of}.{self.column}"


def statements(source: str, column: str, target: str, key: str) -> list[str]:
    """What the step executes; names are those of our own models."""
    tables = (f'"{source}"', f'"{target}"')
    lift = [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in tables]
    restore = [f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in tables]
    copy = COPY.format(source=tables[0], target=tables[1], key=f'"{key}"', column=f'"{column}"')
    return [*lift, copy, "SET CONSTRAINTS ALL IMMEDIATE", *restore, "SET CONSTRAINTS ALL DEFERRED"]
