"""The hashes of seals, outside the database: a chain alone can't tell that its end was cut off, or all of it rewritten.

``settings.AUDIT_ANCHORS`` names a file that is only appended to, best on a medium that the database's administrators
can't write. A second line of defence is the log: the first seal of each day is a line of its own there.
"""

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from audit import canonical
from audit.models import Seal

logger = logging.getLogger("audit.anchor")


class Contradiction(Exception):
    """The database no longer says what was anchored: somebody changed it. ``manage.py audit_verify`` tells more."""


def append(seals: Any) -> None:
    """Write out every one of *seals* (a queryset) that the file doesn't hold yet.

    Raises:
        Contradiction: the last anchored seal isn't in the database as it was.
    """
    path = Path(settings.AUDIT_ANCHORS)
    known = last(path)
    if known and not seals.filter(number=known["seal"], hash=known["hash"]).exists():
        raise Contradiction(f"Seal {known['seal']} isn't the one that was anchored. Run manage.py audit_verify.")
    new = list(seals.filter(number__gt=known["seal"] if known else 0).order_by("number"))
    if new:
        _write(path, new)
        _log(new, known["at"] if known else "")


def last(path: Path) -> dict[str, Any] | None:
    """The newest anchor of *path*, from the file's end."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        lines = [line for line in file.read().splitlines(keepends=True) if line.endswith(b"\n")]
    return json.loads(lines[-1]) if lines else None


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Every anchor of *path*. A line that was being written when the machine died is no anchor: it comes again."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.endswith("\n"):
                yield json.loads(line)


def _write(path: Path, seals: list[Seal]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(_anchor(seal)) + "\n" for seal in seals)
    _cut_unfinished_line(path)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _cut_unfinished_line(path: Path) -> None:
    if path.exists() and (held := path.read_bytes()) and not held.endswith(b"\n"):
        os.truncate(path, held.rfind(b"\n") + 1)


def _anchor(seal: Seal) -> dict[str, Any]:
    return {
        "seal": seal.number,
        "hash": seal.hash,
        "count": seal.count,
        "last_id": seal.last_id,
        "at": canonical.instant(seal.sealed_at),
    }


def _log(seals: list[Seal], before: str) -> None:
    """The first seal of each day."""
    day = before[:10]
    for seal in seals:
        anchor = _anchor(seal)
        if anchor["at"][:10] != day:
            day = anchor["at"][:10]
            logger.info(json.dumps({"audit_anchor": anchor}))
