"""What checkouts that are gone have left in root's folder: test clusters, maybe still running. Tests clear it away.

Not the demonstration's data of a real one: whoever moved a checkout can still move them after it.
"""

import os
import shutil
import signal
import tempfile
from pathlib import Path

from stack import processes
from stack.places import HOME, Place

OWNER = "checkout"  # The file beside a checkout's clusters that names its var folder.


def sign(place: Place) -> None:
    """Say whose clusters these are."""
    if place.state.is_relative_to(HOME):
        (place.state.parent / OWNER).write_text(str(place.var.resolve()))


def clear() -> None:
    """End and remove the test clusters of checkouts that no longer exist, and all clusters of temporary ones."""
    if os.geteuid() != 0:
        return
    for file in HOME.glob(f"*/{OWNER}"):
        var = Path(file.read_text())
        if not var.exists():
            _remove(file.parent / "test")
            if var.is_relative_to(Path(tempfile.gettempdir()).resolve()):
                _remove(file.parent / "run")
            if not any(path.is_dir() for path in file.parent.iterdir()):
                shutil.rmtree(file.parent)


def _remove(state: Path) -> None:
    for process in [*processes.at_work_in(state / "valkey", ""), *processes.at_work_in(state / "postgres", "")]:
        processes.end(process, signal.SIGQUIT, seconds=5)
    shutil.rmtree(state, ignore_errors=True)
