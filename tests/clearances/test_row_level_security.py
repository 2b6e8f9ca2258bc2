"""The third lock alone, as the application's role and past every queryset: each labelled table, each kind of context.

The tables come from the models, so that a new one is swept without anybody remembering to.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from time import time
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction
from psycopg2 import errorcodes

from clearances import context, signing
from clearances.context import Claim
from clearances.models import Labelled
from exchanges.models import Exchange
from logistics.models import Reminder, Task
from participants.models import Delegation
from programs.models import Program
from releases.models import Opening
from tests import factories as make
from tests.roles import as_system
from tests.world import build

pytestmark = pytest.mark.django_db
LABELLED = [model for model in apps.get_models() if issubclass(model, Labelled)]
HISTORIES = [
    model for model in apps.get_models() if issubclass(getattr(model, "pgh_tracked_model", None) or int, Labelled)
]
tables = pytest.mark.parametrize("table", [model._meta.db_table for model in [*LABELLED, *HISTORIES]])


@pytest.fixture(scope="module")
def built(arranging):
    """A row in every labelled table; ``build`` sees to the guarded ones."""
    with arranging():
        world, now = build(principals=False), datetime.now(UTC)
        with as_system():
            days = {"day": now.date(), "first_at": now, "last_at": now}
            Opening.objects.create(party=world.guest, label=world.exchange.label, **days)
        yield world


@pytest.fixture
def world(built):
    return deepcopy(built)


class Somebody:
    """Acts under the label ids it is given."""

    def __init__(self, label_ids: Any) -> None:
        self.label_ids = tuple(label_ids)

    def claim(self) -> Claim:
        return Claim(7, "test", self.label_ids)

    def knows(self, label_id: int) -> bool:
        return True

    def forget(self) -> None:
        """Keeps what it was given."""


def acting(*label_ids: int) -> Any:
    return context.acting(Somebody(label_ids))


def ask(query: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0] if cursor.description else cursor.rowcount


def pid() -> int:
    return ask("SELECT pg_backend_pid()")


@contextmanager
def told(text: str) -> Iterator[None]:
    """The session holds *text*, as if a slipped-in statement had put it there."""
    with transaction.atomic():
        ask("SELECT set_config('accord.context', %s, true)", text)
        yield


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(ProgrammingError) as caught, transaction.atomic():
        yield
    assert caught.value.__cause__.pgcode == errorcodes.INSUFFICIENT_PRIVILEGE


def labels_in(table: str) -> list[int]:
    with as_system(), connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT label_id FROM {table}")
        return [row[0] for row in cursor.fetchall()]


def test_tests_run_as_the_application():
    assert ask("SELECT current_user::text") == "accord_app"
    assert ask("SELECT current_setting('row_security')") == "on"
    assert not ask("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user")


@tables
def test_each_table_shows_the_labels_that_were_signed_and_nothing_without(world, table):
    labels = labels_in(table)
    counted = f"SELECT count(*) FROM {table}"
    with as_system():
        everything = ask(counted)
        one = ask(f"{counted} WHERE label_id = %s", labels[0])
    hidden = max(labels) + 1000

    assert everything
    assert ask(counted) == 0
    for empty in ((), (hidden,), (-1,)):
        with acting(*empty):
            assert ask(counted) == 0
    with told(""):
        assert ask(counted) == 0
    with acting(hidden, *labels_everywhere()):
        assert ask(counted) == everything
    if table not in {model._meta.db_table for model in HISTORIES}:  # They also ask for the present row.
        with acting(labels[0]):
            assert ask(counted) == one


def labels_everywhere() -> set[int]:
    return {label for model in LABELLED for label in labels_in(model._meta.db_table)}


def forgeries(label_ids: tuple[int, ...]) -> dict[str, str]:
    """What a statement could tell the session, by the kind of lie."""
    claim, own, now = Claim(7, "test", label_ids), pid(), int(time())
    signed = partial(signing.sign, claim)
    good = signed(own, now)
    head, _bar, seal = good.rpartition("|")
    return {
        "garbage": "garbage",
        "bars only": "||||||",
        "the old form": "7:1,2,3",
        "a label more": f"{head},99999|{seal}",
        "other labels, old seal": good.replace(head, signing.sign(replace(claim, label_ids=(1,)), own, now)[:-65]),
        "no seal": f"{head}|",
        "a seal cut short": good[:-1],
        "a seal in capitals": f"{head}|{seal.upper()}",
        "another user": good.replace("|7|", "|8|", 1),
        "something behind": f"{good}|{good}",
        "an unknown key": f"00000000{good[8:]}",
        "another connection's": signed(own + 1, now),
        "too old": signed(own, now - signing.LASTS - 5),
        "from the future": signed(own, now + 120),
    }


@tables
def test_each_table_refuses_a_context_that_was_not_signed_for_this_session_just_now(world, table):
    lies = forgeries(tuple(labels_in(table)))

    for text in lies.values():
        with refused(), told(text):
            ask(f"SELECT count(*) FROM {table}")
    with told(signing.sign(Claim(7, "test", tuple(labels_everywhere())), pid(), int(time()))):
        assert ask(f"SELECT count(*) FROM {table}")


def test_a_key_of_another_installation_is_not_believed(world, settings):
    settings.SECRET_KEY = "another installation's"

    with refused(), acting(*labels_everywhere()):
        Exchange.objects.count()


def test_nothing_of_a_refused_context_is_told(world):
    with pytest.raises(ProgrammingError, match=r"^accord\.context is forged\n") as caught, told("7:1,2,3"):
        Exchange.objects.count()

    assert "1,2,3" not in str(caught.value)


@pytest.mark.parametrize("model", LABELLED)
def test_each_table_refuses_what_its_writer_could_not_see(world, model):
    """Inserting under a hidden label, moving a row to one, and touching a row that has one."""
    table = model._meta.db_table
    labels, hidden = labels_in(table), make.label(make.NationFactory()).pk
    copy = f"INSERT INTO {table} SELECT (jsonb_populate_record(t, %s)).* FROM {table} t"

    with acting(*labels):
        with refused():
            ask(copy, f'{{"label_id": {hidden}}}')
        with refused():
            ask(f"UPDATE {table} SET label_id = %s", hidden)
    with acting(hidden):
        assert ask(f"UPDATE {table} SET label_id = label_id") == 0
        assert ask(f"DELETE FROM {table}") == 0


def test_a_constraint_knows_of_hidden_rows_and_only_a_service_may_ask_it(world):
    """PostgreSQL checks keys past row-level security: what these statements answer must never reach a reader."""
    delegation, nation = world.delegation, make.NationFactory()
    other = make.label(world.host, "R")

    with acting(other.pk):
        values = {"exchange_id": delegation.exchange_id, "team": delegation.team, "title": "below", "label": other}
        assert Delegation.objects.count() == 0
        with pytest.raises(IntegrityError) as caught, transaction.atomic():  # A hidden row counts as one of its kind.
            Delegation.objects.create(party=delegation.party, **values)
        assert caught.value.__cause__.pgcode == errorcodes.UNIQUE_VIOLATION
        Delegation.objects.create(party=nation, **values)  # A key to a hidden exchange: ``require`` refuses that.
        assert Delegation.objects.count() == 1


def test_nothing_cascades_in_the_database():
    """Deleting what one sees never removes what one doesn't: no foreign key of a labelled table cascades."""
    cascading = ask("""
        SELECT coalesce(string_agg(conrelid::regclass::text, ', '), '') FROM pg_constraint
        WHERE contype = 'f' AND confdeltype NOT IN ('a', 'r')
    """)

    assert cascading == ""


