"""Inspect one file: what it is, and a copy without what doesn't belong into it."""

from importlib import import_module
from pathlib import Path

from files.inspecting import sniffing
from files.inspecting.kinds import KINDS
from files.inspecting.report import Refused, Report

# Each imported only where it is needed: a parser that isn't loaded can't be attacked, and starts at once.
READERS = {"pdf": "papers", "picture": "pictures", "package": "packages", "text": "texts"}


def inspect(source: Path, target: Path, suffix: str) -> Report:
    """Write *source* to *target* as it may be kept. *suffix* is how its name ends, in small letters, "" for nothing.

    Raises:
        Refused: it isn't taken.
    """
    reader = import_module(f"files.inspecting.{READERS[sniffing.family(source)]}")
    report: Report = reader.clean(source, target)
    if report.kind == "text" and suffix in KINDS["csv"].suffixes:
        report.kind = "csv"
    if suffix and suffix not in KINDS[report.kind].suffixes:
        raise Refused("mismatch", report.kind)
    return report
