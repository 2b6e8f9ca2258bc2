"""Who the servers run as: the caller, or, since PostgreSQL refuses root, a system account made for them.

A folder that isn't Accord's never changes its mode or its owner. That is why root's servers don't live in the
checkout: their account could reach it only if every folder above were opened.
"""

import os
import pwd
import subprocess
from functools import cache
from pathlib import Path
from typing import TypedDict

NAME = "accord"


class SetUpError(Exception):
    """Something this machine lacks, said in a sentence for the person at the terminal."""


@cache
def service_account() -> pwd.struct_passwd | None:
    """The account the servers run as; None means the caller's own."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return _create()


def _create() -> pwd.struct_passwd:
    command = [
        "useradd",
        "--system",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
        "--shell",
        "/usr/sbin/nologin",
        NAME,
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return pwd.getpwnam(NAME)  # Also when another checkout created it a moment ago.
    except FileNotFoundError:
        raise SetUpError(
            f"PostgreSQL doesn't run as root and useradd is missing: create a system user {NAME!r}."
        ) from None
    except KeyError:
        raise SetUpError(f"The system user {NAME!r} couldn't be created: {done.stderr.strip()}") from None


class RunAs(TypedDict, total=False):
    """Whom ``subprocess`` starts a program as; empty for the caller."""

    user: int
    group: int
    extra_groups: list[int]


def run_as() -> RunAs:
    """Arguments for ``subprocess`` that start a program as the servers' account."""
    account = service_account()
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def give(path: Path) -> None:
    """Make *path*, a file or folder of ours, the servers' account's own and nobody else's."""
    path.chmod(0o700 if path.is_dir() else 0o600)
    if account := service_account():
        os.chown(path, account.pw_uid, account.pw_gid)


def own_folder(path: Path) -> Path:
    """Create *path* if need be, private to the servers' account; folders above are created but never changed."""
    open_folder(path.parent)
    path.mkdir(exist_ok=True)
    if path.is_symlink() or path.stat().st_uid not in {os.geteuid(), getattr(service_account(), "pw_uid", -1)}:
        raise SetUpError(f"{path} belongs to somebody else; remove it and start again.")
    give(path)
    return path


def open_folder(path: Path) -> Path:
    """Create what is missing of *path*, so that the servers' account can pass; what exists stays as it is."""
    missing = [folder for folder in [path, *path.parents] if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
    return path
