"""The gate and the canary: an unsound database is named in a sentence, and nothing starts on it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from clearances import buckets, canary, catalogue, keys
from tests.evidence.scale import counted
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@contextmanager
def as_superuser() -> Iterator[None]:
    """Somebody at the database's console, doing what nobody should."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        yield
        cursor.execute("SET ROLE accord_app")


def do(statement: str) -> None:
    with as_superuser(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_migrated_database_is_sound():
    findings = catalogue.findings()

    assert findings == []
    counted("catalogue: tables in exactly one bucket", len(buckets.buckets()), findings)


def test_every_declaration_is_of_a_model_that_exists_and_says_why():
    assert catalogue.undeclared_reasons() == []
    assert all(len(reason) > 10 for _bucket, reason in [*buckets.DECLARED.values(), *buckets.TABLES.values()])
    assert all(len(reason) > 20 for _owner, reason in catalogue.DEFINERS.values())


def test_what_a_declaration_says_against_the_model_counts_as_no_bucket(monkeypatch):
    monkeypatch.setitem(buckets.DECLARED, "exchanges.Exchange", (buckets.Bucket.FACTS, "Said by mistake."))

    assert any("exchanges_exchange is in no bucket, or in two" in finding for finding in catalogue.findings())


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("CREATE TABLE forgotten (id int)", "The table forgotten is in no bucket"),
        ("ALTER TABLE exchanges_exchange DISABLE ROW LEVEL SECURITY", "exchanges_exchange has no forced row-level"),
        ("ALTER TABLE logistics_task NO FORCE ROW LEVEL SECURITY", "logistics_task has no forced row-level"),
        ("ALTER TABLE exchanges_exchangeevent NO FORCE ROW LEVEL SECURITY", "exchanges_exchangeevent has no forced"),
        ("ALTER TABLE jobs_lease ADD label_id int", "jobs_lease has a label_id and no lock"),
        ("DROP POLICY label ON logistics_task", "policy label on logistics_task"),
        ("DROP POLICY present ON exchanges_exchangeevent", "policy present on exchanges_exchangeevent"),
        ("ALTER POLICY label ON logistics_task USING (true)", "policy label on logistics_task"),
        ("ALTER POLICY label ON logistics_task WITH CHECK (true)", "policy label on logistics_task"),
        ("ALTER POLICY reach ON logistics_task TO public", "policy reach on logistics_task"),
        ("CREATE POLICY more ON logistics_task TO accord_app USING (true)", "policy more on logistics_task"),
        ("CREATE POLICY more ON jobs_lease USING (true)", "policy more on jobs_lease"),
        ("ALTER ROLE accord_app BYPASSRLS", "role accord_app"),
        ("ALTER ROLE accord_app SUPERUSER", "role accord_app"),
        ("ALTER ROLE accord_app CREATEROLE", "role accord_app"),
        ("ALTER ROLE accord_definer LOGIN", "role accord_definer"),
        ("GRANT accord_owner TO accord_app WITH INHERIT FALSE", "accord_app is a member of accord_owner"),
        ("ALTER TABLE jobs_lease OWNER TO accord_app", "accord_app owns"),
        ("GRANT TRUNCATE ON logistics_task TO accord_app", "TRUNCATE on logistics_task"),
        ("GRANT REFERENCES ON logistics_task TO PUBLIC", "REFERENCES on logistics_task"),
        ("GRANT CREATE ON SCHEMA public TO accord_app", "create objects in the schema public"),
        ("GRANT UPDATE (digest) ON clearances_label TO accord_app", "UPDATE on clearances_label"),
        ("GRANT DELETE ON audit_event TO accord_app", "DELETE on audit_event"),
        ("GRANT UPDATE ON exchanges_exchangeevent TO accord_app", "UPDATE on exchanges_exchangeevent"),
        ("GRANT SELECT ON clearances_contextkey TO accord_app", "SELECT on clearances_contextkey"),
        ("CREATE VIEW peep AS SELECT * FROM logistics_task", "The view peep runs as its owner"),
        ("CREATE MATERIALIZED VIEW peep AS SELECT * FROM logistics_task", "The view peep is materialized"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'", "The function f()"),
        ("ALTER FUNCTION accord_labels() RESET ALL", "The function accord_labels()"),
        ("ALTER FUNCTION accord_labels() OWNER TO accord_owner", "The function accord_labels()"),
        ("ALTER FUNCTION pg_catalog.texticlike(text, text) LEAKPROOF", "The function texticlike is marked LEAKPROOF"),
    ],
)
def test_the_gate_names(statement, finding):
    do(statement)

    assert any(finding in found for found in catalogue.findings()), catalogue.findings()


