"""What one checkout keeps to itself: its settings, and what set-up has already done. Standard library only."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from stack.places import ROOT, VAR

SETTINGS = VAR / "local.env"


def settings() -> dict[str, str]:
    """The ``KEY=VALUE`` lines of var/local.env, written on first use with a random secret."""
    if not SETTINGS.exists():
        VAR.mkdir(exist_ok=True)
        draft = SETTINGS.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(f"SECRET_KEY={secrets.token_urlsafe(48)}\n", encoding="utf-8")
        draft.rename(SETTINGS)
    lines = (line.partition("=") for line in SETTINGS.read_text(encoding="utf-8").splitlines())
    return {name.strip(): value.strip() for name, equals, value in lines if equals and not name.startswith("#")}


def fingerprint(files: Iterable[Path], *others: str) -> str:
    """One digest of the names and contents of *files*, and of *others*; a missing file counts as empty."""
    digest = hashlib.sha256("\0".join(others).encode())
    for file in sorted(files):
        content = file.read_bytes() if file.is_file() else b""
        digest.update(f"\0{os.path.relpath(file, ROOT)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def is_done(step: str, mark: str, var: Path = VAR) -> bool:
    """Whether *step* was carried out for *mark*, and not since for another."""
    stamp = _stamp(step, var)
    return stamp.exists() and stamp.read_text() == mark


def done(step: str, mark: str, var: Path = VAR) -> None:
    stamp = _stamp(step, var)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark)


def _stamp(step: str, var: Path) -> Path:
    return var / "stamps" / step.replace(" ", "-")
