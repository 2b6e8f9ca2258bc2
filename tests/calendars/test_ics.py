"""Calendar files as other programs read them: RFC 5545 by two parsers, and zones at their edges."""

import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from calendars import ics, ics_zones
from calendars.items import Item, Kind, Status
from clearances.subjects import acting_as
from tests import factories as make

pytestmark = pytest.mark.django_db
LONG = "Flintlock, planification ; séance « 日本 » " * 6


@pytest.fixture
def label():
    return make.label(make.NationFactory(code="HST"), "R")


def item(label, **facts):
    usual = {
        "uid": "7d0a1f6e-3a51-4a3e-9a2e-0c3f8f1f2b11",
        "kind": Kind.EXCHANGE,
        "title": "Flintlock",
        "starts": date(2027, 6, 1),
        "ends": date(2027, 6, 14),
        "zone": "Africa/Accra",
        "url": "/exchanges/4CKM-7Q/",
        "label_ids": (label.pk,),
        "changed_at": datetime(2026, 11, 1, 8, 30, 15, 999, tzinfo=UTC),
    }
    return Item(**usual | facts)


def file(*items):
    with acting_as(make.UserFactory()):
        return ics.written(items, name="Accord", recipient="Ada")


def only_event(content):
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


def test_a_day_is_a_date_and_its_end_the_day_after(label):
    content = file(item(label))

    event = only_event(content)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2027, 6, 1), date(2027, 6, 15))
    assert b"DTSTART;VALUE=DATE:20270601\r\n" in content
    assert b"VTIMEZONE" not in content


def test_an_event_says_which_version_it_is_and_names_nobody(label):
    content = file(item(label, status=Status.CANCELLED, place="Tamale"))

    event = only_event(content)
    assert event["status"] == "CANCELLED"
    assert event["class"] == "PRIVATE"
    assert event["sequence"] == int(
        (datetime(2026, 11, 1, 8, 30, 15, tzinfo=UTC) - datetime(2020, 1, 1, tzinfo=UTC)).total_seconds()
    )
    assert event.decoded("last-modified") == event.decoded("dtstamp") == datetime(2026, 11, 1, 8, 30, 15, tzinfo=UTC)
    assert str(event["url"]).endswith("/exchanges/4CKM-7Q/")
    assert event["location"] == "Tamale"
    assert b"ORGANIZER" not in content
    assert b"ATTENDEE" not in content


def test_the_marking_comes_first_and_the_banner_is_the_join(label):
    other = make.label(make.NationFactory(code="HST"), "U")

    calendar = Calendar.from_ical(file(item(label), item(other, uid="b")))

    marked, open_one = (str(event["summary"]) for event in calendar.walk("VEVENT"))
    assert re.fullmatch(r"\(.*R.*\) Flintlock", marked)
    assert re.fullmatch(r"\(.*U.*\) Flintlock", open_one)
    assert "HST R" in str(calendar["x-wr-caldesc"])


def test_no_line_is_longer_than_75_octets_and_long_words_survive(label):
    content = file(item(label, title=LONG, place="Zürich; \\ , \n"))

    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert str(only_event(content)["summary"]).endswith(LONG)


def test_a_title_cannot_add_lines_of_its_own(label):
    content = file(item(label, title="x\r\nATTENDEE:mailto:spy@example.org\r\nEND:VEVENT"))

    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert "attendee" not in event
    assert "\r\nATTENDEE" not in content.decode()


@pytest.mark.parametrize("zone", ["Africa/Accra", "Europe/Oslo", "America/New_York", "Asia/Kolkata", "UTC"])
def test_an_instant_survives_in_the_zone_of_its_place(label, zone):
    starts = datetime(2027, 3, 28, 1, 30, tzinfo=UTC)

    content = file(item(label, starts=starts, ends=starts + timedelta(hours=2), zone=zone))

    event = only_event(content)
    assert event.decoded("dtstart").astimezone(UTC) == starts
    assert event.decoded("dtend").astimezone(UTC) == starts + timedelta(hours=2)
    assert (f"DTSTART;TZID={zone}:".encode() in content) == (zone != "UTC")
    assert content.count(b"BEGIN:VTIMEZONE") == (zone != "UTC")


@pytest.mark.parametrize(
    "zone",
    ["Europe/Oslo", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Beirut", "America/Havana"],
)
def test_a_described_zone_is_right_at_every_hour_of_two_years(zone):
    first, last = datetime(2027, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
    (component,) = ics_zones.components([zone], first, last)

    read = tzical(StringIO(component.to_ical().decode())).get(zone)

    here, at = ZoneInfo(zone), first
    while at < last:
        local = at.astimezone(here)
        if (
            local.replace(fold=1 - local.fold).utcoffset() == local.utcoffset()
        ):  # Times that occur twice: no format says.
            assert read.utcoffset(local.replace(tzinfo=None)) == local.utcoffset(), local
        at += timedelta(hours=1)


def test_the_same_content_is_the_same_bytes_and_another_content_another_tag(label):
    assert ics.etag_of(file(item(label))) == ics.etag_of(file(item(label)))
    assert ics.etag_of(file(item(label))) != ics.etag_of(file(item(label, title="Other")))


def test_an_empty_calendar_is_a_calendar():
    assert Calendar.from_ical(file()).walk("VEVENT") == []
