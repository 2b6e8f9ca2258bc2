"""Tests run as the application's role, under row-level security, on a copy of the migrated template database.

What a test arranges is written by the system role inside ``as_system()`` (the factories do so themselves); what it
asserts is read as somebody: ``with acting_as(person):``.
"""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from time import time
from typing import Any

import psycopg2
import pytest
from django.conf import settings as configured
from django.db import connection, connections, transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from psycopg2 import sql

from config import env
from tests.roles import as_system

RUN = os.environ.get("TEST_RUN", "")
BEGUN_FIRST = {"test_run.py"}  # Starts a whole portal from nothing.
# The same examples for everybody, so that a red run is red again; `HYPOTHESIS_PROFILE=default` looks for new ones.
# How long an example takes to make is the machine's business.
settings.register_profile("seeded", derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "seeded"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest test goes first: begun last, it would run on one core while the other has nothing left."""
    items.sort(key=lambda item: item.path.name not in BEGUN_FIRST)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it again and again for garbage took a fifth of every test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _administer(statement: str, name: str, template: str) -> None:
    link = psycopg2.connect(os.environ["TEST_DATABASE_URL"].replace(f"/{template}", "/postgres"))
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(name=sql.Identifier(name), template=sql.Identifier(template)))
    link.close()


def _use(name: str) -> None:
    """Point Django at database *name*: signed in as superuser, acting as the application from the first statement."""
    wanted = env.database("TEST_DATABASE_URL")
    wanted["NAME"] = name
    wanted["OPTIONS"] = {**wanted["OPTIONS"], "options": "-c role=accord_app"}  # type: ignore[dict-item]
    configured.DATABASES["default"].update(wanted)
    for link in connections.all(initialized_only=True):
        link.close()
        link.settings_dict.update(wanted)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    template = str(env.database("TEST_DATABASE_URL")["NAME"])
    name = f"accord_{RUN}_{worker_id}"
    _administer("CREATE DATABASE {name} TEMPLATE {template}", name, template)
    with django_db_blocker.unblock():
        _use(name)
    yield
    with django_db_blocker.unblock():
        for link in connections.all(initialized_only=True):
            link.close()
    _administer("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name, template)


@pytest.fixture(scope="session")
def arranging(django_db_setup: None, django_db_blocker: Any) -> Callable[[], AbstractContextManager[None]]:
    """For a fixture of a module: what it writes ``with arranging():`` is there for each of its tests, then undone.

    What a test changes in the database is undone behind it; of objects that it changes it needs a copy of its own.
    """

    @contextmanager
    def arrange() -> Iterator[None]:
        with django_db_blocker.unblock(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return arrange


@pytest.fixture(autouse=True)
def anchors_of_its_own(settings: Any, tmp_path: Path) -> None:
    """Each test has databases of its own, so the anchors of another's seals would contradict it."""
    settings.AUDIT_ANCHORS = str(tmp_path / "anchors.jsonl")


@pytest.fixture(autouse=True)
def as_often_as_it_takes(settings: Any) -> None:
    """Tests ask faster than people, and users of other workers' databases have the same numbers in one Redis."""
    settings.LIMITS = {}


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any, worker_id: str) -> Iterator[str]:
    """A database of the test's own in which transactions really commit, for races and crashes; yields its name."""
    template, before = str(env.database("TEST_DATABASE_URL")["NAME"]), str(configured.DATABASES["default"]["NAME"])
    name = f"{before}_committed"
    _administer("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name, template)
    _administer("CREATE DATABASE {name} TEMPLATE {template}", name, template)
    with django_db_blocker.unblock():
        _use(name)
        yield name
        _use(before)
    _administer("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name, template)


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """A client signed in as *user* *ago* seconds before; with ``factor=2`` (the default) as if by second factor."""

    def make(user: Any, *, factor: int = 2, ago: int = 0) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [
            {"method": "password", "at": time() - ago},
            *([{"method": "mfa", "at": time() - ago}] if factor > 1 else []),
        ]
        session.save()
        return client

    return make


__all__ = ["as_system", "connection"]
