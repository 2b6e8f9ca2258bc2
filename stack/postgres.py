"""One PostgreSQL cluster: made, started, asked and stopped through its own programs, on a private socket."""

import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psutil

from stack import binaries, processes
from stack.account import SetUpError, give, own_folder, run_as
from stack.places import Place

SUPERUSER = "postgres"
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
SQL = Path(__file__).parent
BUILTIN_LOCALES = 17  # The first version whose sort order doesn't depend on the machine's C library.

SETTINGS = {
    "listen_addresses": "''",
    "port": "5432",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "password_encryption": "'scram-sha-256'",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    # A log line names the error, never the data: statements carry their values, details carry keys.
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# A test cluster may be lost with the machine, so it needn't wait for the disk.
UNSAFE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
}


@dataclass
class Postgres:
    """The cluster of *place*. *durable*: a crash of the machine loses nothing."""

    place: Place
    password: str
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.place.state / "postgres"

    @cached_property
    def socket(self) -> Path:
        return self.place.sockets()

    @cached_property
    def programs(self) -> Path:
        return binaries.postgres()

    def start(self) -> None:
        """Have the cluster run with our settings; made first if need be. Repeating it changes nothing."""
        if not self.data.exists():
            self._initialise()
        changed = self._configure()
        if (running := self.running()) and not changed and self._ready(running.pid):
            return
        self.stop()
        self._launch()

    def stop(self) -> None:
        """Shut down: sessions are ended, what was committed stays. Also clears what a crash left behind."""
        if running := self.running():
            processes.end(running, signal.SIGINT, signal.SIGQUIT)
        for orphan in processes.at_work_in(self.data, "postgres"):
            processes.end(orphan, signal.SIGQUIT, seconds=2)
        # The number in these may be a stranger's by now, and PostgreSQL would give way to that stranger.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.socket / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def running(self) -> psutil.Process | None:
        """The server's first process, if it is alive and really this cluster's."""
        lines = self._pid_file()
        return processes.find(int(lines[0]), self.data) if lines and lines[0].isdigit() else None

    def ask(self, statement: str, database: str = SUPERUSER) -> str:
        """What one *statement* answers, as superuser; columns separated by ``|``."""
        return self._psql(["-c", statement], database)

    def apply(self, file: str, database: str = SUPERUSER, **environment: str) -> None:
        """Run one of this package's SQL files."""
        self._psql(["-f", str(SQL / file)], database, **environment)

    def _psql(self, arguments: list[str], database: str, **environment: str) -> str:
        done = subprocess.run(
            [self.programs / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database, *arguments],
            env={
                "PATH": os.defpath,
                "PGHOST": str(self.socket),
                "PGUSER": SUPERUSER,
                "PGPASSWORD": self.password,
                "PGAPPNAME": "stack",
                "PGCLIENTENCODING": "UTF8",
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SetUpError(f"PostgreSQL refused: {done.stderr.strip()}")
        return done.stdout.strip()

    def _initialise(self) -> None:
        """Make the data folder; an interrupted attempt leaves a draft, which the next one replaces."""
        draft = own_folder(self.data.with_name("postgres.new"))
        shutil.rmtree(draft)
        own_folder(draft)
        secret = self.place.state / "superuser"
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        give(secret)
        done = subprocess.run(
            [self.programs / "initdb", "-D", draft, "-U", SUPERUSER, f"--pwfile={secret}", *self._options()],
            cwd=draft,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=False,
            **run_as(),
        )
        secret.unlink()
        if done.returncode:
            raise SetUpError(f"PostgreSQL couldn't make its data folder: {done.stderr.strip()}")
        draft.rename(self.data)

    def _options(self) -> list[str]:
        """Sign-in by password only; a sort order that is the same on every machine; no waiting where loss is fine."""
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        recent = binaries.major(self.programs / "initdb") >= BUILTIN_LOCALES
        locale = builtin if recent else ["--locale=C.UTF-8"]
        return ["--auth=scram-sha-256", "--encoding=UTF8", *locale, *([] if self.durable else ["--no-sync"])]

    def _configure(self) -> bool:
        """Write the settings; says whether they differ from those of last time."""
        settings = SETTINGS | {"unix_socket_directories": f"'{self.socket}'"} | ({} if self.durable else UNSAFE)
        text = "".join(f"{name} = {value}\n" for name, value in settings.items())
        file = self.data / "postgresql.conf"
        changed = file.read_text() != text
        if changed:
            file.write_text(text)
            give(file)
        return changed

    def _launch(self) -> None:
        own_folder(self.socket)
        log = self.place.logs / f"postgres-{self.place.name}.log"
        start = log.stat().st_size if log.exists() else 0
        child = processes.launch([self.programs / "postgres", "-D", self.data], self.data, log)
        while not self._ready(child.pid):
            if not processes.alive(child):
                said = log.read_bytes()[start:].decode(errors="replace").strip()
                raise SetUpError(f"PostgreSQL stopped while starting. It said:\n{said}")
            time.sleep(0.02)

    def _ready(self, pid: int) -> bool:
        lines = self._pid_file()
        return lines[:1] == [str(pid)] and lines[-1].strip() == "ready"

    def _pid_file(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []


def checked(name: str) -> str:
    """*name*, which must be a plain database name: it goes into statements as it is."""
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no plain database name.")
    return name
