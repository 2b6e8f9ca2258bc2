"""Portals of a test run, each in a folder of its own. What takes long is done once, for the first; all are copies.

Tests move exchanges and kill workers, so every worker of the test run has a portal to itself. Its tables are those of
the tests' template, which the very same migrations made; ``tests/stack/test_run.py`` starts one from nothing.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from stack import processes
from stack.account import open_folder
from stack.local import SETTINGS
from stack.places import HOME, ROOT, Place
from stack.postgres import SUPERUSER, Postgres
from stack.programs import DATABASE
from stack.servers import Servers
from stack.trial import TEMPLATE

START_SECONDS = 180
TOLD_BY_THE_RUN = ("STATIC_STORAGE", "ALLOWED_HOSTS", "BASE_URL")  # Those of the tests aren't a portal's.


def prepared(shared: Path, var: Path) -> None:
    """Make *var* a copy of the portal that lies prepared in *shared*; whoever comes first prepares it."""
    seed, is_ready = shared / "seed", shared / "seed-is-ready"
    with processes.lock(shared / "seed.lock"):
        if not is_ready.exists():
            _prepare(seed)
            is_ready.touch()
        _copy(seed, var)
        (shared / f"copied-{os.getpid()}").touch()
        if len(list(shared.glob("copied-*"))) >= int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")):
            _remove(seed)
            is_ready.unlink()


def _prepare(seed: Path) -> None:
    seed.mkdir()
    shutil.copy2(SETTINGS, seed)  # The database believes what is signed with this key.
    _copy_template(seed)
    done = subprocess.run(
        [sys.executable, "-m", "stack.prepared"],
        cwd=ROOT,
        env=environment(seed),
        capture_output=True,
        text=True,
        check=False,
        timeout=START_SECONDS,
    )
    if done.returncode or "migrations" in done.stdout:
        raise RuntimeError(f"{done.stdout}{done.stderr}")


def _copy_template(seed: Path) -> None:
    """Give the servers of *seed* a database as the tests' template is, and its comment, which says what made it."""
    tests = Servers("test")
    with Servers("run", seed) as servers:
        servers.create_database(DATABASE)
        dumped = _program(tests.postgres, "pg_dump", TEMPLATE)
        _program(servers.postgres, "psql", DATABASE, "-Xq", "-v", "ON_ERROR_STOP=1", said=dumped)
        servers.describe_database(DATABASE, tests.databases()[TEMPLATE])


def _program(server: Postgres, name: str, database: str, *options: str, said: str = "") -> str:
    return subprocess.run(
        [server.programs / name, *options, "-d", database],
        env={"PATH": os.defpath, "PGHOST": str(server.socket), "PGUSER": SUPERUSER, "PGPASSWORD": server.password},
        input=said,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


def _copy(var: Path, to: Path) -> None:
    """A portal's folder with its servers' files, which root's servers keep elsewhere. Neither may be running."""
    subprocess.run(["cp", "-a", f"{var}/.", open_folder(to)], check=True)
    source, target = Place("run", var).state, Place("run", to).state
    if source.is_relative_to(HOME):
        subprocess.run(["cp", "-a", f"{source}/.", open_folder(target)], check=True)
    (Place("run", to).records / "valkey.port").unlink()  # Two with one port and one password would be one broker.


def _remove(var: Path) -> None:
    state = Place("run", var).state
    if state.is_relative_to(HOME):
        shutil.rmtree(state.parent)
    shutil.rmtree(var)


def environment(var: Path, **more: str) -> Mapping[str, str]:
    """What a portal in *var* is told: nothing of the tests' own servers."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.endswith(("DATABASE_URL", "REDIS_URL")) and name not in TOLD_BY_THE_RUN
    }
    return {**kept, "ACCORD_VAR": str(var), **more}


@contextmanager
def running(var: Path) -> Iterator[tuple[str, int]]:
    """Start the portal in *var*; yields its address and the process that keeps the others running."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with (var / "run.log").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "stack.run"],
            cwd=ROOT,
            env=environment(var, PORT=str(port)),
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    try:
        _await(process, var / "run.log")
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _await(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        said = log.read_text(encoding="utf-8", errors="replace")
        if process.poll() is not None:
            raise RuntimeError(said)
        if "Ctrl-C stops it" in said:
            return
        time.sleep(0.2)
    raise RuntimeError(log.read_text(encoding="utf-8", errors="replace"))
