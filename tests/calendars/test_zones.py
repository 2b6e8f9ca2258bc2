"""Local times at the edges of summer time, in the zones of every partner; and date-time groups."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from calendars import dtg
from calendars.zones import FIRST, SECOND, NoSuchLocalTime, TwiceLocalTime, instant_of, zone_named

PARTIES = settings.BASE_DIR / "scenarios" / "demonstration" / "parties.yaml"
YEARS = (2026, 2027, 2028)
HALF_HOUR, HOUR, DAY = timedelta(minutes=30), timedelta(hours=1), timedelta(days=1)


def clock(text):
    """What a clock on a wall shows."""
    return datetime.fromisoformat(text)


def partner_zones():
    said = yaml.safe_load(PARTIES.read_text(encoding="utf-8"))
    return sorted({party["zone"] for party in [*said["nations"], *said.get("organisations", [])] if "zone" in party})


def edges(zone):
    """Every instant of three years at which the clocks of *zone* change."""
    place, found = ZoneInfo(zone), []
    day = datetime(YEARS[0], 1, 1, tzinfo=UTC)
    while day.year <= YEARS[-1]:
        if offset(day, place) != offset(day + DAY, place):
            minutes = (day + timedelta(minutes=n) for n in range(24 * 60 + 1))
            found.append(next(each for each in minutes if offset(each, place) != offset(day, place)))
        day += DAY
    return found


def offset(instant, place):
    return instant.astimezone(place).utcoffset()


@pytest.mark.parametrize("zone", partner_zones())
def test_every_local_time_around_an_edge_is_one_instant_or_refused_or_asked_about(zone):
    place = ZoneInfo(zone)
    for edge in edges(zone):
        before, after = (offset(edge + step, place) for step in (-HOUR, HOUR))
        for minutes in range(-180, 181, 15):
            local = (edge + before).replace(tzinfo=None) + timedelta(minutes=minutes)
            check(
                local,
                zone,
                place,
                gap=after > before and 0 <= minutes * 60 < (after - before).total_seconds(),
                overlap=after < before and (after - before).total_seconds() <= minutes * 60 < 0,
            )


def check(local, zone, place, *, gap, overlap):
    if gap:
        with pytest.raises(NoSuchLocalTime) as refused:
            instant_of(local, zone)
        assert refused.value.after > local
        assert zone in refused.value.messages[0]
    elif overlap:
        with pytest.raises(TwiceLocalTime) as asked:
            instant_of(local, zone)
        both = (instant_of(local, zone, fold=FIRST), instant_of(local, zone, fold=SECOND))
        assert asked.value.instants == both
        assert both[0] < both[1]
        assert {each.astimezone(place).replace(tzinfo=None) for each in both} == {local}
    else:
        assert instant_of(local, zone).astimezone(place).replace(tzinfo=None) == local


def test_the_partners_zones_have_edges_to_test():
    assert sum(len(edges(zone)) for zone in ("Europe/Paris", "America/New_York", "Australia/Sydney")) == 18
    assert edges("Africa/Dakar") == []


def test_an_hour_that_occurs_twice_is_asked_about_in_words():
    with pytest.raises(ValidationError) as asked:
        instant_of(clock("2026-10-25T02:30"), "Europe/Paris")

    assert asked.value.messages == [
        "02:30 occurs twice on 25 OCT 2026 in Europe/Paris: clocks are put back. Say whether UTC+02:00 or UTC+01:00."
    ]


def test_an_hour_that_is_skipped_is_refused_with_what_the_clock_shows_instead():
    with pytest.raises(ValidationError) as refused:
        instant_of(clock("2026-03-29T02:30"), "Europe/Paris")

    assert refused.value.messages == [
        "02:30 doesn't exist on 29 MAR 2026 in Europe/Paris: clocks are put forward. They show 03:30 instead."
    ]


@pytest.mark.parametrize("name", ["", "Europe/Paree", "CET+1", "../etc/passwd", "X" * 500, "europe/paris\n"])
def test_a_zone_that_does_not_exist_is_refused_by_name(name):
    with pytest.raises(ValidationError, match="is not a time zone"):
        zone_named(name)


@pytest.mark.parametrize(
    ("text", "zone"), [("0001-01-01T00:00", "Asia/Tokyo"), ("9999-12-31T23:00", "America/New_York")]
)
def test_the_ends_of_the_calendar_are_refused(text, zone):
    with pytest.raises(ValidationError):
        instant_of(clock(text), zone)


minutes = st.integers(0, 100 * 365 * 24 * 60).map(lambda n: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=n))


@given(minutes, st.sampled_from(sorted(dtg.HOURS)))
def test_a_date_time_group_reads_back_as_the_instant_it_was_written_of(instant, letter):
    assert dtg.read(dtg.written(instant, letter)) == instant


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("010930Z NOV 26", datetime(2026, 11, 1, 9, 30, tzinfo=UTC)),
        ("010930znov2026", datetime(2026, 11, 1, 9, 30, tzinfo=UTC)),
        (" 010030A JAN 27 ", datetime(2026, 12, 31, 23, 30, tzinfo=UTC)),
        ("312300R DEC 26", datetime(2027, 1, 1, 4, 0, tzinfo=UTC)),
    ],
)
def test_what_orders_write_is_read(text, instant):
    assert dtg.read(text) == instant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 NOV 26",
        "310930Z FEB 27",
        "012460Z NOV 26",
        "010930J NOV 26",
        "010930Z NOW 26",
        "010930Z NOV 0",
        "\u0660\u0661\u0660\u0669\u0663\u0660Z NOV 26",
        "010930Z NOV 0000",
    ],
)
def test_what_is_none_is_refused_in_words(text):
    with pytest.raises(ValidationError):
        dtg.read(text)
