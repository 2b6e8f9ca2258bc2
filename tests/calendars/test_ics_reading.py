"""Calendar files that people send: what is read, what is named, and what costs nothing however it is meant."""

from datetime import date, timedelta
from random import Random
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError

from calendars.ics_reading import MOST_BYTES, MOST_EVENTS, Problem, read_file

TODAY = date(2026, 11, 23)
BOTH = "It begins with a day and ends at an hour, or the other way round."
HOURS = "It repeats within a day: a blackout period is whole days."
MANY = "It repeats 1000000 times; 2 000 are the most."
STRANGE = "It repeats in a way that isn't read here. Enter its days one by one."
ZERO = "It says that it repeats every 0 days, or 0 times."


def event(*lines, uid="a"):
    head = [f"UID:{uid}"] if uid else []
    return "\r\n".join(["BEGIN:VEVENT", *head, "SUMMARY:Stand-down", *lines, "END:VEVENT"])


def reading(*events, zone="UTC"):
    text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *events, "END:VCALENDAR", ""])
    return read_file(text.encode(), today=TODAY, zone=ZoneInfo(zone))


def days(*events, **facts):
    found = reading(*events, **facts)
    assert found.problems == []
    return [(first.isoformat(), last.isoformat()) for one in found.found for _digest, first, last in one.periods]


def why(*lines):
    (problem,) = reading(event(*lines)).problems
    assert problem.title == "Stand-down"
    return problem.text


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART;VALUE=DATE:20270801", "DTEND;VALUE=DATE:20270901"], ("2027-08-01", "2027-08-31")),
        (["DTSTART;VALUE=DATE:20270801"], ("2027-08-01", "2027-08-01")),
        (["DTSTART;VALUE=DATE:20270801", "DURATION:P3D"], ("2027-08-01", "2027-08-03")),
        (["DTSTART:20270801T230000Z", "DTEND:20270802T010000Z"], ("2027-08-01", "2027-08-02")),
        (["DTSTART:20270801T080000", "DTEND:20270803T000000"], ("2027-08-01", "2027-08-02")),
        (["DTSTART;TZID=Asia/Tokyo:20270801T233000", "DURATION:PT20M"], ("2027-08-01", "2027-08-01")),
        (["DTSTART;TZID=W. Europe Standard Time:20270801T100000"], ("2027-08-01", "2027-08-01")),
        (["DTSTART;TZID=Africa/Accra:20270801T100000"], ("2027-08-01", "2027-08-01")),
    ],
)
def test_an_event_is_days_both_inclusive(lines, expected):
    assert days(event(*lines)) == [expected]


def test_an_instant_in_utc_counts_on_the_day_of_the_nation():
    lines = ["DTSTART:20270801T200000Z", "DTEND:20270801T210000Z"]

    assert days(event(*lines), zone="Asia/Tokyo") == [("2027-08-02", "2027-08-02")]


def test_repetitions_without_those_left_out_and_with_those_moved():
    weekly = event(
        "DTSTART;VALUE=DATE:20270104",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;VALUE=DATE:20270111",
        "RDATE;VALUE=DATE:20270201",
    )
    moved = event("RECURRENCE-ID;VALUE=DATE:20270118", "DTSTART;VALUE=DATE:20270120")
    gone = event("RECURRENCE-ID;VALUE=DATE:20270125", "DTSTART;VALUE=DATE:20270125", "STATUS:CANCELLED")

    found = reading(weekly, moved, gone)

    assert sorted(first for one in found.found for _digest, first, _last in one.periods) == [
        date(2027, 1, 4),
        date(2027, 1, 20),
        date(2027, 2, 1),
    ]
    assert found.problems == [Problem("Stand-down", "It is cancelled.")]


def test_a_repetition_without_end_is_cut_at_a_day_that_is_named():
    found = reading(event("DTSTART;VALUE=DATE:20270101", "RRULE:FREQ=YEARLY"))

    assert [first for _digest, first, _last in found.found[0].periods] == [
        date(year, 1, 1) for year in (2027, 2028, 2029)
    ]
    assert found.found[0].note == "Repeats beyond 31 DEC 2029: entered up to that day."


