"""Django's management commands, with this checkout's own environment where nothing else is set.

``var/local.env`` is what set-up wrote, ``var/run.env`` what a running ``make run`` serves with.
"""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

VAR = Path(os.environ.get("ACCORD_VAR") or Path(__file__).resolve().parent / "var")
# Commands that reach no server and keep no secret: they work in a bare checkout.
OFFLINE = {"decide", "access_matrix", "makemessages"}
INERT = {
    "SECRET_KEY": "offline",
    "BASE_URL": "http://127.0.0.1:8000",
    "DATABASE_URL": "postgres://offline/offline",
    "REDIS_URL": "redis://offline",
}


def load(file: Path) -> None:
    """Set what *file* says in ``KEY=VALUE`` lines and the environment doesn't."""
    for line in file.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


if __name__ == "__main__":
    for name in ("run.env", "local.env"):
        if (VAR / name).exists():
            load(VAR / name)
    if OFFLINE & set(sys.argv[1:2]):
        for key, value in INERT.items():
            os.environ.setdefault(key, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(sys.argv)
