"""Offsets from the anchor."""

from datetime import date

import pytest

from scenarios.dates import is_offset, resolve

ANCHOR = date(2028, 1, 31)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", date(2028, 1, 31)),
        ("+21d", date(2028, 2, 21)),
        ("-3d", date(2028, 1, 28)),
        ("+2w", date(2028, 2, 14)),
        ("+1m", date(2028, 2, 29)),
        ("-2m", date(2027, 11, 30)),
        ("+13m", date(2029, 2, 28)),
        ("-1y", date(2027, 1, 31)),
        ("2026-03-01", date(2026, 3, 1)),
    ],
)
def test_a_day_is_an_offset_or_a_date(text, expected):
    assert resolve(text, ANCHOR) == expected


@pytest.mark.parametrize("text", ["", "+d", "21d", "+1x", "tomorrow", "2026-02-30", "+21d "])
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        resolve(text, ANCHOR)


def test_only_offsets_move_with_the_anchor():
    assert [text for text in ("today", "+1d", "2026-03-01", "") if is_offset(text)] == ["today", "+1d"]