def test_an_upsert_on_a_hidden_row_is_refused_like_any_other_write(world):
    program = world.program
    other = make.label(world.host, "R")

    with acting(other.pk), refused():
        Program.objects.bulk_create(
            [Program(pk=program.pk, owner=program.owner, title="mine", label=other, reference=program.reference)],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["title"],
        )


# The past


def test_the_past_needs_the_label_of_that_time_and_the_present_row(world):
    task = world.row(Task)
    then, now = task.label_id, make.label(world.host, "S").pk
    with as_system():
        ask("UPDATE logistics_task SET label_id = %s WHERE id = %s", now, task.pk)
    versions = "SELECT string_agg(DISTINCT label_id::text, ' ') FROM logistics_taskevent WHERE pgh_obj_id = %s"

    with acting(then, now):
        assert set(ask(versions, task.pk).split()) == {str(then), str(now)}
    with acting(now):
        assert ask(versions, task.pk) == str(now)  # What it said under the looser label isn't theirs by itself.
    with acting(then):
        assert ask(versions, task.pk) is None  # Raising a label hides the past too.


def test_the_past_of_a_removed_row_is_seen_by_nobody(world):
    task = world.row(Task)
    with acting(*labels_everywhere()):
        assert ask("SELECT count(*) FROM logistics_taskevent WHERE pgh_obj_id = %s", task.pk)
        with as_system():
            Reminder.objects.filter(task=task).delete()
            ask("DELETE FROM logistics_task WHERE id = %s", task.pk)
        assert ask("SELECT count(*) FROM logistics_taskevent WHERE pgh_obj_id = %s", task.pk) == 0


