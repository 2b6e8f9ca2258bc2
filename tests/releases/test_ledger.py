"""The release ledger tells what a nation sees and has opened, and tells it only to those who answer for it."""

import csv
import io
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from clearances.roles import Role
from exchanges.models import DescriptionPortion
from participants.states import State
from releases.models import Opening
from tests import factories as make
from tests.participants.world import build
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        built = build("GST", "OTH", title="Quicksilver")
        built.bring("GST", State.ACCEPTED)
        built.bring("OTH", State.ACCEPTED)
        yield built


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


def ledger(browser, code="GST"):
    return browser.get(reverse("releases:nation", args=[code]))


def test_a_planner_reads_what_the_nation_sees_and_that_it_was_not_opened_yet(world, signed_in):
    page = ledger(signed_in(world.planner))

    assert "Quicksilver" in page.text
    assert "1 exchange" in page.text
    assert "not yet" in page.text


def test_what_was_opened_is_dated(world, signed_in):
    signed_in(world.liaisons["GST"]).get(world.exchange.get_absolute_url())

    rows = ledger(signed_in(world.planner)).context_data["sheets"]

    exchange = next(sheet for sheet in rows if sheet.root == world.exchange)
    assert all(entry.opened_first for entry in exchange.entries if "exchange" in entry.kind)


def test_what_another_nation_opened_is_not_this_nations(world, signed_in):
    signed_in(world.liaisons["OTH"]).get(world.exchange.get_absolute_url())

    sheets = ledger(signed_in(world.planner)).context_data["sheets"]

    assert all(entry.opened_first is None for sheet in sheets for entry in sheet.entries)


def test_a_liaison_reads_of_their_own_nation_and_nothing_of_another(world, signed_in):
    browser = signed_in(world.liaisons["GST"])

    assert "Quicksilver" in ledger(browser).text
    assert ledger(browser, "OTH").context_data["sheets"] == []


def test_an_office_of_another_owner_reads_nothing(world, signed_in):
    stranger = make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory(code="XXX"))

    assert ledger(signed_in(stranger)).context_data["sheets"] == []


def test_the_file_says_the_same_under_its_banner(world, signed_in):
    with as_system():
        type(world.exchange).objects.filter(pk=world.exchange.pk).update(title="=HYPERLINK(1)")

    response = signed_in(world.planner).get(reverse("releases:download", args=["GST"]))
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"))))

    assert "attachment" in response["Content-Disposition"]
    assert rows[0] == rows[-1]
    assert rows[0][0].startswith("HOS U")
    assert any(row[0] == "'=HYPERLINK(1)" for row in rows)


def test_between_two_days_it_names_what_was_held_then_and_opened_then(world, signed_in):
    today = datetime.now(UTC).date()
    signed_in(world.liaisons["GST"]).get(world.exchange.get_absolute_url())
    planner = signed_in(world.planner)
    with as_system():
        Opening.objects.update(day=today - timedelta(days=9))

    def told(first, last):
        page = planner.get(reverse("releases:nation", args=["GST"]), {"first": first, "last": last})
        found = {sheet.root: sheet.entries for sheet in page.context_data["sheets"]}
        return {entry.kind: entry.opened_first for entry in found.get(world.exchange, [])}

    def opened(first, last):
        return told(first, last).get("1 exchange")

    assert told("", today - timedelta(days=1)) == {}  # The grant is of today.
    assert opened(today, today) is None
    assert opened(today - timedelta(days=9), today) is not None
    with as_system():
        world.exchange.grants.filter(group__team__party__code="GST").delete()
    assert told("", "") == {}
    assert told(today, today) == {"its cover, at least: nothing of it today": None}
    assert told(today + timedelta(days=1), "") == {}
    file = planner.get(reverse("releases:download", args=["GST"]), {"first": today}).text
    assert f"Between (UTC),{today}," in file
    assert "nothing of it today" in file
    address = reverse("releases:nation", args=["GST"])
    assert planner.get(address, {"first": "2026-02-02", "last": "2026-02-01"}).status_code == 400


def test_between_two_grants_nothing_was_held(world, signed_in):
    now = datetime.now(UTC)
    with as_system():
        first = world.exchange.grants.filter(group__team__party__code="GST")
        first.update(granted_at=now - timedelta(days=90), lapses_at=now - timedelta(days=60))
    make.member(Role.CELL_MEMBER, world.exchange, organisation=world.nation("GST"))
    planner = signed_in(world.planner)

    def is_told(first, last):
        days = {"first": (now - timedelta(days=first)).date(), "last": (now - timedelta(days=last)).date()}
        page = planner.get(reverse("releases:nation", args=["GST"]), days)
        return world.exchange in [sheet.root for sheet in page.context_data["sheets"]]

    assert is_told(70, 65)
    assert not is_told(40, 20)
    assert is_told(40, 0)


def test_an_uncleared_liaison_learns_of_no_part_that_a_cleared_colleague_sees(world, signed_in):
    liaison, host = world.liaisons["GST"], world.exchange.host
    colleague = make.UserFactory(
        person__organisation=world.nation("GST"), joins=liaison.groups.exclude(name__startswith="user:")
    )
    above = make.label(host, "S", to=[world.nation("GST")])
    make.clearance(colleague, above.policy)

    def kinds(user):
        return [[entry.kind for entry in sheet.entries] for sheet in ledger(signed_in(user)).context_data["sheets"]]

    before = kinds(liaison)
    with as_system():
        DescriptionPortion.objects.create(exchange=world.exchange, label=above, sort_key="r", text="hidden")

    assert kinds(liaison) == before
    assert kinds(colleague) != before
