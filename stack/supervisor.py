"""Keep a few programs running together: start them, start them again when they die, stop them in order."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from stack import processes
from stack.places import ROOT

LONGEST_PAUSE = 30.0  # Seconds between attempts to start a program that keeps dying.
STEADY = 60.0  # Seconds after which a program counts as running again.
LARGEST_LOG = 5_000_000  # Bytes; a longer log is set aside when its program starts.


@dataclass
class Program:
    """One program: its command line, and what makes its environment each time it starts."""

    name: str
    command: list[str]
    environment: Callable[[], Mapping[str, str]]
    child: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    pause: float = 1.0
    again_at: float = 0.0

    def start(self, logs: Path) -> None:
        log = logs / f"{self.name}.log"
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.rename(log.with_suffix(".log.1"))
        with log.open("ab") as output:
            self.child = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=dict(self.environment()),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the supervisor only, which stops everything in order.
            )
        self.began = time.monotonic()

    def died(self) -> bool:
        return self.child is not None and self.child.poll() is not None


@dataclass
class Supervisor:
    """Runs *programs*; what they print goes to *logs*, their numbers to *record*, what happens to *say*."""

    programs: list[Program]
    logs: Path
    record: Path
    say: Callable[[str], None] = field(default=print)

    def start(self) -> None:
        """Start everything, after ending what a crash left of the last time."""
        self.logs.mkdir(parents=True, exist_ok=True)
        end_orphans(self.record)
        for program in self.programs:
            self._start(program)

    def look(self) -> None:
        """One round: start again what has died. Call it a few times a second."""
        now = time.monotonic()
        for program in self.programs:
            if program.child and program.died():
                self._mourn(program, program.child, now)
            elif program.child is None and now >= program.again_at:
                self._start(program)

    def stop(self, seconds: float = 25) -> None:
        """Ask every program to finish what it is doing, and wait for it; the slow are killed."""
        for program in self.programs:
            if program.child and not program.died():
                program.child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + seconds
        for program in self.programs:
            self._wait(program, deadline)
        self.record.unlink(missing_ok=True)

    def restart(self) -> None:
        """Stop and start every program, for an environment that has changed."""
        self.stop()
        for program in self.programs:
            self._start(program)

    def _start(self, program: Program) -> None:
        program.start(self.logs)
        self._remember()

    def _mourn(self, program: Program, child: subprocess.Popen[bytes], now: float) -> None:
        """Say that *program* has died, tidy up behind it, and plan its next start."""
        steady = now - program.began > STEADY
        program.pause = 1.0 if steady else min(program.pause * 2, LONGEST_PAUSE)
        log = self.logs / f"{program.name}.log"
        code = child.returncode
        how = f"was killed ({signal.Signals(-code).name})" if code < 0 else f"stopped (exit code {code})"
        self.say(f"{program.name} {how}; it is started again in {program.pause:.0f} s. See {os.path.relpath(log)}")
        _end_session(child.pid, 0.0)
        program.child, program.again_at = None, now + program.pause

    def _wait(self, program: Program, deadline: float) -> None:
        if program.child is None:
            return
        try:
            program.child.wait(max(0.1, deadline - time.monotonic()))
            _end_session(program.child.pid, 0.0)
        except subprocess.TimeoutExpired:
            self.say(f"{program.name} doesn't finish; it is killed.")
            _end_session(program.child.pid, 0.0, patience=0)
        program.child.wait()
        program.child = None

    def _remember(self) -> None:
        """Write down who is who, with the moment each began: a number alone could be a stranger's one day."""
        children = [program.child.pid for program in self.programs if program.child]
        known = {pid: psutil.Process(pid).create_time() for pid in children if psutil.pid_exists(pid)}
        draft = self.record.with_suffix(".new")
        draft.write_text(json.dumps(known))
        draft.rename(self.record)


def end_orphans(record: Path) -> None:
    """End what a crash left of the run that wrote *record*."""
    if record.exists():
        for pid, began in json.loads(record.read_text()).items():
            _end_session(int(pid), began)
        record.unlink()


def _end_session(leader: int, since: float, patience: float = 5) -> None:
    """End what is left of a program and its offspring; the *patience* is in seconds."""
    for process in processes.session_of(leader, since):
        processes.end(process, *([signal.SIGTERM] if patience else []), seconds=patience or 5)
