"""What was measured against what was promised: a table for people, and the same as JSON."""

import json
import os
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True)
class Line:
    """One figure of one reader. *most* and *least* are its targets; without either it is only told."""

    reader: str
    what: str
    figure: float
    unit: str
    most: float | None = None
    least: float | None = None
    medians: Mapping[str, float] | None = None  # Milliseconds, by way.

    @property
    def is_met(self) -> bool:
        above = self.least is not None and self.figure < self.least
        return not above and (self.most is None or self.figure <= self.most)

    def __str__(self) -> str:
        target = f"≤ {self.most:g}" if self.most is not None else f"≥ {self.least:g}" if self.least is not None else "–"
        times = "  ".join(f"{way} {ms:.2f}" for way, ms in (self.medians or {}).items())
        return f"  {self.reader:<15}{self.what:<30}{self.figure:>8.2f} {self.unit:<8}{target:>7}  {times}"


def show(lines: Iterable[Line], *, has_targets: bool) -> None:
    for line in lines:
        verdict = "" if not has_targets or (line.most is line.least is None) else "pass" if line.is_met else "FAIL"
        print(f"{line}  {verdict}".rstrip(), flush=True)


def finish(lines: list[Line], *, rows: int, has_targets: bool) -> int:
    """Write the results of this many *rows* beside those of others; the exit code says whether all targets are met."""
    stored = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    stored[str(rows)] = {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "lines": [asdict(line) | {"met": line.is_met if has_targets else None} for line in lines],
    }
    RESULTS.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    missed = [line for line in lines if has_targets and not line.is_met]
    print(f"\nLoad {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores. Trust ratios, not milliseconds.")
    print(f"{len(missed)} targets missed." if missed else "Every target is met." if has_targets else "No targets here.")
    return 1 if missed else 0
