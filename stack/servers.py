"""The servers Accord needs, embedded: PostgreSQL and Valkey, started from wheels, private to one checkout.

The rest of the code knows only ``DATABASE_URL`` and ``REDIS_URL``, which come from here or from anywhere else.
"""

import json
import secrets
import shutil
import sys
import time
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from urllib.parse import quote

from stack import leftovers, processes
from stack.account import own_folder
from stack.places import VAR, Place
from stack.postgres import SUPERUSER, Postgres, checked
from stack.valkey import DATABASES, Valkey

Role = Literal["app", "system", "migrate", "superuser"]
SECRETS = ("identity", "superuser", "migrate", "app", "system", "valkey")


class Servers:
    """PostgreSQL and Valkey of one checkout.

    ``run`` servers keep what they acknowledge; ``test`` servers are fast and forgetful, live beside them, and are
    shared by everybody who tests in this checkout. As a context manager: started on entry, stopped on exit.
    """

    def __init__(self, name: Literal["run", "test"] = "run", var: Path = VAR) -> None:
        self.place = Place(name, var)
        self.durable = name == "run"

    def start(self) -> Self:
        """Have both run, with roles and passwords in place. Repeating it changes nothing and takes milliseconds."""
        with processes.lock(self.place.var / "servers" / f"{self.place.name}.lock"):
            self._secrets()
            self._forget_strangers()
            own_folder(self.place.state)
            self.postgres.start()
            self.valkey.start()
            passwords = {
                f"ACCORD_{role.upper()}_PASSWORD": self._passwords[role] for role in ("migrate", "app", "system")
            }
            self.postgres.apply("roles.sql", **passwords)
        return self

    def stop(self) -> None:
        """Stop both, whoever started them."""
        with processes.lock(self.place.var / "servers" / f"{self.place.name}.lock"):
            if self.place.records.exists():
                self.valkey.stop()
                self.postgres.stop()

    def running(self) -> bool:
        """Whether both are alive."""
        return self.postgres.running() is not None and self.valkey.running() is not None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def database_url(self, role: Role = "app", name: str = "accord") -> str:
        """Where *role* finds the database *name*."""
        user = SUPERUSER if role == "superuser" else f"accord_{role}"
        return f"postgres://{user}:{self._passwords[role]}@/{checked(name)}?host={quote(str(self.postgres.socket))}"

    @property
    def redis_url(self) -> str:
        return self.redis_url_of(0)

    def redis_url_of(self, number: int) -> str:
        """One of the broker's databases; numbers past the last begin again."""
        return f"redis://:{self._passwords['valkey']}@127.0.0.1:{self.valkey.port}/{number % DATABASES}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """Create the database *name*, ready to be migrated, or as a copy of *template*."""
        source = f"TEMPLATE {checked(template)}" if template else "TEMPLATE template0"
        self.postgres.ask(f"CREATE DATABASE {checked(name)} {source}")
        self.postgres.apply("database.sql", name)

    def drop_database(self, name: str) -> None:
        """Drop the database *name*, if there is one; its sessions are ended."""
        self.postgres.ask(f"DROP DATABASE IF EXISTS {checked(name)} WITH (FORCE)")

    def rename_database(self, name: str, to: str) -> None:
        self.postgres.ask(f"ALTER DATABASE {checked(name)} RENAME TO {checked(to)}")

    def databases(self) -> dict[str, str]:
        """The databases there are, each with its comment."""
        rows = self.postgres.ask(
            "SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database"
        ).splitlines()
        return dict(row.split("|", 1) for row in rows)

    def describe_database(self, name: str, comment: str) -> None:
        """Remember *comment* with the database *name*."""
        self.postgres.ask(f"COMMENT ON DATABASE {checked(name)} IS '{comment.replace(chr(39), '')}'")

    @cached_property
    def postgres(self) -> Postgres:
        return Postgres(self.place, self._passwords["superuser"], self.durable)

    @cached_property
    def valkey(self) -> Valkey:
        return Valkey(self.place, self._passwords["valkey"])

    @cached_property
    def _passwords(self) -> dict[str, str]:
        return self._secrets()

    def _secrets(self) -> dict[str, str]:
        """The checkout's own random passwords, made once."""
        file = self.place.records / "passwords.json"
        if not file.exists():
            self.place.records.mkdir(parents=True, exist_ok=True)
            self.place.records.chmod(0o700)
            draft = file.with_suffix(".new")
            draft.touch(mode=0o600)
            draft.write_text(json.dumps({name: secrets.token_hex(16) for name in SECRETS}))
            draft.rename(file)
        return dict(json.loads(file.read_text()))

    def _forget_strangers(self) -> None:
        """Set aside the data of another life of this folder: ``var/`` was removed, and its passwords with it."""
        mark = self.place.state / "identity"
        if mark.exists() and mark.read_text() != self._passwords["identity"]:
            self.valkey.stop()
            self.postgres.stop()
            self._set_aside()
        own_folder(self.place.state)
        leftovers.sign(self.place)
        mark.write_text(self._passwords["identity"])

    def _set_aside(self) -> None:
        if not self.durable:
            shutil.rmtree(self.place.state)
            return
        aside = self.place.state.with_name(f"{self.place.name}-until-{time.strftime('%Y%m%dT%H%M%S')}")
        self.place.state.rename(aside)
        print(f"This checkout's passwords are new, so its old data were set aside in {aside}.", file=sys.stderr)


def in_use(servers: Servers) -> Path:
    """The lock file that everybody who uses the test servers holds, shared."""
    return servers.place.var / "servers" / f"{servers.place.name}.use"
