"""``make assurance``: the long run of the evidence. One table of figures with denominators, and the same as JSON.

It takes every cell, comparison and mutant that `make test` takes a part of. A figure that is too small, or anything
wrong, fails the run.
"""

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from stack.lanes import CORES, PYTEST
from stack.places import ROOT, VAR
from stack.servers import Servers
from stack.trial import stop_if_unused, trial

FIGURES = VAR / "assurance.jsonl"  # Each test adds a line as it ends.
RESULT = VAR / "assurance.json"
TESTS = ["tests/test_access_matrix.py", "tests/evidence", "tests/clearances/test_decisions.py"]
# What a run must reach at least, by the beginning of a figure's name.
AT_LEAST = {"matrix": 20_000, "non-interference": 10_000, "sabotage": 60, "layers": 10_000, "canaries": 1_000}


def main() -> int:
    began = time.monotonic()
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.unlink(missing_ok=True)
    passed = _run()
    result = summed() | {"seconds": round(time.monotonic() - began), "tests passed": passed}
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return report(result)


def _run() -> bool:
    """Every test of the evidence, on all cores; what fails is printed in full."""
    try:
        with trial() as variables:
            done = subprocess.run(
                [*PYTEST, "-n", str(CORES), "--dist=worksteal", "-q", "--durations=30", *TESTS],
                cwd=ROOT,
                env={**variables, "ASSURANCE": str(FIGURES)},
                check=False,
            )
            return done.returncode == 0
    finally:
        stop_if_unused(Servers("test"))


def summed() -> dict[str, Any]:
    """The figures by name, and what is too small."""
    figures: dict[str, dict[str, int]] = defaultdict(lambda: {"of": 0, "wrong": 0})
    lines = FIGURES.read_text(encoding="utf-8").splitlines() if FIGURES.exists() else []
    for line in map(json.loads, lines):
        figures[line["figure"]]["of"] += line["of"]
        figures[line["figure"]]["wrong"] += line["wrong"]
    totals = {kind: sum(row["of"] for name, row in figures.items() if name.startswith(kind)) for kind in AT_LEAST}
    small = [
        f"{kind}: {total} of at least {AT_LEAST[kind]}" for kind, total in totals.items() if total < AT_LEAST[kind]
    ]
    return {"figures": dict(sorted(figures.items())), "totals": totals, "too small": small}


def report(result: dict[str, Any]) -> int:
    """The table and the exit code."""
    print(f"\n  {'evidence':<52}{'of':>9}{'wrong':>8}")
    for name, row in result["figures"].items():
        print(f"  {name:<52}{row['of']:>9}{row['wrong']:>8}")
    for kind, total in result["totals"].items():
        print(f"  {kind + ', in all':<52}{total:>9}{'':>8}  at least {AT_LEAST[kind]}")
    print(f"\n  {result['seconds'] // 60} min {result['seconds'] % 60} s; written to {_shown(RESULT)}")
    wrong = sum(row["wrong"] for row in result["figures"].values())
    for line in result["too small"]:
        print(f"TOO FEW: {line}")
    is_good = result["tests passed"] and not wrong and not result["too small"]
    print("The evidence holds." if is_good else f"THE EVIDENCE DOES NOT HOLD: {wrong} wrong, see above.")
    return 0 if is_good else 1


def _shown(path: Path) -> str:
    return os.path.relpath(path, ROOT)


if __name__ == "__main__":
    sys.exit(main())
