"""Wall time across the hours that a zone skips and those that it has twice."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from serials.times import day_of, instants, next_existing, shifted


def local(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime:
    return datetime(2031, month, day, hour, minute, tzinfo=UTC).replace(tzinfo=None)


OSLO = ZoneInfo("Europe/Oslo")  # Forward on 30 March 2031 at 02:00, back on 26 October 2031 at 03:00.


def test_a_time_is_one_instant_none_or_two():
    assert instants(local(1, 12), OSLO) == [datetime(2031, 3, 1, 11, tzinfo=UTC)]
    assert instants(local(30, 2, 30), OSLO) == []
    assert instants(local(26, 2, 30, month=10), OSLO) == [
        datetime(2031, 10, 26, 0, 30, tzinfo=UTC),
        datetime(2031, 10, 26, 1, 30, tzinfo=UTC),
    ]


def test_the_next_existing_time_is_the_end_of_the_gap():
    assert next_existing(local(30, 2, 30), OSLO) == datetime(2031, 3, 30, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "days", "after", "is_missing"),
    [
        (datetime(2031, 3, 20, 7, tzinfo=UTC), 14, datetime(2031, 4, 3, 6, tzinfo=UTC), False),
        (datetime(2031, 3, 28, 1, 30, tzinfo=UTC), 2, datetime(2031, 3, 30, 1, tzinfo=UTC), True),
        (datetime(2031, 10, 26, 1, 30, tzinfo=UTC), 0, datetime(2031, 10, 26, 1, 30, tzinfo=UTC), False),
        (datetime(2031, 4, 3, 6, tzinfo=UTC), -14, datetime(2031, 3, 20, 7, tzinfo=UTC), False),
    ],
)
def test_a_shift_by_days_keeps_the_wall_time_where_it_exists(before, days, after, is_missing):
    assert shifted(before, days, OSLO) == (after, is_missing)


def test_a_day_is_as_long_as_the_clocks_make_it():
    lengths = [day_of(day, OSLO) for day in (date(2031, 3, 30), date(2031, 3, 31), date(2031, 10, 26))]

    assert [(end - begin).total_seconds() / 3600 for begin, end in lengths] == [23, 24, 25]
