"""Processes by what they are, not by their number alone: a number in a file may belong to a stranger by now."""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from stack.account import run_as

GONE = (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess)


_started: list[subprocess.Popen[bytes]] = []  # Kept, so that the dead are reaped and the living aren't mourned.


def launch(command: list[str | Path], folder: Path, log: Path) -> psutil.Process:
    """Start a server in *folder* as the servers' account. Ctrl-C doesn't reach it: who started it stops it in order."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        child = subprocess.Popen(
            command,
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **run_as(),
        )
    _started.append(child)
    return psutil.Process(child.pid)


def alive(process: psutil.Process) -> bool:
    """Whether *process* still runs. A zombie doesn't: whose child it is may never ask."""
    _started[:] = [child for child in _started if child.poll() is None]
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except GONE:
        return False


def at_work_in(folder: Path, program: str) -> list[psutil.Process]:
    """Running processes called *program* whose working folder is *folder*, eldest first."""
    found = []
    for process in psutil.process_iter(["name", "create_time"]):
        with contextlib.suppress(*GONE):
            if process.info["name"].startswith(program) and Path(process.cwd()) == folder:
                found.append(process)
    return sorted(found, key=lambda process: (process.info["create_time"], process.pid))


def find(pid: int, folder: Path) -> psutil.Process | None:
    """The process *pid*, provided that it works in *folder*."""
    with contextlib.suppress(*GONE):
        process = psutil.Process(pid)
        if alive(process) and Path(process.cwd()) == folder:
            return process
    return None


def session_of(leader: int, since: float) -> list[psutil.Process]:
    """What is left of the session that process *leader* began at *since*: itself first, then its offspring."""
    found = []
    for process in psutil.process_iter(["create_time"]):
        with contextlib.suppress(*GONE, ProcessLookupError):
            if os.getsid(process.pid) == leader and process.info["create_time"] >= since:
                found.append(process)
    return sorted(found, key=lambda process: process.pid != leader)


def end(process: psutil.Process, *signals: signal.Signals, seconds: float = 20) -> None:
    """Send each of *signals*, then SIGKILL, until the process is gone; *seconds* of patience after each."""
    for number in (*signals, signal.SIGKILL):
        with contextlib.suppress(*GONE):
            process.send_signal(number)
        if _gone_within(seconds, process):
            return


def _gone_within(seconds: float, process: psutil.Process) -> bool:
    deadline = time.monotonic() + seconds
    while alive(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@contextlib.contextmanager
def lock(path: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock file *path*, waiting for it; it is released by the kernel however this process ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def lock_if_free(path: Path) -> Iterator[bool]:
    """Hold the lock file *path* unless somebody else does; says which."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
