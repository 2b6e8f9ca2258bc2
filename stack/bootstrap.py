"""``make setup``: everything a fresh machine needs to run Accord, from Python and the package registries alone.

Standard library only: nothing else is there yet. A step whose inputs haven't changed since it was last done is skipped.
"""

from __future__ import annotations  # An older Python has to get as far as being told that it is too old.

import fcntl
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from stack import admission, local
from stack.places import ROOT, VAR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATIC = ROOT / "static"
RUN = ("requirements.txt", "requirements-run.txt")


class StepFailed(Exception):
    """What failed, with what it said."""


def main(arguments: list[str]) -> int:
    """Set up for ``make run`` (``--port``: which must be free) or ``--tests``."""
    if sys.version_info < OLDEST_PYTHON:
        print(
            "Accord needs Python 3.11 or later; this is",
            sys.version.split()[0] + ". Name another: make PYTHON=python3.12 …",
        )
        return 1
    began = time.monotonic()
    try:
        if "--port" in arguments:
            admission.check(admission.port_of(arguments[arguments.index("--port") + 1]))
        VAR.mkdir(exist_ok=True)
        with (VAR / "setup.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            steps(tests="--tests" in arguments)
    except (StepFailed, admission.Refused) as problem:
        print(problem)
        return 1
    print(f"Set up in {time.monotonic() - began:.1f} s.", flush=True)
    return 0


def steps(*, tests: bool) -> None:
    """All of it; the front end is built while the packages arrive, where the machine has a Node."""
    if not PYTHON.exists():
        print("Setting up; about a minute the first time.", flush=True)
    if not works(PYTHON):
        step("environment", [], create_environment, proof=VAR / "never")
    with ThreadPoolExecutor(1) as beside:
        front = beside.submit(front_end, os.environ["PATH"]) if has_node() else None
        install("packages", *RUN)
        if tests:
            install("test tools", *RUN, "requirements-dev.txt")
        if not front:
            install("node", "requirements-node.txt")
            front = beside.submit(front_end, f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}")
        front.result()
    sources = sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po"))
    compiled = sources[0].with_suffix(".mo") if sources else VAR
    step("translations", sources, lambda: run("translations", [PYTHON, "-m", "stack.translations"]), proof=compiled)
    local.settings()


def step(name: str, inputs: Iterable[Path], action: Callable[[], None], *, proof: Path, mark: str = "") -> None:
    """Carry out *action* and say how long it took, unless *proof* is there and was made from these *inputs*."""
    wanted = local.fingerprint(inputs, mark)
    if proof.exists() and local.is_done(name, wanted):
        return
    began = time.monotonic()
    action()
    local.done(name, wanted)
    print(f"  {name:<14}{time.monotonic() - began:6.1f} s", flush=True)


def install(name: str, *files: str) -> None:
    """Install exactly what *files* list: every version and every hash is in them."""
    listed = [argument for file in files for argument in ("--requirement", file)]
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-deps", "--disable-pip-version-check", *listed]
    proof = VENV / f".{name.replace(' ', '-')}"  # Goes with the environment.

    def action() -> None:
        run(name, command)
        proof.touch()

    step(name, [ROOT / file for file in files], action, proof=proof, mark=f"{sys.version}{ROOT}")


def create_environment() -> None:
    """A virtual environment, also where Debian has left out the module that makes one."""
    attempts = [
        [sys.executable, "-m", "venv", "--clear", VENV],
        [sys.executable, "-m", "virtualenv", "--clear", VENV],
        ["virtualenv", "--clear", "--python", sys.executable, VENV],
    ]
    if any(succeeds(command) for command in attempts):
        return
    target = VAR / "virtualenv"
    command = [
        "install",
        "--require-hashes",
        "--no-deps",
        "--target",
        target,
        "--requirement",
        ROOT / "requirements-venv.txt",
    ]
    if succeeds([sys.executable, "-m", "pip", *command]):
        path = {**os.environ, "PYTHONPATH": str(target)}
        if succeeds([sys.executable, "-m", "virtualenv", "--clear", VENV], path):
            return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        succeeds(["apt-get", "update"])
        if succeeds(["apt-get", "install", "--yes", "--no-install-recommends", "python3-venv"]) and succeeds(
            attempts[0]
        ):
            return
    raise StepFailed(
        "This Python can make no virtual environment: install python3-venv, or pip, or virtualenv, and repeat."
    )


def front_end(path: str) -> None:
    """Style sheets, scripts and icons, built into static/dist; *path* finds Node."""
    environment = {**os.environ, "PATH": path}
    lock = [STATIC / "package.json", STATIC / "package-lock.json", STATIC / ".npmrc"]
    install_packages = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    step(
        "npm packages",
        lock,
        lambda: run("npm", install_packages, STATIC, environment),
        proof=STATIC / "node_modules",
    )
    # The icon sprite holds what templates and code name.
    named = [
        file
        for kind in ("html", "py")
        for app in ROOT.glob("[!.]*/")
        if app.name not in {"var", "static", "tests"}
        for file in app.rglob(f"*.{kind}")
    ]
    sources = [file for file in (STATIC / "src").rglob("*") if file.is_file()]
    build = lambda: run("front end", ["node", "build.mjs"], STATIC, environment)  # noqa: E731
    step("front end", [*lock, STATIC / "build.mjs", *sources, *named], build, proof=STATIC / "dist")


def has_node() -> bool:
    """Whether the machine's own Node will do."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    number = said.strip().lstrip("v").partition(".")[0]
    return number.isdigit() and int(number) >= OLDEST_NODE


def works(python: Path) -> bool:
    """Whether *python* is an environment with pip in it, of this very version, made here."""
    told = "import sys, pip; print(sys.version_info[:2])"
    return python.exists() and subprocess.run(
        [python, "-c", told], capture_output=True, text=True, check=False
    ).stdout.strip() == str(sys.version_info[:2])


def succeeds(command: list[object], environment: dict[str, str] | None = None) -> bool:
    """Run *command* quietly; a program that isn't there has failed."""
    try:
        run("environment", command, environment=environment)
    except (StepFailed, FileNotFoundError):
        return False
    return True


def run(name: str, command: list[object], folder: Path = ROOT, environment: dict[str, str] | None = None) -> None:
    """Run *command* into a log of its own, which is shown if it fails."""
    log = VAR / "log" / f"setup-{name.replace(' ', '-')}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        result = subprocess.run(
            [str(part) for part in command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if result.returncode:
        raise StepFailed(
            f"{log.read_text(encoding='utf-8')}\nSet-up failed at: {name} (the above is in {log.relative_to(ROOT)})."
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
