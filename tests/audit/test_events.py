"""The record: only added to, by whoever acts, in the same transaction; nothing of it can be taken back."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import Event
from audit.services import record
from clearances.guards import SYSTEM
from clearances.subjects import acting_as
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


def events(**wanted):
    with as_system():
        return list(Event.objects.filter(**wanted).order_by("pk"))


def test_an_event_says_who_did_what_to_what_and_whose_record_it_is():
    program = make.ProgramFactory()
    user = make.UserFactory()

    with acting_as(user):
        record(user, "program.amended", program, state="planned", seats=3, reply_by=date(2031, 3, 1))

    [event] = events(action="program.amended")
    assert (event.actor, event.outcome, event.on_behalf) == (user, "done", None)
    assert (event.object_type, event.object_id) == ("programs.program", str(program.pk))
    assert (event.label_id, event.party) == (program.label_id, program.owner.code)
    assert event.facts == {"state": "planned", "seats": 3, "reply_by": "2031-03-01"}


def test_the_application_adds_events_and_reads_none_of_them_back():
    record(SYSTEM, "program.amended", make.ProgramFactory())

    assert list(Event.objects.all()) == []
    assert events(action="program.amended")


@pytest.mark.parametrize("table", ["audit_event", "audit_leaf", "audit_seal"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET {column} = {column}", "DELETE FROM {}", "TRUNCATE {} CASCADE"],
)
@pytest.mark.parametrize("role", ["accord_app", "accord_system", "accord_owner", "accord_audit", "postgres"])
def test_nobody_takes_anything_back(role, statement, table):
    column = {"audit_event": "action", "audit_leaf": "digest", "audit_seal": "root"}[table]
    record(SYSTEM, "program.amended", make.ProgramFactory())
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("INSERT INTO audit_seal VALUES (1, 1, 1, 1, '', 1, now(), '', '')")
        cursor.execute("INSERT INTO audit_leaf (event_id, seal_id, digest) VALUES (1, 1, '')")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"SET ROLE {role}")

        if role == "accord_audit":  # Its owner is bound by row-level security, and can end that.
            cursor.execute("ALTER TABLE audit_event NO FORCE ROW LEVEL SECURITY")
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            cursor.execute(statement.format(table, column=column))

    assert "only added to" in str(refused.value) or "permission denied" in str(refused.value)
