"""Programs that run together: the dead rise, the slow are waited for, and no crash leaves anybody behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from stack.supervisor import Program, Supervisor

PATIENT = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (print("finished"), sys.exit(0)))
print("up")
time.sleep(60)
"""
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid)
time.sleep(60)
"""


def program(name: str, code: str) -> Program:
    return Program(name, [sys.executable, "-u", "-c", code], lambda: dict(os.environ))


def until(condition: Callable[[], object], look: Callable[[], None] = lambda: None) -> None:
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline, "It never happened."
        look()
        time.sleep(0.05)


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Callable[..., tuple[Supervisor, list[str]]]]:
    started: list[Supervisor] = []

    def begin(*programs: Program) -> tuple[Supervisor, list[str]]:
        said: list[str] = []
        supervisor = Supervisor(list(programs), tmp_path / "log", tmp_path / "run.json", said.append)
        started.append(supervisor)
        supervisor.start()
        return supervisor, said

    yield begin
    for supervisor in started:
        supervisor.stop(seconds=2)


def test_a_program_that_is_killed_is_started_again_and_it_is_said(
    supervise: Callable[..., tuple[Supervisor, list[str]]],
) -> None:
    worker, other = program("worker", PATIENT), program("other", PATIENT)
    supervisor, said = supervise(worker, other)
    assert worker.child
    assert other.child
    first, beside = worker.child.pid, other.child.pid

    os.kill(first, signal.SIGKILL)
    until(lambda: worker.child and worker.child.pid != first and not worker.died(), supervisor.look)

    assert [line.split(";")[0] for line in said] == ["worker was killed (SIGKILL)"]
    assert other.child.pid == beside


def test_a_program_that_keeps_dying_is_tried_less_and_less_often(
    supervise: Callable[..., tuple[Supervisor, list[str]]],
) -> None:
    broken = program("web", "import sys; sys.exit('no settings')")
    supervisor, said = supervise(broken)

    until(lambda: len(said) == 2, supervisor.look)

    assert ["in 2 s" in said[0], "in 4 s" in said[1]] == [True, True]
    assert (supervisor.logs / "web.log").read_text().count("no settings") == 2


def test_stopping_lets_programs_finish(supervise: Callable[..., tuple[Supervisor, list[str]]]) -> None:
    web = program("web", PATIENT)
    supervisor, said = supervise(web)
    log = supervisor.logs / "web.log"
    until(lambda: log.read_text() == "up\n")

    supervisor.stop()

    assert log.read_text() == "up\nfinished\n"
    assert (said, supervisor.record.exists()) == ([], False)


def test_a_program_that_will_not_finish_is_killed_with_its_offspring(
    supervise: Callable[..., tuple[Supervisor, list[str]]],
) -> None:
    stubborn = program("worker", STUBBORN)
    supervisor, said = supervise(stubborn)
    log = supervisor.logs / "worker.log"
    until(lambda: log.exists() and log.read_text().endswith("\n"))

    supervisor.stop(seconds=0.2)

    assert said == ["worker doesn't finish; it is killed."]
    until(lambda: not psutil.pid_exists(int(log.read_text())))


def test_orphans_of_a_crash_are_ended_and_strangers_are_not(
    supervise: Callable[..., tuple[Supervisor, list[str]]], tmp_path: Path
) -> None:
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    with (
        subprocess.Popen(sleep, start_new_session=True) as orphan,
        subprocess.Popen(sleep, start_new_session=True) as stranger,
    ):
        record = {orphan.pid: psutil.Process(orphan.pid).create_time(), stranger.pid: time.time() + 3600}
        (tmp_path / "run.json").write_text(json.dumps(record))

        supervise(program("web", PATIENT))

        assert (orphan.poll(), stranger.poll()) == (-signal.SIGTERM, None)
        stranger.kill()
