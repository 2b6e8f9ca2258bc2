"""What an installation refuses to start with."""

import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

SOUND = {
    "DEMONSTRATION": "0",
    "BASE_URL": "https://accord.example.org",
    "ALLOWED_HOSTS": "accord.example.org",
    "SYSTEM_CEILINGS": "NATO=NR",
}


def start(**changes: str) -> subprocess.CompletedProcess[str]:
    """Load what the web server loads, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        env=os.environ | SOUND | changes,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_sound_installation_starts():
    assert start().returncode == 0


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"DEMONSTRATION": "1"}, "config.E001"),
        ({"BASE_URL": "http://accord.example.org"}, "config.E002"),
        ({"SYSTEM_CEILINGS": ""}, "config.E003"),
    ],
)
def test_an_unsound_one_does_not(changes, problem):
    ended = start(**changes)

    assert ended.returncode != 0
    assert problem in ended.stderr


@pytest.mark.parametrize("changes", [{"CELERY_TASK_ALWAYS_EAGER": True}, {"CELERY_BROKER_URL": "memory://"}])
def test_celery_is_never_pretended(settings, changes):
    for name, value in changes.items():
        setattr(settings, name, value)

    with pytest.raises(SystemCheckError, match=r"config\.E004"):
        call_command("check")


def test_a_database_that_is_no_postgresql_is_refused():
    ended = start(DATABASE_URL="sqlite:///accord.db")

    assert ended.returncode != 0
    assert "PostgreSQL only" in ended.stderr