def test_what_is_over_is_counted_and_not_entered():
    found = reading(event("DTSTART;VALUE=DATE:20200101", "RRULE:FREQ=YEARLY;COUNT=8"))

    assert (found.past, [first.year for _digest, first, _last in found.found[0].periods]) == (7, [2027])


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["DTSTART;VALUE=DATE:20270801", "DTEND;VALUE=DATE:20270701"], "It ends before it starts, or lasts no time."),
        (["DTSTART;VALUE=DATE:20270801", "DTEND;VALUE=DATE:20270801"], "It ends before it starts, or lasts no time."),
        (["DTSTART;TZID=Mars/Olympus:20270801T100000"], "Its time zone, “Mars/Olympus”, doesn't exist."),
        (["DTSTART:2027-08-01"], "Its dates can't be read."),
        ([], "It has no first day, or several."),
        (["DTSTART;VALUE=DATE:20270801", "DTSTART;VALUE=DATE:20270802"], "It has no first day, or several."),
        (["DTSTART;VALUE=DATE:20270801", "DTEND:20270802T100000"], BOTH),
        (["DTSTART;VALUE=DATE:20270801", "RRULE:FREQ=SECONDLY"], HOURS),
        (["DTSTART;VALUE=DATE:20270801", "RRULE:FREQ=DAILY;COUNT=1000000"], MANY),
        (["DTSTART;VALUE=DATE:20270801", "RRULE:FREQ=DAILY;INTERVAL=0"], ZERO),
        (["DTSTART;VALUE=DATE:20270801", "RRULE:FREQ=YEARLY;BYWEEKNO=20"], STRANGE),
        (["DTSTART;VALUE=DATE:20270801", "STATUS:CANCELLED"], "It is cancelled."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_the_rest_goes_on(lines, words):
    assert why(*lines) == words
    good = event("DTSTART;VALUE=DATE:20270801", uid="b")
    assert len(reading(event(*lines), good).found) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"x" * (MOST_BYTES + 1), "bigger than 1 MB"),
        ("BEGIN:VCALENDAR\r\nSUMMARY:Été".encode("latin-1"), "UTF-8"),
        (b"", "isn't a calendar file"),
        (b"\x00\x01", "isn't a calendar file"),
        (b"Dear all,\r\nplease find", "isn't a calendar file"),
        (b"BEGIN:VEVENT\r\nEND:VEVENT", "isn't a calendar file"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "isn't a calendar file"),
        (b"BEGIN:VEVENT\r\n" * (MOST_EVENTS + 1), "500 events"),
    ],
)
def test_a_file_that_is_no_calendar_or_too_much_is_refused_by_name(content, words):
    with pytest.raises(ValidationError, match=words):
        read_file(content, today=TODAY, zone=ZoneInfo("UTC"))


def test_a_million_repetitions_cost_nothing():
    daily = [event("DTSTART;VALUE=DATE:20270101", f"RRULE:FREQ={each}", uid=each) for each in ("SECONDLY", "MINUTELY")]
    never = event("DTSTART;VALUE=DATE:20270101", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", uid="never")
    started = perf_counter()

    found = reading(*daily, never)

    assert perf_counter() - started < 1
    assert len(found.problems) == 2


def test_two_thousand_periods_are_the_most():
    with pytest.raises(ValidationError, match="2000 periods"):
        reading(*(event("DTSTART;VALUE=DATE:20270101", "RRULE:FREQ=DAILY", uid=str(n)) for n in range(3)))


def test_the_same_event_is_known_again_and_another_is_not():
    def digests(*events):
        return [digest for one in reading(*events).found for digest, _first, _last in one.periods]

    single = event("DTSTART;VALUE=DATE:20270101")
    assert digests(single) == digests(event("DTSTART;VALUE=DATE:20270102"))
    assert digests(single) != digests(event("DTSTART;VALUE=DATE:20270101", uid="b"))
    repeated = digests(event("DTSTART;VALUE=DATE:20270101", "RRULE:FREQ=DAILY;COUNT=3"))
    assert len(set(repeated)) == 3
    assert len(digests(event("DTSTART;VALUE=DATE:20270101", uid=""))) == 1


def test_repetitions_are_those_of_another_program():
    """dateutil is the oracle, for rules that begin on a day which they name, as RFC 5545 asks."""
    chance = Random(7)
    horizon = date(2029, 12, 31)
    for _number in range(150):
        start = date(2026, 1, 1) + timedelta(days=chance.randrange(400))
        name, ends = _rule(chance, start), chance.choice(["", ";COUNT=5", ";UNTIL=20280630"])
        found = reading(event(f"DTSTART;VALUE=DATE:{start:%Y%m%d}", f"RRULE:{name}{ends}"))
        expected = [
            each.date() for each in rrulestr(f"DTSTART:{start:%Y%m%d}\nRRULE:{name}{ends or ';UNTIL=20291231'}")
        ]

        coming = [day for day in expected if TODAY <= day <= horizon]
        assert [first for one in found.found for _digest, first, _last in one.periods] == coming, name


def _rule(chance, start):
    weekday = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[start.weekday()]
    interval = f";INTERVAL={chance.randint(1, 4)}"
    place = (start.day - 1) // 7 + 1
    rules = [
        f"FREQ=DAILY{interval}",
        f"FREQ=WEEKLY{interval}",
        f"FREQ=WEEKLY{interval};BYDAY={weekday},{chance.choice(['MO', 'FR'])};WKST={chance.choice(['MO', 'SU'])}",
        f"FREQ=MONTHLY{interval}",
        f"FREQ=MONTHLY{interval};BYDAY={place}{weekday}",
        f"FREQ=MONTHLY{interval};BYMONTHDAY={start.day},-1",
        f"FREQ=YEARLY{interval}",
        f"FREQ=YEARLY;BYMONTH={start.month},{chance.randint(1, 12)};BYMONTHDAY={start.day}",
    ]
    return chance.choice(rules)
