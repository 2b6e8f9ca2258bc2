"""Have a file looked at by a process of its own, which has limits, no secrets and nothing to lose."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from files.inspecting.report import Refused, Report

SECONDS = 25


def examine(source: Path, target: Path, suffix: str) -> Report:
    """Write *source* to *target* as it may be kept, and say what it is.

    Raises:
        Refused: it isn't taken.
    """
    command = [sys.executable, "-B", "-m", "files.inspecting", str(source), str(target), suffix]
    try:
        done = subprocess.run(  # noqa: S603  (Paths of ours; a suffix is an argument and no more.)
            command,
            cwd=settings.BASE_DIR,
            env={"PATH": os.defpath, "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # A parser's complaints would quote the file.
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused("slow") from None
    return _report(done)


def _report(done: "subprocess.CompletedProcess[bytes]") -> Report:
    """What it said; a process that was ended by its limits, or that broke, says no."""
    if done.returncode < 0:
        raise Refused("bomb")
    try:
        said = json.loads(done.stdout)
    except ValueError:
        raise Refused("damaged") from None
    if "refused" in said:
        raise Refused(said["refused"], said["detail"])
    return Report(**said)
