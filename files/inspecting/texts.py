"""Plain text: UTF-8 without control characters, and nothing that a program would take for something else."""

import shutil
from pathlib import Path

from files.inspecting.report import Refused, Report

ALLOWED = frozenset("\t\n\r\f")
# How pages, drawings and scripts begin, without their blanks and in small letters.
OTHERS = ("<!doctype", "<html", "<head", "<body", "<script", "<svg", "<?", "<!--", "%!ps", "mime-version:", "@echo")
LOOKED_AT = 1024  # Readers of PDF look for its head in as many bytes.


def clean(source: Path, target: Path) -> Report:
    """Text stays as it is. Whether it is a table is only for its name to say.

    Raises:
        Refused: it isn't text, or is text of a kind that runs.
    """
    try:
        with source.open(encoding="utf-8-sig", errors="strict", newline="") as file:
            head = file.read(LOOKED_AT)
            _check_characters(head)
            while chunk := file.read(1 << 16):
                _check_characters(chunk)
    except UnicodeDecodeError:
        raise Refused("unknown") from None
    lowered = head.lower()
    if lowered.lstrip().startswith(OTHERS) or "%pdf-" in lowered:
        raise Refused("disguised")
    shutil.copyfile(source, target)
    return Report("text")


def _check_characters(text: str) -> None:
    if any((each < " " and each not in ALLOWED) or "\x7f" <= each <= "\x9f" for each in text):
        raise Refused("unknown")
