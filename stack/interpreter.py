"""The checkout's virtual environment, made also where Debian has left out the module that makes one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from stack.places import ROOT, VAR
from stack.steps import StepFailed, succeeds

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements-venv.txt"


def create(target: Path = VENV) -> None:
    """Make the environment in the first way that this machine has."""
    if not any(way(target) for way in (_own_module, _virtualenv, _fetched_virtualenv, _debian)):
        raise StepFailed("This Python can make no environment: install python3-venv, pip or virtualenv, and repeat.")


def _own_module(target: Path) -> bool:
    return succeeds([sys.executable, "-m", "venv", "--clear", target])


def _virtualenv(target: Path) -> bool:
    arguments = ["--clear", "--python", sys.executable, target]
    return succeeds([sys.executable, "-m", "virtualenv", *arguments]) or succeeds(["virtualenv", *arguments])


def _fetched_virtualenv(target: Path) -> bool:
    """virtualenv, installed by the machine's pip into a folder of ours: the system's Python stays as it is."""
    folder = VAR / "virtualenv"
    options = ["--require-hashes", "--no-deps", "--upgrade", "--target", folder, "--requirement", LOCK]
    command = [sys.executable, "-m", "virtualenv", "--clear", target]
    return succeeds([sys.executable, "-m", "pip", "install", *options]) and succeeds(
        command, {**os.environ, "PYTHONPATH": str(folder)}
    )


def _debian(target: Path) -> bool:
    """Debian's missing package, where we may install it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    succeeds(["apt-get", "update"])
    return succeeds(["apt-get", "install", "--yes", "--no-install-recommends", "python3-venv"]) and _own_module(target)


def works(python: Path) -> bool:
    """Whether *python* is an environment with pip in it, of this very version, made here."""
    told = "import sys, pip; print(sys.version_info[:2])"
    return python.exists() and subprocess.run(
        [python, "-c", told], capture_output=True, text=True, check=False
    ).stdout.strip() == str(sys.version_info[:2])
