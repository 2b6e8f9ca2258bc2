"""The environment variables that Accord's processes are started with: all that joins them to the servers."""

import os
import sys
from pathlib import Path

from stack.places import ROOT
from stack.servers import Role, Servers

# Settings of Django's tests: the demonstration's pages exist, mail goes to Django's own outbox, files aren't hashed.
TESTING = {
    "BASE_URL": "http://127.0.0.1:8000",
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
    "DEBUG": "0",
    "DEMONSTRATION": "1",
    "STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
    "SYSTEM_CEILINGS": "",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright's synchronous interface keeps an event loop in the main thread.
}


def base() -> dict[str, str]:
    """This process's environment, with the checkout's own programs first on the path."""
    programs = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", os.defpath)
    path = path if programs in path.split(os.pathsep) else f"{programs}{os.pathsep}{path}"
    return os.environ | {"PATH": path, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONUNBUFFERED": "1"}


def connections(servers: Servers, role: Role, database: str, *, broker: int = 0) -> dict[str, str]:
    return {"DATABASE_URL": servers.database_url(role, database), "REDIS_URL": servers.redis_url_of(broker)}


def manage(*arguments: str) -> list[str]:
    """The command line of a management command."""
    return [sys.executable, str(ROOT / "manage.py"), *arguments]