def test_nobody_rewrites_the_past(world):
    for role in ("accord_app", "accord_system"):
        for statement in ("UPDATE logistics_taskevent SET title = ''", "DELETE FROM logistics_taskevent"):
            with as_system() if role == "accord_system" else acting(*labels_everywhere()), refused():
                ask(statement)


# The wrapper


def test_what_was_signed_is_signed_again_before_it_is_too_old(world, monkeypatch):
    with acting(*labels_everywhere()):
        assert Exchange.objects.count()
        before = ask("SELECT current_setting('accord.context')")
        assert ask("SELECT current_setting('accord.context')") == before

        later = time() + signing.RENEWED + 1
        with monkeypatch.context() as patch:
            patch.setattr("clearances.postgresql.base.DatabaseWrapper.now", lambda connection: later)
            after = ask("SELECT current_setting('accord.context')")

        assert int(after.split("|")[4]) == int(later)
        assert after != before


def test_the_age_of_a_signature_is_the_databases_whatever_this_hosts_clock_says(world):
    with time_machine.travel("2031-03-10"), acting(*labels_everywhere()):
        assert Exchange.objects.count()


def test_a_rollback_takes_the_context_along_and_the_next_statement_brings_it_back(world):
    with acting(*labels_everywhere()):
        with transaction.atomic():
            assert Exchange.objects.count()
            with acting():
                assert Exchange.objects.count() == 0
            transaction.set_rollback(True)
        assert Exchange.objects.count()
    assert Exchange.objects.count() == 0


def test_a_rollback_to_a_savepoint_does_not_bring_back_the_labels_of_whoever_acted_before(world):
    with acting(*labels_everywhere()):
        before = transaction.savepoint()
    with acting():
        assert Exchange.objects.count() == 0
        transaction.savepoint_rollback(before)
        assert Exchange.objects.count() == 0


def test_the_session_in_the_context_is_the_one_that_asks(world, signed_in):
    with context.in_session("abc"):
        assert context.session() == "abc"
    assert context.session() == "task"


def test_a_policy_asks_once_per_statement_and_not_once_per_row(world):
    with acting(*labels_everywhere()), connection.cursor() as cursor:
        cursor.execute("EXPLAIN SELECT * FROM exchanges_exchange")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "hashed SubPlan" in plan
