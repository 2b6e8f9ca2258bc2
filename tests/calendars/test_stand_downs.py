"""Stand-downs: what their nation's keeper says counts, and loading the table leaves it so."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calendars import sources, workdays
from calendars.loaded_years import table
from calendars.models import LoadedYear, StandDown
from calendars.services.loading import load_nation
from clearances.roles import Role
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db
SAID = {"name_en": "Harvest", "name_fr": "Moisson", "starts_on": "2027-09-06", "ends_on": "2027-09-10"}


@pytest.fixture
def nation():
    return make.NationFactory(code="ZZX")


@pytest.fixture
def keeper(nation):
    return make.member(Role.STAFF_OFFICER, nation)


def stored(**facts):
    with as_system():
        return StandDown.objects.get(**facts)


def page_of(client, party, year):
    return client.get(reverse("calendars:party", args=[party.code]), {"in": year}).content.decode()


def test_a_keeper_enters_corrects_and_retires_a_stand_down_and_working_days_follow(nation, keeper, signed_in):
    client = signed_in(keeper)
    added = client.post(reverse("calendars:add_stand_down", args=[nation.code]), {**SAID, "stops_work": "on"})
    row = stored(party=nation)
    assert added.url == f"{reverse('calendars:party', args=[nation.code])}?in=2027"
    assert "offices closed" in page_of(client, nation, 2027)
    assert not workdays.is_working_day(nation, date(2027, 9, 8))

    address = reverse("calendars:correct_stand_down", args=[row.pk])
    moved = {**SAID, "ends_on": "2027-09-07", "stops_work": "on", "is_kept": "on", "version": 1}
    assert client.post(address, moved).status_code == 302
    assert client.post(address, moved).status_code == 409
    assert workdays.is_working_day(nation, date(2027, 9, 8))
    client.post(address, {**moved, "is_kept": "", "version": 2})
    assert "not kept this time" in page_of(client, nation, 2027)
    assert workdays.is_working_day(nation, date(2027, 9, 7))
    client.post(address, {**moved, "version": 3})
    assert not workdays.is_working_day(nation, date(2027, 9, 7))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends_on": "2027-09-01"}, "before the first"),
        ({"ends_on": "2028-09-01"}, "184 days"),
        ({"name_en": " "}, "required"),
    ],
)
def test_what_can_t_be_is_said_and_nobody_else_enters_anything(nation, keeper, signed_in, wrong, words):
    address = reverse("calendars:add_stand_down", args=[nation.code])
    refused = signed_in(keeper).post(address, SAID | wrong)
    stranger = signed_in(make.member(Role.STAFF_OFFICER, make.NationFactory(code="XST")))

    assert (refused.status_code, words in refused.content.decode()) == (400, True)
    assert stranger.post(address, SAID).status_code == 404
    with as_system():
        assert not StandDown.objects.exists()


def test_loading_again_brings_up_the_table_and_leaves_what_the_keeper_said(signed_in):
    senegal = make.NationFactory(code="SEN")
    client = signed_in(make.member(Role.STAFF_OFFICER, senegal))
    with as_system():
        load_nation(senegal, [2027])
    row = stored(party=senegal, key="ramadan")
    said = {"name_en": "Ramadan", "starts_on": "2027-02-09", "ends_on": "2027-03-10", "is_kept": "on", "version": 1}
    client.post(reverse("calendars:correct_stand_down", args=[row.pk]), said)
    with as_system():
        StandDown.objects.filter(party=senegal).exclude(pk=row.pk).update(name_en="Old words")

        load_nation(senegal, [2027])

        assert not StandDown.objects.filter(name_en="Old words").exists()
    again = stored(party=senegal, key="ramadan", source_day__year=2027)
    assert (again.starts_on, again.is_estimate, again.is_corrected) == (date(2027, 2, 9), False, True)


def test_the_page_of_what_is_loaded_names_estimates_older_sources_and_nations_without_one(signed_in):
    make.NationFactory(code="XAA", is_fictitious=True)
    nations = [make.NationFactory(code=code) for code in ("SEN", "GHA")]
    client = signed_in(make.UserFactory())
    with as_system():
        load_nation(nations[0], [2026])
        load_nation(nations[1], [2026])
        LoadedYear.objects.filter(party=nations[1]).update(edition="holidays 0.1, table 0")
        rows = {row.party.code: row for row in table(2026)["rows"]}
        with CaptureQueriesContext(connection) as few:
            table(2026)
        make.NationFactory(code="FRA")
        with CaptureQueriesContext(connection) as more:
            table(2026)

    text = client.get(reverse("calendars:loaded")).content.decode()
    assert rows["SEN"].years[0].estimates > 0
    assert [rows[code].years[0].is_current for code in ("SEN", "GHA")] == [True, False]
    assert not rows["XAA"].is_known
    assert "no source: its keeper enters them" in text
    assert sources.edition() in text
    assert len(few) == len(more)
