"""What checkouts that are gone have left in root's folder: test clusters, maybe still running. Tests clear it away.

Only test data: whoever moved a checkout can still move its demonstration's data after it.
"""

import os
import shutil
import signal
from pathlib import Path

from stack import processes
from stack.places import HOME, Place

OWNER = "checkout"  # The file beside a checkout's clusters that names its var folder.


def sign(place: Place) -> None:
    """Say whose clusters these are."""
    if place.state.is_relative_to(HOME):
        (place.state.parent / OWNER).write_text(str(place.var.resolve()))


def clear() -> None:
    """End and remove the test clusters of checkouts that no longer exist."""
    if os.geteuid() != 0:
        return
    for file in HOME.glob(f"*/{OWNER}"):
        if not Path(file.read_text()).exists():
            test = file.parent / "test"
            for process in [*processes.at_work_in(test / "valkey", ""), *processes.at_work_in(test / "postgres", "")]:
                processes.end(process, signal.SIGQUIT, seconds=5)
            shutil.rmtree(test, ignore_errors=True)
            if not any(folder.is_dir() for folder in file.parent.iterdir()):
                shutil.rmtree(file.parent)
