"""The pages of nations' calendars: what each reader finds there, and what may be done."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calendars import services
from calendars.models import Blackout, Holiday, StandDown
from clearances.roles import Role
from clearances.subjects import acting_as
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    """A nation with an estimated feast and a stand-down in 2027."""
    nation, feast = make.NationFactory(code="XOW"), date(2027, 3, 9)
    with as_system():
        said = {"name_en": "Feast", "name_local": "Fête", "source": "holidays 0", "is_estimate": True}
        Holiday.objects.create(party=nation, day=feast, source_day=feast, **said)
        days = {"starts_on": date(2027, 8, 1), "ends_on": date(2027, 8, 31), "source_day": date(2027, 8, 1)}
        StandDown.objects.create(party=nation, key="summer", name_en="Summer stand-down", **days)
    return nation


@pytest.fixture
def keeper(owner):
    return make.member(Role.STAFF_OFFICER, owner)


@pytest.fixture
def stranger():
    return make.member(Role.STAFF_OFFICER, make.NationFactory(code="XST"))


def posted(owner, **more):
    level = make.label(owner).classification_id
    return {
        "title": "Fleet inspection",
        "starts_on": "2027-06-07",
        "ends_on": "2027-06-11",
        "reason": "",
        "mark_classification": str(level),
        **more,
    }


def page_of(client, party, period="2027"):
    return client.get(f"{reverse('calendars:party', args=[party.code])}?in={period}")


def shown(answer):
    """What the page says, without what differs from answer to answer."""
    return re.sub(r'(csrftoken": "|csrfmiddlewaretoken" value=")[^"]*', "", answer.content.decode())


def test_a_year_says_what_is_public_to_everybody(owner, stranger, signed_in):
    text = page_of(signed_in(stranger), owner).content.decode()

    assert "09 MAR 2027" in text
    assert "Feast (estimated)" in text
    assert '01 AUG 2027</time> – <time datetime="2027-08-31">31 AUG 2027' in text
    assert "Blackout period</a>" not in text  # No verb for who isn't its keeper.


def test_a_month_by_itself_and_periods_that_nobody_can_mean(owner, stranger, signed_in):
    client = signed_in(stranger)

    assert b"March 2027" in page_of(client, owner, "2027-03").content
    assert [page_of(client, owner, text).status_code for text in ("1990", "2150", "2027-13", "x", "99999")] == [404] * 5


def test_a_keeper_enters_changes_and_removes_a_period_and_strangers_never_learn(owner, keeper, stranger, signed_in):
    client, other = signed_in(keeper), signed_in(stranger)
    before = shown(page_of(other, owner))

    added = client.post(reverse("calendars:add_blackout", args=[owner.code]), posted(owner))

    with acting_as(keeper):
        blackout = Blackout.objects.get()
    assert added.url == blackout.get_absolute_url()
    assert b"Fleet inspection" in page_of(client, owner).content
    assert shown(page_of(other, owner)) == before
    assert other.get(added.url).status_code == 404

    changed = posted(owner, title="Inspection", ends_on="2027-06-12", version=1)
    client.post(reverse("calendars:amend", args=[blackout.pk]), changed)
    stale = client.post(reverse("calendars:amend", args=[blackout.pk]), changed)
    assert (stale.status_code, b"Somebody changed this meanwhile" in stale.content) == (409, True)

    client.post(reverse("calendars:remove", args=[blackout.pk]))
    assert "Inspection" not in shown(page_of(client, owner))


def test_overlapping_periods_are_warned_of(owner, keeper, signed_in):
    client, address = signed_in(keeper), reverse("calendars:add_blackout", args=[owner.code])
    client.post(address, posted(owner))

    answer = client.post(address, posted(owner, title="Leave"), follow=True)

    assert "It overlaps with “Fleet inspection”, 07 JUN 2027 – 11 JUN 2027." in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends_on": "2027-06-01"}, "The last day can’t lie before the first."),
        ({"ends_on": "2149-06-01"}, "there may be 366 days"),
        ({"starts_on": "0001-01-01"}, "Choose a year between 1990 and 2150."),
        ({"starts_on": "31/12/2027"}, "Enter a valid date."),
        ({"mark_classification": ""}, "This field is required."),
        ({"title": "  "}, "This field is required."),
    ],
)
def test_what_can_t_be_is_said_next_to_its_field_and_nothing_is_saved(owner, keeper, signed_in, wrong, words):
    answer = signed_in(keeper).post(reverse("calendars:add_blackout", args=[owner.code]), posted(owner) | wrong)

    text = answer.content.decode().replace("&#x27;", "’").replace("can't", "can’t")
    assert (answer.status_code, words in text) == (400, True)
    with as_system():
        assert not Blackout.objects.exists()


def test_an_estimate_is_confirmed_by_the_nation_and_by_nobody_else(owner, keeper, stranger, signed_in):
    holiday = Holiday.objects.get()
    address = reverse("calendars:correct_holiday", args=[holiday.pk])
    said = {"day": "2027-03-10", "is_kept": "on", "version": 1}

    assert signed_in(stranger).post(address, said).status_code == 404
    signed_in(keeper).post(address, said)

    assert b"confirmed by the nation" in page_of(signed_in(stranger), owner).content
    holiday.refresh_from_db()
    assert (holiday.day, holiday.is_estimate, holiday.is_corrected) == (date(2027, 3, 10), False, True)


def test_a_holiday_moves_by_a_month_at_most(owner, keeper, signed_in):
    address = reverse("calendars:correct_holiday", args=[Holiday.objects.get().pk])

    answer = signed_in(keeper).post(address, {"day": "2027-09-10", "is_kept": "on", "version": 1})

    assert (answer.status_code, b"moves by a month at most" in answer.content) == (400, True)


def test_a_keeper_enters_a_holiday_that_no_source_gives_once(owner, keeper, signed_in):
    client, address = signed_in(keeper), reverse("calendars:add_holiday", args=[owner.code])
    said = {"name_en": "Founding Day", "day": "2027-05-05"}

    statuses = [client.post(address, said).status_code for _again in range(2)]

    assert statuses == [302, 400]
    assert b"Founding Day" in page_of(client, owner).content


def test_the_list_of_nations_costs_the_same_however_many_there_are(owner, stranger, signed_in):
    client = signed_in(stranger)
    counts = [queries(client)]
    for _n in range(4):
        make.NationFactory()
    counts.append(queries(client))

    assert counts[0] == counts[1]


def queries(client):
    client.get(reverse("calendars:index"))  # Who reads first after a change of facts reads these too.
    with CaptureQueriesContext(connection) as seen:
        assert client.get(reverse("calendars:index")).status_code == 200
    return len(seen)


def test_a_year_costs_the_same_however_much_lies_in_it(owner, keeper, signed_in):
    client, counts = signed_in(keeper), []
    for number in range(2):
        with acting_as(keeper):
            for day in range(1, 4):
                services.add_blackout(
                    owner,
                    title=f"{number} {day}",
                    starts_on=date(2027, 6 + number, day),
                    ends_on=date(2027, 6 + number, day),
                    label=make.label(owner),
                    by=keeper,
                )
        page_of(client, owner)
        with CaptureQueriesContext(connection) as seen:
            page_of(client, owner)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_the_api_lists_what_the_reader_may_see(owner, keeper, stranger, signed_in):
    client = signed_in(keeper)
    client.post(reverse("calendars:add_blackout", args=[owner.code]), posted(owner))

    found, hidden = (
        signed_in(user).get("/api/v1/blackouts/?party=XOW").json()["results"] for user in (keeper, stranger)
    )

    assert hidden == []
    (row,) = found
    assert (row["title"], row["starts_on"], row["ends_on"], row["party"]["code"]) == (
        "Fleet inspection",
        "2027-06-07",
        "2027-06-11",
        "XOW",
    )
