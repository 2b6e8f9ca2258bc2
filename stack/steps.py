"""One step of set-up at a time: skipped when nothing changed, logged, timed, and shown when it fails."""

import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from stack import local
from stack.places import CHECKOUT_VAR, ROOT


class StepFailed(Exception):
    """What failed, with what it said."""


def step(name: str, inputs: Iterable[Path], action: Callable[[], None], *, proof: Path, mark: str = "") -> None:
    """Carry out *action* and say how long it took, unless *proof* is there and was made from these *inputs*."""
    wanted = local.fingerprint(inputs, mark)
    if proof.exists() and local.is_done(name, wanted, CHECKOUT_VAR):
        return
    began = time.monotonic()
    action()
    local.done(name, wanted, CHECKOUT_VAR)
    print(f"  {name:<14}{time.monotonic() - began:6.1f} s", flush=True)


def succeeds(command: list[object], environment: dict[str, str] | None = None) -> bool:
    """Run *command* quietly; a program that isn't there has failed."""
    try:
        run("environment", command, environment=environment)
    except (StepFailed, FileNotFoundError):
        return False
    return True


def run(name: str, command: list[object], folder: Path = ROOT, environment: Mapping[str, str] | None = None) -> None:
    """Run *command* into a log of its own, which is shown if it fails."""
    log = CHECKOUT_VAR / "log" / f"setup-{name.replace(' ', '-')}.log"
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
        raise StepFailed(f"{log.read_text(encoding='utf-8')}\nSet-up failed at: {name} (the above is in {log}).")
