"""What the board adds to its bars once they stand: conflicts, phases, and what lies on the way. Constant queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from exchanges.models import Exchange
from phases.bands import Band, bands
from planning import board_marks
from planning.board_marks import Mark
from planning.conflicts import TAKES_PLACE, Found, conflicts_of, gathered


@dataclass(frozen=True)
class Details:
    conflicts: Found
    marks: dict[Any, list[Mark]]  # By the key of their exchange, as are phases.
    phases: dict[Any, list[Band]] = field(default_factory=dict)


def details_of(user: User, exchanges: Iterable[Exchange]) -> Details:
    """What *user* may see of them."""
    rows = [row for row in exchanges if row.state in TAKES_PLACE]
    milestones = board_marks.milestones_of(user, rows)
    late = board_marks.out_of_time(rows, milestones)
    marks = board_marks.marks_of(user, rows, milestones)
    return Details(gathered([*late, *conflicts_of(user, rows)]), marks, bands(user, rows))


def as_data(details: Details) -> dict[str, Any]:
    """By the exchange's key: whatever has nothing to add isn't named."""
    return {
        "conflicts": {
            str(key): [{"severity": each.severity, "text": each.text, "url": each.url} for each in found]
            for key, found in details.conflicts.items()
        },
        "marks": {str(key): [_mark(mark) for mark in found] for key, found in details.marks.items()},
        "phases": {str(key): [_band(band) for band in found] for key, found in details.phases.items()},
    }


def _mark(mark: Mark) -> dict[str, str]:
    return {"kind": mark.kind, "title": mark.title, "starts_on": mark.on.isoformat(), "url": mark.url}


def _band(band: Band) -> dict[str, str]:
    title = f"{band.name} ({band.host})" if band.host else band.name
    days = {"starts_on": band.first.isoformat(), "ends_on": band.last.isoformat()}
    return {"kind": "phase", "title": title, **days, "url": band.url}
