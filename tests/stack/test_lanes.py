"""The lanes of ``make test`` and their budget."""

import tomllib

from stack import lanes


def test_every_lane_has_a_share_and_together_they_keep_the_budget() -> None:
    budget = tomllib.loads(lanes.BUDGET.read_text())

    assert sorted(budget["lanes"]) == sorted(lanes.NAMES)
    assert sum(budget["lanes"].values()) + sum(budget["other"].values()) <= budget["total"] == 720


def test_the_summary_is_the_test_runners_own_last_line() -> None:
    said = "....\n=== 3 passed in 1.2s ===\nsomething\n==== 1 failed, 4 passed, 2 errors in 12.30s (0:00:12) ====\n"

    assert (
        lanes.Outcome("unit", 1, passed=True, output=said).summary == "1 failed, 4 passed, 2 errors in 12.30s (0:00:12)"
    )
    assert lanes.Outcome("lint", 1, passed=True, output="All checks passed!\n").summary == ""
