"""Lookups that PostgreSQL answers well: one array parameter instead of hundreds of placeholders."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, ForeignKey, IntegerField, Lookup
from django.db.models.expressions import Col
from django.db.models.lookups import Exact


class Integers:
    """Many integers as one value, written once: Django looks at each item of a list whenever it meets it."""

    __slots__ = ("text",)

    def __init__(self, values: Iterable[int]) -> None:
        self.text = "{" + ",".join(str(int(value)) for value in values) + "}"


class AnyOf(Lookup):
    """``column = ANY(array)``, the array cast to the column's own type (a wrong cast costs 10×).

    It travels as one text: hundreds of constants take longer to parse than their rows to find. Where a query is after
    one row, the array comes out of a subquery: the planner would look up each item's frequency, and that takes longer
    than the rest of such a query.
    """

    lookup_name = "any"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [(value if isinstance(value, Integers) else Integers(value)).text]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, column_params = self.process_lhs(compiler, connection)
        array, array_params = self.process_rhs(compiler, connection)
        kind = self.lhs.output_field.rel_db_type(connection).split()[0]
        items = f"{array}::{kind}[]"
        given = f"(SELECT {items})::{kind}[]" if is_of_one_row(compiler.query) else items
        return f"{column} = ANY({given})", [*column_params, *array_params]


def is_of_one_row(query: Any) -> bool:
    """Whether a unique column of the queried table must be equal to something."""
    return any(
        isinstance(each, Exact) and each.lhs.alias == query.base_table and each.lhs.target.unique
        for each in query.where.children
        if isinstance(getattr(each, "lhs", None), Col)
    )


class HeldBy(Lookup):
    """A reader set of which one of some teams is a member at an instant: ``readers_id__held_by=(team ids, instant)``.

    As SQL, since every list and every check of a cover asks it: a queryset for it takes longer to make than to answer.
    """

    lookup_name = "held_by"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, Any]:
        teams, at = value
        return "", [Integers(teams).text, at]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, column_params = self.process_lhs(compiler, connection)
        _none, own = self.process_rhs(compiler, connection)
        members = self.lhs.output_field.related_model.members.rel.related_model._meta.db_table
        sql = (
            f"{column} IN (SELECT reader_set_id FROM {connection.ops.quote_name(members)}"  # noqa: S608  (A name of ours.)
            " WHERE team_id = ANY(%s::integer[]) AND (lapses_at IS NULL OR lapses_at > %s))"
        )
        return sql, [*column_params, *own]


class Holds(Lookup):
    """``icontains``, told so that the planner walks a list in its order where the reader may see much of it.

    Nothing about ``LIKE`` may be estimated under row-level security: the planner expects five rows of a thousand to fit
    and now and then sorts all that do, which takes twenty times as long. Of each comparison it expects a third, so one
    row of 27 here: the last two are true of whatever passes the first, and are there for that alone.
    """

    lookup_name = "holds"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, column_params = self.process_lhs(compiler, connection)
        text, text_params = self.process_rhs(compiler, connection)
        title, wanted = f"UPPER({column}::text)", f"UPPER({text}::text)"
        found = f"STRPOS({title}, {wanted})"
        sql = f"({found} > 0 AND LENGTH({title}) >= LENGTH({wanted}) AND {found} <= LENGTH({title}))"
        own, given = list(column_params), list(text_params)
        return sql, [*own, *given, *own, *given, *own, *given, *own]


def register() -> None:
    CharField.register_lookup(Holds)
    IntegerField.register_lookup(AnyOf)
    ForeignKey.register_lookup(AnyOf)
    ForeignKey.register_lookup(HeldBy)
