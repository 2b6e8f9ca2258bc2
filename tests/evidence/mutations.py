"""Changes of a random world that somebody must not notice, because they may see none of the rows that change.

Each takes the hidden rows and changes the database, as the system. A change that the database refuses for one row (a
constraint between columns) is left out for that row.
"""

import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, models, transaction

from accounts.models import User
from audit.services import record
from clearances.guards import SYSTEM
from clearances.models import Clearance, Policy
from clearances.roles import Role
from clearances.services import grant
from notifications.services import notify
from planning.models import Ballot
from tests import factories as make
from tests.evidence.database import Written
from tests.roles import as_system
from tests.world import free_texts

Rows = dict[str, Any]  # By name.
KEPT = {"label", "labelled_at", "version", "zone", "changed_at"}


def each(rows: Iterable[Any], change: Callable[[Any], object]) -> None:
    for row in rows:
        try:
            with transaction.atomic():
                change(row)
        except IntegrityError:
            continue


def update(row: Any, **values: Any) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def rename(world: Written, hidden: Rows, reader: str) -> None:
    """Every text of every hidden row says something else."""
    each(hidden.values(), lambda row: update(row, **dict.fromkeys(free_texts(type(row)), "CNRY77777")))


def empty(world: Written, hidden: Rows, reader: str) -> None:
    each(hidden.values(), lambda row: update(row, **dict.fromkeys(free_texts(type(row)), "")))


def shift(world: Written, hidden: Rows, reader: str) -> None:
    """Days, instants and numbers are others; but not a poll's whose ballot the reader holds, which tells its days."""
    asked = {row.poll_id for name, row in world.rows.items() if isinstance(row, Ballot) and name not in hidden}
    each([row for row in hidden.values() if row.pk not in asked], lambda row: update(row, **shifted(row)))


def shifted(row: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        value = getattr(row, column.attname)
        if column.name in KEPT or column.is_relation or column.primary_key:
            continue
        if isinstance(value, date):
            values[column.name] = value + timedelta(days=3)
        elif isinstance(value, int) and not isinstance(value, bool):
            values[column.name] = value + 7
    return values


def restate(world: Written, hidden: Rows, reader: str) -> None:
    """Whatever is chosen from a list is chosen otherwise: kinds, states, answers."""
    for column in ("kind", "state", "answer"):
        each(hidden.values(), lambda row, column=column: chosen_otherwise(row, column))


def chosen_otherwise(row: Any, name: str) -> None:
    if name in {field.name for field in row._meta.concrete_fields}:
        choices = [value for value, _word in row._meta.get_field(name).choices or [] if value != getattr(row, name)]
        if choices:
            update(row, **{name: choices[0]})


def relabel(world: Written, hidden: Rows, reader: str) -> None:
    """Every hidden row gets another label that the reader may not read either."""
    unread = sorted(world.labels.keys() - world.dominated(reader))
    for number, row in enumerate(hidden.values()):
        if unread:
            update(row, label=world.labels[unread[number % len(unread)]])


def add(world: Written, hidden: Rows, reader: str) -> None:
    """A twin of every hidden row, under its label, to which nobody is granted anything."""
    unread = sorted(world.labels.keys() - world.dominated(reader))
    each([row for row in hidden.values() if unread], lambda row: twin(row, world.labels[unread[0]]))


def twin(row: Any, label: Any) -> None:
    copy = type(row)._base_manager.get(pk=row.pk)
    copy.pk = uuid.uuid4() if isinstance(row._meta.pk, models.UUIDField) else None
    copy.label = label
    if hasattr(copy, "reference"):
        copy.reference = row._meta.get_field("reference").get_default()
    copy.save(force_insert=True)


def delete(world: Written, hidden: Rows, reader: str) -> None:
    """Hidden rows from which nothing visible hangs were never there."""
    doomed = alone(world, hidden)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE; SET LOCAL session_replication_role = replica")
        for row in doomed:
            cursor.execute(f'DELETE FROM "{row._meta.db_table}" WHERE "{row._meta.pk.column}" = %s', [str(row.pk)])
        cursor.execute("SET LOCAL session_replication_role = origin; SET ROLE accord_system")


def alone(world: Written, hidden: Rows) -> list[Any]:
    """Hidden rows from which nothing visible hangs."""
    above = {root["above"] for name, root in world.plain["roots"].items() if name not in hidden}
    above |= {row["root"] for name, row in world.plain["rows"].items() if name not in hidden}
    return [row for name, row in hidden.items() if name not in above]


def grant_to_another(world: Written, hidden: Rows, reader: str) -> None:
    """Of a program with exchanges that the reader sees, the grant reaches these, and whoever plans them may know."""
    for row in alone(world, hidden):
        if hasattr(row, "grants"):
            grant(Role.PLANNER, somebody(world).personal_team, row, by=SYSTEM, reason="hidden")


def clear_another(world: Written, hidden: Rows, reader: str) -> None:
    for policy in Policy.objects.all():
        make.clearance(somebody(world), policy, policy.classifications.last().code)


def ask_to_clear_another(world: Written, hidden: Rows, reader: str) -> None:
    for policy in Policy.objects.all():
        code = policy.classifications.last().code
        make.clearance(somebody(world), policy, code, status=Clearance.Status.REQUESTED, decided_at=None)


def tell_another(world: Written, hidden: Rows, reader: str) -> None:
    for name, row in hidden.items():
        notify([somebody(world)], "dates_changed", row, key=f"hidden {name}")


def do_something(world: Written, hidden: Rows, reader: str) -> None:
    """The record of what others did to what is hidden."""
    for row in hidden.values():
        record(somebody(world), "exchange.amended", row)


def add_a_label(world: Written, hidden: Rows, reader: str) -> None:
    """Somebody interns a label, so that the facts have another version."""
    some = next(iter(world.labels.values()))
    some.pk, some.digest = None, f"another {datetime.now(UTC)}"
    some.save(force_insert=True)


def somebody(world: Written) -> User:
    return world.users["somebody"]


Mutation = Callable[[Written, Rows, str], None]
MUTATIONS: list[Mutation] = [
    rename, shift, delete, relabel, grant_to_another, add, restate, empty, tell_another, clear_another,
    ask_to_clear_another, do_something, add_a_label,
]  # fmt: skip
# Who may see a change after all: the office whose business it is.
BUSINESS: dict[Mutation, set[str]] = {
    clear_another: {"security administrator", "security office"},
    ask_to_clear_another: {"security administrator", "security office"},
    do_something: {"auditor"},
    grant_to_another: {"auditor"},  # Whose record says so, at their own level.
}


def mutate(mutation: Mutation, world: Written, hidden: Rows, reader: str) -> None:
    with as_system():
        mutation(world, hidden, reader)
