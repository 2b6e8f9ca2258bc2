"""How a moment is written: at the place, by the reader's own clock, and as a date-time group for whoever wants that."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from calendars import dtg
from tests import factories as make

AT = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)


def shown(zone, reader):
    with timezone.override(ZoneInfo(reader)):
        return " ".join(render_to_string("components/instant.html", {"at": AT, "zone": zone}).split())


def test_a_moment_is_shown_at_the_place_and_by_the_readers_own_clock():
    assert shown("Africa/Dakar", "Europe/Oslo") == (
        '<time datetime="2026-11-01T10:30:00+01:00">01 NOV 2026 09:30 (Africa/Dakar)</time> '
        '<small class="text-secondary">for you 01 NOV 2026 10:30 (Europe/Oslo)</small>'
    )


def test_a_reader_at_the_place_reads_it_once():
    assert "for you" not in shown("Africa/Dakar", "Africa/Abidjan")


def test_whoever_wants_date_time_groups_reads_one():
    with dtg.wanted(True):
        assert shown("Africa/Dakar", "Europe/Oslo").endswith(">010930Z NOV 26</time>")


@pytest.mark.django_db
def test_everybody_chooses_on_their_profile_and_reads_so_from_then_on(signed_in):
    client = signed_in(make.UserFactory())
    address = reverse("accounts:profile")

    client.post(address, {"language": "en", "zone": "", "writes_dtg": "on"})
    page = client.get(address).content.decode()

    assert "checked" in page
    assert dtg.written(datetime.now(UTC))[6:] in page  # When the session began.
    assert not dtg.is_wanted()
