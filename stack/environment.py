"""The environment variables that Accord's processes are started with: all that joins them to the servers."""

import os
import secrets
import sys
from pathlib import Path

from stack.places import ROOT, VAR
from stack.servers import Role, Servers

LOCAL = VAR / "local.env"
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


def local() -> dict[str, str]:
    """What set-up wrote for this checkout alone: ``KEY=VALUE`` lines of var/local.env, made on first use."""
    if not LOCAL.exists():
        LOCAL.parent.mkdir(parents=True, exist_ok=True)
        draft = LOCAL.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(f"SECRET_KEY={secrets.token_urlsafe(48)}\n")
        draft.rename(LOCAL)
    lines = [line.partition("=") for line in LOCAL.read_text().splitlines() if line and not line.startswith("#")]
    return {name.strip(): value.strip() for name, _, value in lines}


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
