"""Feeds over HTTP: decided anew at each fetch, one answer for everything that is wrong, and no secret in a record."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from audit.models import Event
from clearances.models import Token
from clearances.roles import Role
from clearances.services.tokens import end_token, make_token
from clearances.subjects import acting_as
from config.masking import Masking, masked
from exchanges.models import Exchange
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner():
    host = make.NationFactory(code="HST")
    soon = timezone.localdate() + timedelta(days=30)
    low = make.ExchangeFactory(
        program__owner=host, title="Low", starts_on=soon, ends_on=soon + timedelta(days=3), label=make.label(host)
    )
    somebody = make.member(Role.PLANNER, low)
    somebody.assurance = 2
    make.clearance(somebody, make.PolicyFactory(owner=host), "S")
    for level in ("R", "C"):
        row = make.ExchangeFactory(
            program=low.program,
            title=f"CNRY-{level}",
            starts_on=soon,
            ends_on=soon + timedelta(days=3),
            label=make.label(host, level),
        )
        with as_system():
            make.grant(Role.PLANNER, somebody.personal_team, row, by=make.SYSTEM, reason="test")
    return somebody


def feed_of(user, **facts):
    until = timezone.localdate() + timedelta(days=30)
    with acting_as(user):
        token, secret = make_token(user, purpose=Token.Purpose.FEED, name="x", until=until, by=user, **facts)
    return token, reverse("calendars:feed", args=[secret])


def summaries(response):
    return [str(event["summary"]) for event in Calendar.from_ical(response.content).walk("VEVENT")]


def test_a_feed_holds_what_its_user_sees_up_to_its_ceiling_and_says_so(planner):
    _token, address = feed_of(planner)
    _other, wider = feed_of(planner, reach=Token.Reach.UNCLEARED)

    response = Client().get(address)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert [one.endswith(" Low") for one in summaries(response)] == [True]
    assert b"CNRY" not in response.content
    assert sorted(one.rpartition(" ")[2] for one in summaries(Client().get(wider))) == ["CNRY-R", "Low"]


def test_the_clearance_of_whoever_is_signed_in_there_adds_nothing(planner, signed_in):
    _token, address = feed_of(planner)

    response = signed_in(planner).get(address)

    assert b"CNRY" not in response.content
    assert len(summaries(response)) == 1


def test_what_is_no_longer_seen_vanishes_and_what_is_cancelled_says_so(planner):
    _token, address = feed_of(planner)
    with as_system():
        Exchange.objects.filter(title="Low").update(state="cancelled", state_reason="CNRY-why")
    cancelled = Client().get(address)
    assert b"STATUS:CANCELLED" in cancelled.content
    assert b"CNRY" not in cancelled.content

    with as_system():
        Exchange.objects.get(title="Low").grants.all().delete()

    assert summaries(Client().get(address)) == []


def test_everything_that_is_wrong_has_the_very_same_answer(planner):
    hidden = Exchange.objects.none()
    with as_system():
        hidden = make.ExchangeFactory(title="Hidden")
    unknown = reverse("calendars:feed", args=["accord-aaaaaaaa-" + "x" * 43])
    token, ended = feed_of(planner)
    _late, expired = feed_of(planner)
    _root, closed = feed_of(planner, scope=Token.Scope.EXCHANGE, scope_id=hidden.pk)
    end_token(token, by=planner)
    past = timezone.now() - timedelta(days=1)
    with as_system():
        Token.objects.filter(pk=_late.pk).update(made_at=past - timedelta(days=1), expires_at=past)

    answers = [Client().get(address) for address in (unknown, ended, expired, closed)]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


def test_a_feed_of_one_exchange_holds_that_and_one_of_a_program_what_is_seen_of_it(planner):
    with as_system():
        low, restricted = Exchange.objects.get(title="Low"), Exchange.objects.get(title="CNRY-R")
        make.grant(Role.CELL_MEMBER, planner.personal_team, low.program, by=make.SYSTEM, reason="test")
    _one, of_exchange = feed_of(
        planner, scope=Token.Scope.EXCHANGE, scope_id=restricted.pk, reach=Token.Reach.UNCLEARED
    )
    _two, of_program = feed_of(planner, scope=Token.Scope.PROGRAM, scope_id=low.program_id)

    assert [one.rpartition(" ")[2] for one in summaries(Client().get(of_exchange))] == ["CNRY-R"]
    assert [one.rpartition(" ")[2] for one in summaries(Client().get(of_program))] == ["Low"]


def test_the_same_content_is_not_sent_twice_and_nothing_in_between_keeps_it(planner):
    _token, address = feed_of(planner)
    first = Client().get(address)

    again = Client().get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == again["Cache-Control"] == "private, no-store"
    assert first["Referrer-Policy"] == "no-referrer"
    with as_system():  # What this feed doesn't hold changes nothing of its tag.
        Exchange.objects.filter(title="CNRY-C").update(title="CNRY-D")
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    with as_system():
        Exchange.objects.filter(title="Low").update(title="Lower")
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_no_secret_reaches_the_record_or_the_log(planner, signed_in, caplog):
    _token, address = feed_of(planner)
    secret = address.rpartition(f"{_token.prefix}-")[2].removesuffix(".ics")
    Client().get(address)
    end_token(_token, by=planner)

    with caplog.at_level(logging.DEBUG):
        signed_in(planner).get(address)

    with as_system():
        said = str(list(Event.objects.values()))
    assert "access.denied" in said
    assert secret not in said
    line = Masking("{message}", style="{").format(caplog.records[-1])
    assert "/calendars/feed/accord-" in line
    assert secret not in line
    assert masked(f"GET {address} 404") == f"GET /calendars/feed/accord-{_token.prefix}-….ics 404"


def test_reading_by_a_feed_is_its_users_reading(planner, signed_in, settings):
    settings.AUDIT_READS_FROM = {"HST": "U"}
    _token, address = feed_of(planner)
    other = make.UserFactory()

    signed_in(other).get(address)

    with as_system():
        reads = Event.objects.filter(action="content.read")
        assert {event.actor_id for event in reads} == {planner.pk}


def test_twice_as_many_exchanges_take_as_many_queries(planner):
    _token, address = feed_of(planner)
    Client().get(address)
    few = queries_of(address)
    with as_system():
        low = Exchange.objects.select_related("program", "label").get(title="Low")
    for _number in range(3):
        more = make.ExchangeFactory(program=low.program, starts_on=low.starts_on, ends_on=low.ends_on, label=low.label)
        with as_system():
            make.grant(Role.PLANNER, planner.personal_team, more, by=make.SYSTEM, reason="test")

    assert queries_of(address) == few


def queries_of(address):
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(address).status_code == 200
    return len(captured)


# Pages


def posted(**facts):
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    return {"name": "My phone", "scope": "mine", "until": until, "reach": "lowest", **facts}


def test_making_a_feed_asks_who_one_is_again(planner, signed_in):
    asked = signed_in(planner, ago=600).post(reverse("calendars:new_feed"), posted())

    assert "Is it still you?" in asked.text
    assert not planner.tokens.exists()


def test_the_address_is_shown_once(planner, signed_in):
    client = signed_in(planner)
    assert "No feed yet" in client.get(reverse("calendars:feeds")).text

    made = client.post(reverse("calendars:new_feed"), posted())

    address = made.context["address"]
    assert address in made.text
    assert made.context["webcal"] == address.replace("https:", "webcals:").replace("http:", "webcal:")
    listed = client.get(reverse("calendars:feeds")).text
    assert "My phone" in listed
    assert address.rpartition("/accord-")[2] not in listed
    assert Client().get(address.partition("testserver")[2] or address[address.index("/calendars") :]).status_code == 200


def test_what_is_hidden_can_no_more_be_named_than_what_never_was(planner, signed_in):
    with as_system():
        hidden = make.ExchangeFactory()
        seen = Exchange.objects.get(title="CNRY-R")
    client = signed_in(planner)

    refused = client.post(reverse("calendars:new_feed"), posted(scope="exchange", reference=hidden.reference))
    never = client.post(reverse("calendars:new_feed"), posted(scope="exchange", reference="ZZZZ-ZZ"))
    made = client.post(reverse("calendars:new_feed"), posted(scope="exchange", reference=seen.reference.lower()))

    assert (refused.status_code, never.status_code, made.status_code) == (400, 400, 200)
    assert refused.context["form"].errors == never.context["form"].errors
    assert planner.tokens.get().scope_id == seen.pk


def test_ending_one_asks_first_and_closes_it_at_once(planner, signed_in):
    token, address = feed_of(planner)
    client = signed_in(planner)

    asked = client.get(token.get_absolute_url())
    assert "End this feed?" in asked.text
    assert Client().get(address).status_code == 200
    client.post(token.get_absolute_url())

    assert Client().get(address).status_code == 404


def test_an_administrator_ends_the_feeds_of_their_people_and_a_stranger_finds_none(planner, signed_in):
    token, address = feed_of(planner, scope=Token.Scope.EXCHANGE, scope_id=Exchange.objects.none().model().pk)
    administrator = make.member(Role.SECURITY_ADMINISTRATOR, planner.organisation)
    stranger = make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory())

    assert token.prefix in signed_in(administrator).get(reverse("calendars:feeds_of_others")).text
    assert token.prefix not in signed_in(stranger).get(reverse("calendars:feeds_of_others")).text
    assert signed_in(stranger).post(token.get_absolute_url()).status_code == 404
    assert signed_in(planner).get(reverse("calendars:feeds_of_others")).status_code == 404
    assert signed_in(administrator).post(token.get_absolute_url()).status_code == 302
    assert Client().get(address).status_code == 404


def test_one_exchange_as_a_file_for_whoever_is_signed_in(planner, signed_in):
    with as_system():
        seen, hidden = Exchange.objects.get(title="CNRY-C"), make.ExchangeFactory()

    response = signed_in(planner).get(reverse("exchanges:calendar_file", args=[seen.reference]))

    assert len(summaries(response)) == 1
    assert signed_in(planner).get(reverse("exchanges:calendar_file", args=[hidden.reference])).status_code == 404
