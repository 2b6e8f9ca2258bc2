"""``make run``, from its first line to its last, with crashes in between."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from stack import processes
from stack.places import HOME, ROOT
from stack.servers import Servers

KEYS = {"username", "password", "totp_secret", "role", "organisation", "name"}


class Run:
    """One ``make run`` of a checkout whose ``var`` is *var*; what it says is in ``said``."""

    def __init__(self, var: Path, port: int) -> None:
        self.file = var.parent / f"said-{time.monotonic_ns()}"
        environment = {
            **{name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")},
            "ACCORD_VAR": str(var),
            "PORT": str(port),
            # Hashing and compressing is the same work every time; set-up's own figures include it.
            "STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
        }
        with self.file.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "stack.run"], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )

    @property
    def said(self) -> str:
        return self.file.read_text()

    def until_it_says(self, text: str, seconds: float = 300) -> None:
        until(lambda: text in self.said or self.process.poll() is not None, seconds, lambda: self.said)
        assert text in self.said, self.said


def until(
    condition: Callable[[], object], seconds: float = 120, why: Callable[[], str] = lambda: "It never happened."
) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, why()
        time.sleep(0.1)


def status(port: int, path: str = "/") -> int:
    peer = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        peer.request("GET", path)
        return peer.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        peer.close()


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[[int], Run]]:
    """Begins a run of a checkout of the test's own, on a port; ended and removed afterwards."""
    begun: list[Run] = []

    def start(port: int) -> Run:
        begun.append(Run(tmp_path / "var", port))
        return begun[-1]

    yield start
    for run in begun:
        run.process.terminate()
        run.process.wait(60)
    servers = Servers("run", tmp_path / "var")
    servers.stop()
    if os.geteuid() == 0 and servers.place.state.is_relative_to(HOME):
        shutil.rmtree(servers.place.state.parent, ignore_errors=True)


def test_the_demonstration_starts_survives_crashes_and_stops_cleanly(
    begin: Callable[[int], Run], tmp_path: Path
) -> None:
    checkout = tmp_path / "var"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    servers = Servers("run", checkout)

    # It starts from nothing, says where it is and who can enter.
    first = begin(port)
    first.until_it_says("Three minutes")
    accounts = json.loads((checkout / "demo-accounts.json").read_text())
    assert f"http://127.0.0.1:{port}" in first.said
    assert accounts[0]["password"] in first.said
    assert all(set(account) >= KEYS for account in accounts)
    assert status(port) in {http.client.OK, http.client.FOUND}

    # A second one in the same checkout is told so.
    second = begin(port)
    assert second.process.wait(20) == 1
    assert "already runs in this checkout" in second.said

    # What dies is started again, and it is said.
    known = {int(pid) for pid in json.loads((checkout / "run.json").read_text())}
    web = next(pid for pid in known if "gunicorn" in " ".join(psutil.Process(pid).cmdline()))
    os.kill(web, signal.SIGKILL)
    first.until_it_says("web was killed (SIGKILL)")
    until(lambda: status(port, "/livez") == http.client.OK)
    database = servers.postgres.running()
    assert database
    database.kill()
    first.until_it_says("A server stopped")
    until(lambda: status(port, "/readyz") == http.client.OK)

    # Everything is killed at once; the next start tidies up and keeps the data.
    first.process.kill()
    first.process.wait()
    again = begin(port)
    again.until_it_says("Three minutes")
    assert json.loads((checkout / "demo-accounts.json").read_text()) == accounts
    assert not re.search("migrations|demonstration  ", again.said)

    # TERM ends all of it.
    children = [psutil.Process(int(pid)) for pid in json.loads((checkout / "run.json").read_text())]
    again.process.send_signal(signal.SIGTERM)
    assert again.process.wait(60) == 0
    assert again.said.endswith("Everything has stopped.\n")
    assert [child for child in children if processes.alive(child)] == []
    assert processes.at_work_in(servers.postgres.data, "") == processes.at_work_in(servers.valkey.data, "") == []
    assert not (checkout / "run.json").exists()
