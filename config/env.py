"""Read the environment: every value is checked here and named in the error."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The value of *name*; without a default it must be set."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. `make run` sets it; docs/operations.md explains it.")
    return value


def secret(name: str) -> str:
    """The value of *name*, or the content of the file that *name*_FILE names."""
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else text(name)


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def listed(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def pairs(name: str) -> dict[str, str]:
    """``A=x,B=y`` as a mapping."""
    found = {}
    for item in listed(name):
        key, sign, value = item.partition("=")
        if not (key and sign and value):
            raise ImproperlyConfigured(f"{name} must read A=x,B=y; {item!r} does not.")
        found[key.strip()] = value.strip()
    return found


def database(name: str) -> dict[str, object]:
    """Django's settings for ``postgres://user:password@host:port/name``; ``?host=`` names a socket's folder."""
    url = urlsplit(text(name))
    if url.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must be a postgres:// address; Accord runs on PostgreSQL only.")
    query = parse_qs(url.query)
    return {
        "ENGINE": "clearances.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.get("host", [url.hostname or ""])[0],
        "PORT": query.get("port", [str(url.port or "")])[0],
        "OPTIONS": {key: values[0] for key, values in query.items() if key not in {"host", "port"}},
    }
