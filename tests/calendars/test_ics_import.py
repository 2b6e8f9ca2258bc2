"""Blackout periods from a calendar file: looked at first, entered together, and once."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from calendars.models import Blackout
from clearances.roles import Role
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    owner = make.NationFactory(code="HST")
    make.label(owner)
    return make.member(Role.STAFF_OFFICER, owner)


def file(*events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *events, "END:VCALENDAR", ""]
    return SimpleUploadedFile("days.ics", "\r\n".join(lines).encode(), "text/calendar")


def event(title, *, days=30, more=()):
    day = timezone.localdate() + timedelta(days=days)
    return "\r\n".join(
        ["BEGIN:VEVENT", f"UID:{title}", f"SUMMARY:{title}", f"DTSTART;VALUE=DATE:{day:%Y%m%d}", *more, "END:VEVENT"]
    )


def look(client, *events):
    return client.post(reverse("calendars:send_file", args=["HST"]), {"file": file(*events)})


def enter(client, page, **facts):
    level = make.PolicyFactory(owner=make.NationFactory(code="HST")).classifications.get(code="U")
    form = page.context["form"]
    said = {"read": form.initial["read"], "chosen": form.initial["chosen"], "mark_classification": level.pk, **facts}
    return client.post(reverse("calendars:import_blackouts", args=["HST"]), said)


def stored():
    with as_system():
        return sorted(Blackout.objects.values_list("title", flat=True))


def test_what_repeats_without_an_end_is_asked_about_and_not_chosen_by_itself(keeper, signed_in):
    client = signed_in(keeper)
    page = look(client, event("Fleet week"), event("Endless", more=["RRULE:FREQ=WEEKLY"]))

    assert page.text.count('name="chosen"') == 2
    assert "entered up to that day" in page.text
    assert enter(client, page).status_code == 302
    assert stored() == ["Fleet week"]


def test_a_file_is_looked_at_before_anything_is_entered(keeper, signed_in):
    page = look(signed_in(keeper), event("Fleet week"), event("Zone", more=["RRULE:FREQ=HOURLY"]))

    assert page.status_code == 200
    assert "Fleet week" in page.text
    assert "repeats within a day" in page.text
    assert stored() == []


def test_what_is_chosen_is_entered_under_one_label_and_once(keeper, signed_in):
    client = signed_in(keeper)
    page = look(client, event("One"), event("Two"), event("Three"))

    entered = enter(client, page, chosen=["0", "2"])
    again = enter(client, look(client, event("One"), event("Two"), event("Three")))

    assert (entered.status_code, again.status_code) == (302, 302)
    assert stored() == ["One", "Three", "Two"]
    assert "2 were there already" in client.get(again["Location"]).text


def test_a_preview_that_somebody_made_up_or_that_is_anothers_is_refused(keeper, signed_in):
    other = make.member(Role.STAFF_OFFICER, keeper.organisation)
    page = look(signed_in(keeper), event("One"))

    assert enter(signed_in(other), page).status_code == 400
    assert enter(signed_in(keeper), page, read="made-up").status_code == 400
    assert stored() == []


def test_a_file_that_is_too_big_is_refused_by_name(keeper, signed_in):
    page = look(signed_in(keeper), "X-PAD:" + "x" * 10_000_000)

    assert page.status_code == 400
    assert "bigger than 1 MB" in page.text


def test_only_whoever_keeps_the_calendar_may(keeper, signed_in):
    stranger = make.member(Role.STAFF_OFFICER, make.NationFactory())

    assert look(signed_in(stranger), event("One")).status_code == 404
    assert enter(signed_in(stranger), look(signed_in(keeper), event("One"))).status_code == 404
