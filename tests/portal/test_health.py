"""What a supervisor and a load balancer learn: whether it works, and nothing about versions or data."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from audit.models import Sealer
from jobs.models import Lease, Progress
from portal import health
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_process_that_answers_is_alive():
    assert Client().get("/livez").json() == {"live": True}


def test_it_is_ready_and_tells_how_long_ago_a_sweep_finished():
    Lease.objects.all().delete()
    assert Client().get("/readyz").json() == {
        "ready": True,
        "database": True,
        "migrations": True,
        "lock": True,
        "last_sweep_seconds": None,
        "audit_lag_seconds": None,
    }
    Lease.objects.create(name="sweep", finished_at=timezone.now() - timedelta(seconds=90))

    response = Client().get("/readyz")

    assert response.status_code == 200
    assert response.json()["last_sweep_seconds"] in {90, 91}


def test_it_tells_for_how_long_the_audit_record_waits_for_its_seal():
    with make.as_system():
        Sealer.objects.create(caught_up_at=timezone.now() - timedelta(seconds=70))

    assert Client().get("/readyz").json()["audit_lag_seconds"] in {70, 71}


def test_it_is_not_ready_before_its_migrations_are_applied():
    with make.as_system():
        MigrationRecorder.Migration.objects.using("default").filter(app="jobs").delete()

    response = Client().get("/readyz")

    assert response.status_code == 503
    assert (response.json()["ready"], response.json()["migrations"]) == (False, False)


def test_it_is_not_ready_while_row_level_security_shows_what_it_should_hide():
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("ALTER TABLE clearances_canary DISABLE ROW LEVEL SECURITY")
        cursor.execute("SET ROLE accord_app")

    response = Client().get("/readyz")

    assert response.status_code == 503
    assert (response.json()["ready"], response.json()["lock"]) == (False, False)


def test_it_is_not_ready_without_its_database(monkeypatch):
    def gone(*args, **kwargs):
        raise health.DatabaseError

    monkeypatch.setattr(connection, "ensure_connection", gone)
    monkeypatch.setattr(connection, "cursor", gone)

    response = Client().get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "database": False,
        "migrations": False,
        "lock": False,
        "last_sweep_seconds": None,
        "audit_lag_seconds": None,
    }


def test_progress_is_for_whoever_asked_for_the_work(signed_in):
    owner, other = make.UserFactory(), make.UserFactory()
    row = Progress.objects.create(owner=owner, title="Making 40 letters", total=40, done=10)
    path = f"/jobs/{row.public_id}/"

    page = signed_in(owner).get(path).content.decode()

    assert "10 of 40" in page
    assert '<meta http-equiv="refresh" content="3">' in page
    assert "every 2s" in signed_in(owner).get(path, headers={"HX-Request": "true"}).content.decode()
    assert signed_in(other).get(path).status_code == 404


def test_progress_that_has_ended_asks_no_more(signed_in):
    owner = make.UserFactory()
    row = Progress.objects.create(owner=owner, title="Letters", total=4, done=4, finished_at=timezone.now())

    page = signed_in(owner).get(f"/jobs/{row.public_id}/").content.decode()

    assert "Finished." in page
    assert "http-equiv" not in page
    assert "hx-trigger" not in page
