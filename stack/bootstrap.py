"""``make setup``: everything a fresh machine needs to run Accord, from Python and the package registries alone.

Standard library only: nothing else is there yet. A step whose inputs haven't changed since it was last done is skipped.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stack import admission, interpreter, local
from stack.interpreter import PYTHON, VENV
from stack.places import CHECKOUT_VAR, ROOT
from stack.steps import StepFailed, run, step

OLDEST_NODE = 20
STATIC = ROOT / "static"
NOT_NAMING = {"var", "static", "tests", "stack", "docs"}
RUN = ("requirements.txt", "requirements-run.txt")


def main(arguments: list[str]) -> int:
    """Set up for ``make run`` (``--port``: which must be free) or ``--tests``."""
    began = time.monotonic()
    try:
        if "--port" in arguments:
            admission.check_early(admission.port_of(arguments[arguments.index("--port") + 1]))
        CHECKOUT_VAR.mkdir(exist_ok=True)
        with (CHECKOUT_VAR / "setup.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            steps(tests="--tests" in arguments)
    except (StepFailed, admission.Refused) as problem:
        print(problem)
        return 1
    except KeyboardInterrupt:
        print("Interrupted; the next time goes on from here.")
        return 130
    print(f"Set up in {time.monotonic() - began:.1f} s.", flush=True)
    return 0


def steps(*, tests: bool) -> None:
    """All of it; the front end is built while the packages arrive, where the machine has a Node."""
    if not PYTHON.exists():
        print("Setting up; about a minute the first time.", flush=True)
    if not interpreter.works(PYTHON):
        step("environment", [], interpreter.create, proof=CHECKOUT_VAR / "never")
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
    compiled = sources[0].with_suffix(".mo") if sources else CHECKOUT_VAR
    step("translations", sources, lambda: run("translations", [PYTHON, "-m", "stack.translations"]), proof=compiled)
    local.settings()


def install(name: str, *files: str) -> None:
    """Install exactly what *files* list: every version and every hash is in them."""
    listed = [argument for file in files for argument in ("--requirement", file)]
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-deps", "--disable-pip-version-check", *listed]
    proof = VENV / f".{name.replace(' ', '-')}"  # Goes with the environment.

    def action() -> None:
        run(name, command)
        proof.touch()

    step(name, [ROOT / file for file in files], action, proof=proof, mark=f"{sys.version}{ROOT}")


def front_end(path: str) -> None:
    """Style sheets, scripts and icons, built into static/dist; *path* finds Node."""
    environment = {**os.environ, "PATH": path}
    lock = [STATIC / name for name in ("package.json", "package-lock.json", ".npmrc")]

    def fetch() -> None:
        run("npm packages", ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], STATIC, environment)

    def build() -> None:
        run("front end", ["node", "build.mjs"], STATIC, environment)

    step("npm packages", lock, fetch, proof=STATIC / "node_modules")
    step("front end", [*lock, STATIC / "build.mjs", *_front_end_sources()], build, proof=STATIC / "dist")


def _front_end_sources() -> list[Path]:
    """Styles, scripts, and the templates and code that name the icons of the sprite."""
    folders = [path for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "." and path.name not in NOT_NAMING]
    naming = [file for folder in folders for kind in ("html", "py") for file in folder.rglob(f"*.{kind}")]
    return [file for file in [*naming, *(STATIC / "src").rglob("*")] if file.is_file()]


def has_node() -> bool:
    """Whether the machine's own Node will do."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    number = said.strip().lstrip("v").partition(".")[0]
    return number.isdigit() and int(number) >= OLDEST_NODE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