def test_the_gate_knows_a_view_that_asks_as_its_reader_and_a_release_without_holes(monkeypatch):
    do("CREATE VIEW honest WITH (security_invoker = true) AS SELECT * FROM logistics_task")
    assert catalogue.findings() == []

    monkeypatch.setattr(catalogue, "RELEASES", {18: 99, 17: 99})

    assert any("has known holes" in finding for finding in catalogue.findings())


def test_the_canary_sings():
    assert canary.findings() == []


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("ALTER TABLE clearances_canary DISABLE ROW LEVEL SECURITY", "shows the canaries [-2, -1] instead of []"),
        ("ALTER POLICY label ON clearances_canary USING (false)", "shows the canaries [] instead of [-1]"),
        ("ALTER ROLE accord_app BYPASSRLS", "instead of []"),
        ("DELETE FROM clearances_contextkey", "run manage.py migrate with this SECRET_KEY"),
        (
            "CREATE OR REPLACE FUNCTION accord_labels() RETURNS integer[] LANGUAGE sql STABLE AS $$ SELECT "
            "coalesce(string_to_array(nullif(split_part(current_setting('accord.context', true), '|', 6), ''), ',')"
            "::integer[], '{}') $$",
            "The database believes a context with a broken seal",
        ),
    ],
)
def test_the_canary_falls_silent(statement, finding):
    do(statement)

    assert any(finding in found for found in canary.findings()), canary.findings()


def test_a_former_key_is_believed_as_long_as_the_settings_name_it(settings):
    former, settings.SECRET_KEY = settings.SECRET_KEY, "the next one"
    settings.SECRET_KEY_FALLBACKS = [former]
    with as_superuser():
        keys.install()
    assert canary.findings() == []  # Who has been restarted.

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = former, []
    assert canary.findings() == []  # Who hasn't yet.

    settings.SECRET_KEY = "the next one"
    with as_superuser():
        keys.install()
    settings.SECRET_KEY = former
    assert any("run manage.py migrate with this SECRET_KEY" in finding for finding in canary.findings())


def test_a_process_that_works_as_another_role_is_refused():
    with as_system(), pytest.raises(canary.Unlocked, match=r"works as accord_system .* must work as accord_app"):
        canary.refuse_unless_locked()
    with pytest.raises(canary.Unlocked, match="signs in to the database as postgres and must as accord_app"):
        canary.refuse_unless_locked()  # As tests do.


def start(**changes: str) -> subprocess.CompletedProcess[str]:
    """Load what the web server loads, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        env=os.environ | changes,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_web_server_does_not_start_with_a_key_that_the_database_does_not_know():
    ended = start(SECRET_KEY="another one")

    assert ended.returncode != 0
    assert "run manage.py migrate with this SECRET_KEY" in ended.stderr


def test_the_web_server_does_not_start_as_the_system():
    ended = start(DATABASE_URL=os.environ["SYSTEM_DATABASE_URL"])

    assert ended.returncode != 0
    assert "works as accord_system in the database and must work as accord_app" in ended.stderr


@pytest.mark.parametrize("command", [["worker", "--queues=mail"], ["beat", "--pidfile=", "--schedule=FOLDER/beat"]])
def test_neither_a_mail_worker_nor_beat_starts_as_the_system(command, tmp_path):
    """Celery logs what goes wrong in most of its hooks and goes on; not this."""
    command = [word.replace("FOLDER", str(tmp_path)) for word in command]
    ended = subprocess.run(
        [sys.executable, "-m", "celery", "--app=config", *command],
        env=os.environ | {"DATABASE_URL": os.environ["SYSTEM_DATABASE_URL"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )

    assert ended.returncode != 0
    assert "must work as accord_app" in ended.stderr
