"""Whether ``make run`` may begin: one at a time in a checkout, on a port that is free. Standard library only."""

import contextlib
import fcntl
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from stack.places import VAR

LOCK = VAR / "run.lock"
RECORD = VAR / "run.json"  # The processes of the run; still there after a crash.
HIGHEST_PORT = 65535


class Refused(Exception):
    """Why not, in a sentence."""


def port_of(text: str) -> int:
    """The port that ``PORT=`` names."""
    if not text.isdigit() or not 0 < int(text) <= HIGHEST_PORT:
        raise Refused(f"PORT={text} is no port; choose a number from 1 to {HIGHEST_PORT}.")
    return int(text)


def check_early(port: int) -> None:
    """What can be said before set-up. What a crash left on the port is ended later, so it doesn't count here."""
    check_runner()
    if not RECORD.exists():
        check_port(port)


def check_runner() -> None:
    """Refuse a second run in this checkout."""
    if running := runner():
        raise Refused(
            f"Accord already runs in this checkout: {running[1]} (process {running[0]}). `make stop` stops it."
        )


def check_port(port: int) -> None:
    """Refuse a port that another program has."""
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind(("127.0.0.1", port))
        except OSError:
            raise Refused(f"Port {port} is taken; choose another: make run PORT={port + 1}") from None


def runner(lock: Path = LOCK) -> tuple[int, str] | None:
    """The process that holds this checkout's run, and its address."""
    if not lock.exists():
        return None
    with lock.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid, _, address = file.read().strip().partition(" ")
            return int(pid or 0), address or "it is just starting"
    return None


@contextlib.contextmanager
def admitted(address: str, lock: Path = LOCK) -> Iterator[None]:
    """Hold this checkout's run; the kernel ends it however this process ends."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("Accord is already being started in this checkout.") from None
        file.truncate(0)
        file.write(f"{os.getpid()} {address}")
        file.flush()
        yield


def stop(seconds: float = 60) -> None:
    """Ask this checkout's run to stop, and wait until it has."""
    if running := runner():
        print(f"Stopping {running[1]} (process {running[0]}).")
        os.kill(running[0], signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while runner() and time.monotonic() < deadline:
        time.sleep(0.1)
