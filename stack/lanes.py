"""``make test``: every check and test, in lanes with names, times and a budget.

Static lanes run two at a time and need no server, so that the first answers come within seconds; tests follow.
"""

import os
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from stack import chromium, environment
from stack.account import SetUpError
from stack.places import ROOT, VAR
from stack.servers import Servers
from stack.trial import stop_if_unused, trial

BUDGET = ROOT / "tests" / "budget.toml"
CORES = 2
# An installation as it should be: what `check --deploy` judges.
PRODUCTION = {
    "DEBUG": "0",
    "DEMONSTRATION": "0",
    "BASE_URL": "https://accord.example",
    "ALLOWED_HOSTS": "accord.example",
    "SYSTEM_CEILINGS": "USA=S,NATO=NS",
    "TRUSTED_PROXIES": "1",
    "MAILBOX_DIR": "",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "",
    "STATIC_STORAGE": "whitenoise.storage.CompressedManifestStaticFilesStorage",
}
SUMMARY = re.compile(r"^=+ (.*\d (?:passed|failed|error).*) =+$", re.MULTILINE)


@dataclass(frozen=True)
class Lane:
    """One check: its command line, and what it is told beyond the test environment."""

    name: str
    command: list[str]
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    lane: str
    seconds: float
    passed: bool
    output: str

    @property
    def summary(self) -> str:
        """Pytest's own last line, if the lane was pytest."""
        found = SUMMARY.findall(self.output)
        return found[-1] if found else ""


PYTEST = [sys.executable, "-m", "pytest", "--show-capture=no"]
SLOWEST = ["--durations=40", "--durations-min=1"]  # Named in the lane's log, var/log/lane-….log.
# Who is done first takes over from the other, so that no core is idle at the end.
PARALLEL = ["-n", str(CORES), "--dist", "worksteal"]
STATIC = [
    Lane("format", ["ruff", "format", "--check", "--no-cache"]),
    Lane("lint", ["ruff", "check", "--no-cache"]),
    Lane("layers", ["lint-imports"]),
    Lane("templates", ["djlint", "templates", "--lint", "--quiet"]),
    Lane("compose", [sys.executable, "-m", "stack.compose"]),
]
WITH_SERVERS = [
    Lane("migrations", environment.manage("makemigrations", "--check", "--dry-run")),
    Lane("deploy", environment.manage("check", "--deploy", "--fail-level=WARNING"), PRODUCTION),
    Lane("types", ["mypy"]),
]
TESTS = [
    Lane("unit", [*PYTEST, *PARALLEL, *SLOWEST, "--ignore=tests/browser", "tests"]),
    Lane("browser", [*PYTEST, *PARALLEL, *SLOWEST, "tests/browser"]),  # Each worker has a portal of its own.
]
NAMES = [lane.name for lane in (*STATIC, *WITH_SERVERS, *TESTS)]


def main() -> int:
    began = time.monotonic()
    chosen = set(filter(None, os.environ.get("LANES", "").replace(" ", ",").split(","))) or set(NAMES)
    if unknown := chosen - set(NAMES):
        print(f"There is no lane {', '.join(sorted(unknown))}. There are: {', '.join(NAMES)}.")
        return 2
    outcomes = run_all(chosen)
    return report(outcomes, time.monotonic() - began)


def run_all(chosen: set[str]) -> list[Outcome]:
    """The chosen lanes: static ones at once, the rest when the servers are up."""
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(CORES + 1) as pool:  # One more, which waits for a Chromium.
        early = [pool.submit(run, lane, environment.base()) for lane in STATIC if lane.name in chosen]
        if chosen & {lane.name for lane in (*WITH_SERVERS, *TESTS)}:
            try:
                outcomes = _with_servers(chosen, pool)
            except SetUpError as problem:
                outcomes = [_said(Outcome("servers", 0, passed=False, output=str(problem)))]
        return [job.result() for job in early] + outcomes


def _with_servers(chosen: set[str], pool: ThreadPoolExecutor) -> list[Outcome]:
    """Lanes that need the database, then the tests; a Chromium is looked for meanwhile."""
    browser = pool.submit(chromium.variables) if "browser" in chosen else None
    try:
        with trial() as variables:
            checks = [pool.submit(run, lane, variables) for lane in WITH_SERVERS if lane.name in chosen]
            outcomes = [job.result() for job in checks]
            for lane in TESTS:
                if lane.name in chosen:
                    extra = browser.result() if browser and lane.name == "browser" else {}
                    outcomes.append(run(lane, variables | extra))
            return outcomes
    finally:
        stop_if_unused(Servers("test"))


def run(lane: Lane, variables: Mapping[str, str]) -> Outcome:
    """Run one lane; say how it went, in full if it failed."""
    began = time.monotonic()
    done = subprocess.run(
        lane.command,
        cwd=ROOT,
        env={**variables, **lane.extra},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    outcome = Outcome(lane.name, time.monotonic() - began, done.returncode == 0, done.stdout)
    _log(lane.name).parent.mkdir(parents=True, exist_ok=True)
    _log(lane.name).write_text(done.stdout, encoding="utf-8")
    return _said(outcome)


def _said(outcome: Outcome) -> Outcome:
    line = (
        f"  {outcome.lane:<12}{outcome.seconds:7.1f} s  {'passed' if outcome.passed else 'FAILED'}  {outcome.summary}"
    )
    text = line.rstrip() if outcome.passed else f"{line.rstrip()}\n{outcome.output.rstrip()}\n"
    print(text, flush=True)
    return outcome


def report(outcomes: list[Outcome], seconds: float) -> int:
    """The table, what it cost, and the exit code."""
    budget = tomllib.loads(BUDGET.read_text(encoding="utf-8"))["lanes"]
    print(f"\n  {'lane':<12}{'seconds':>9}{'budget':>8}{'share':>8}")
    late = [outcome.lane for outcome in outcomes if _row(outcome, budget.get(outcome.lane, 0))]
    failed = [outcome.lane for outcome in outcomes if not outcome.passed]
    print(f"  {'all':<12}{seconds:9.1f}{sum(budget.values()):8}\n")
    if late:
        print(f"OVER BUDGET: {', '.join(late)}. Make them faster, or argue for another share in tests/budget.toml.")
    for outcome in outcomes:
        if outcome.summary:
            print(f"{outcome.lane}:\n{f' {outcome.summary} ':=^80}")
    print(f"FAILED: {', '.join(failed)}" if failed else "Every lane passed.")
    return 1 if failed or (late and os.environ.get("BUDGET") == "strict") else 0


def _row(outcome: Outcome, share: int) -> bool:
    """Print the lane's line of the table; says whether it took longer than its share."""
    used = f"{outcome.seconds / share:7.0%}" if share else "      -"
    print(f"  {outcome.lane:<12}{outcome.seconds:9.1f}{share:8} {used}{'' if outcome.passed else '  FAILED'}")
    return bool(share) and outcome.seconds > share


def _log(name: str) -> Path:
    return VAR / "log" / f"lane-{name}.log"


if __name__ == "__main__":
    sys.exit(main())
