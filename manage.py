"""Django's management commands, with this checkout's own environment (var/local.env) where nothing else is set."""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line


def load(file: Path) -> None:
    """Set what *file* says in ``KEY=VALUE`` lines and the environment doesn't."""
    for line in file.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


if __name__ == "__main__":
    local = Path(__file__).resolve().parent / "var" / "local.env"
    if local.exists():
        load(local)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(sys.argv)
