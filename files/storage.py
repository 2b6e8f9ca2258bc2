"""Contents on disk, outside of everything that is served: one file per content, named by its SHA-256.

A content is written before the row that names it, and swept when no row names it any more: so whatever dies in between,
no row is without its content. Writing takes the same steps whether the content is there already or not, so nobody
learns from it that somebody else has the same.
"""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

DIGEST = re.compile(r"[0-9a-f]{64}")
KEPT = timedelta(hours=24)  # What no row names, and what is half received, is swept after this.
EVERY = timedelta(hours=1)  # Looking through everything is work.
SPARE = 256 << 20  # Left free on the disk, for the database beside it.


class Missing(Exception):
    """The content of a row isn't there, or isn't what it was any more."""


def root() -> Path:
    return Path(settings.FILES_DIR)


def incoming() -> Path:
    """Where what is being received lies; made when it is first needed."""
    folder = root() / "incoming"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def path_of(digest: str) -> Path:
    if not DIGEST.fullmatch(digest):
        raise Missing
    return root() / "contents" / digest[:2] / digest


@contextmanager
def workspace() -> Iterator[Path]:
    """A folder for one file while it is looked at; gone afterwards, whatever happens."""
    with tempfile.TemporaryDirectory(dir=incoming()) as folder:
        yield Path(folder)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def has_room(size: int) -> bool:
    return shutil.disk_usage(incoming()).free - size > SPARE


def keep(source: Path, digest: str) -> None:
    """Put the finished content at its place, in the transaction that writes the row. All of it is there or nothing."""
    _lock(digest, "pg_advisory_xact_lock_shared")
    place = path_of(digest)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source.chmod(0o600)
    with source.open("rb") as file:
        os.fsync(file.fileno())
    source.replace(place)


def read(digest: str) -> bytes:
    """The content, if it is still what it was: the very bytes that were looked at.

    Raises:
        Missing: it isn't.
    """
    try:
        content = path_of(digest).read_bytes()
    except OSError:
        raise Missing from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise Missing
    return content


def _lock(digest: str, function: str) -> None:
    """Keeping and sweeping one content wait for each other; keepers don't, or they would feel one another."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [int(digest[:15], 16)])


def is_due(at: datetime) -> bool:
    """Whether nobody has looked through everything lately; from now on somebody has."""
    mark = incoming() / ".swept"
    if mark.exists() and abs(at.timestamp() - mark.stat().st_mtime) < EVERY.total_seconds():
        return False
    mark.touch()
    os.utime(mark, (at.timestamp(), at.timestamp()))
    return True


def stale(at: datetime) -> Iterator[Path]:
    """Contents that have lain for a while, whether or not a row names them."""
    for place in (root() / "contents").glob("*/*"):
        if DIGEST.fullmatch(place.name) and _is_old(place, at):
            yield place


@transaction.atomic
def discard(place: Path, at: datetime, is_named: Callable[[str], bool]) -> bool:
    """Remove a content that no row names, unless somebody keeps the same at this moment."""
    _lock(place.name, "pg_advisory_xact_lock")
    if is_named(place.name) or not _is_old(place, at):
        return False
    place.unlink(missing_ok=True)
    return True


def tidy(at: datetime) -> None:
    """Remove what was being received when a process died."""
    for each in incoming().iterdir():
        if _is_old(each, at):
            shutil.rmtree(each) if each.is_dir() else each.unlink(missing_ok=True)


def _is_old(place: Path, at: datetime) -> bool:
    try:
        return at.timestamp() - place.stat().st_mtime > KEPT.total_seconds()
    except FileNotFoundError:
        return False
