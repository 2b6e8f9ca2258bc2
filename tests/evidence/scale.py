"""How much of the evidence one run gathers, and where it says what it gathered.

`make test` takes a seeded slice; `make assurance` sets ``ASSURANCE`` to the file that collects its figures and takes
everything. The same seeds give the same worlds, so what a long run finds can be looked at alone.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FIGURES = os.environ.get("ASSURANCE", "")
FULL = bool(FIGURES)


def seeds(few: int, many: int) -> range:
    """Seeds of random worlds: *few* of them in `make test`, *many* in `make assurance`."""
    return range(many if FULL else few)


def counted(figure: str, tried: int, wrong: Sequence[Any]) -> None:
    """Add *tried* cases of *figure* to the table, and stop if any of them is *wrong*."""
    if FULL:
        with Path(FIGURES).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"figure": figure, "of": tried, "wrong": len(wrong)}) + "\n")
    assert not wrong, f"{figure}: {len(wrong)} of {tried} are wrong, among them {list(wrong[:5])}"
