"""Find dates: what is weighed, in constant queries, and only what the asker may see; and its page."""

import re
from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.dates import day as in_words
from calendars.models import Blackout, Holiday
from clearances.guards import SYSTEM
from clearances.models import SecurityAgreement
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as
from exchanges.models import Exchange
from milestones.steps import Step
from participants.models import Invitation
from planning.finder.facts import facts_of, find
from planning.finder.query import Query
from planning.finder.starts import Span
from planning.finder.words import sentence
from resources.windows import Window
from tests import factories as make
from tests.resources.world import build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
FIRST = timezone.localdate() + timedelta(days=60)


def day(number):
    return FIRST + timedelta(days=number)


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        yield build()


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


def span(last=40, duration=5):
    return Span(FIRST, day(last), duration)


def asked(world, **terms):
    return Query(**{"span": span(), "host": world.exchange.host, "today": timezone.localdate(), **terms})


def seen_by(user):
    return Exchange.objects.for_user(user)


def sentences(world, user, first_day=0, **terms):
    """Everything that speaks against the window that begins on that day."""
    query = asked(world, **terms)
    with acting_as(user):
        facts = facts_of(query, user, seen_by(user))
        found = [each for one in facts.constraints for each in one.objections(query.span, first_day)]
        return [sentence(each, facts.names) for each in found]


def on_days(number, length, zone):
    return Window.of_days(day(number), day(number + length - 1), zone)


def test_holidays_and_blackout_periods_of_a_nation_are_named_and_hidden_ones_leave_no_trace(world):
    owner = world.owner
    with as_system():
        Holiday.objects.create(party=owner, day=day(2), source_day=day(2), name_en="Owner's Day", source="nation")
        shown = {"owner": owner, "label": make.label(owner, to=[world.exchange.host])}
        Blackout.objects.create(title="Fleet check", starts_on=day(3), ends_on=day(3), **shown)
        Blackout.objects.create(owner=owner, label=make.label(owner), title="Secret", starts_on=day(9), ends_on=day(12))

    said = sentences(world, world.planner, required=[owner])

    assert any("Owner's Day" in each for each in said)
    assert any("Fleet check" in each for each in said)
    assert not any("available" in each for each in sentences(world, world.planner, 9, required=[owner]))
    assert "Secret" in " ".join(sentences(world, world.keeper, 9, required=[owner]))


def test_a_hidden_booking_says_not_available_and_no_more(world):
    area = world.resource(name="Range B")
    [hidden] = world.book(area, by=world.insider, window=on_days(3, 4, area.zone_info), title="Secret")

    said = sentences(world, world.planner, resources=[area])

    assert [each for each in said if "Range B" in each] == [f"Range B is not available, {written(3)} – {written(4)}."]
    assert world.secret.title not in " ".join(said)
    assert str(hidden.pk) not in " ".join(said)


def written(number):
    return in_words(day(number))


def test_where_only_the_owner_can_tell_it_says_whom_to_ask_the_same_whether_it_is_taken_or_not(world):
    area = world.resource(publishes_busy=False)
    before = sentences(world, world.planner, resources=[area])
    world.book(area, by=world.keeper, window=on_days(1, 9, area.zone_info), title="Secret")

    assert sentences(world, world.planner, resources=[area]) == before
    assert any("must be asked" in each for each in before)


def test_visible_exchanges_of_a_nation_cost_and_hidden_ones_do_not_exist(world):
    host = world.exchange.host
    with as_system():
        Exchange.objects.filter(pk__in=[world.exchange.pk, world.secret.pk]).update(
            starts_on=day(1), ends_on=day(8), title="Shown"
        )
        Exchange.objects.filter(pk=world.secret.pk).update(title="Hidden")

    said = " ".join(sentences(world, world.planner, required=[host]))

    assert "Shown" in said
    assert "Hidden" not in said
    itself = Exchange.objects.none()
    with acting_as(world.planner):
        itself = seen_by(world.planner).get(pk=world.exchange.pk)
    assert "Shown" not in " ".join(sentences(world, world.planner, required=[host], exchange=itself))


def test_what_must_be_had_for_certain_dates_is_hard_and_other_late_steps_cost(world):
    bound = Step("DIP", {"en": "Diplomatic clearance"}, days=-7, lead_days=70, lead_unit="calendar", is_bound=True)
    loose = Step("IPC", {"en": "Initial conference"}, days=-10, lead_days=90, lead_unit="calendar")

    with acting_as(world.planner):
        facts, found = find(asked(world, span=span(90), steps=[bound, loose]), world.planner, seen_by(world.planner))

    assert found.windows[0].starts_on >= timezone.localdate() + timedelta(days=77)
    assert found.binding is not None
    assert facts.names[found.binding.key] == "Diplomatic clearance"
    assert found.windows[0].starts_on >= timezone.localdate() + timedelta(days=100)  # Where neither is late.


def test_an_agreement_that_lapses_is_told_to_those_it_binds_and_to_nobody_else(world):
    host, owner = world.exchange.host, world.owner
    with as_system():
        SecurityAgreement.objects.filter(owner=owner, party=host).delete()
        policy = make.PolicyFactory(owner=owner)
        SecurityAgreement.objects.create(
            owner=owner, party=host, policy=policy, highest=policy.classifications.get(code="U"), ends_on=day(2)
        )
        stranger = make.member(Role.STAFF_OFFICER, make.NationFactory(code="XTH"))

    assert any("lapses before ENDEX" in each for each in sentences(world, world.planner, required=[owner, host]))
    assert not any("lapses" in each for each in sentences(world, stranger, required=[owner, host]))


def test_the_number_of_queries_does_not_depend_on_what_is_asked_for(world):
    areas = [world.resource(name=f"Range {number}") for number in range(4)]
    nations = [make.NationFactory() for _ in range(4)]

    def queries(count):
        with (
            acting_as(world.planner),
            CaptureQueriesContext(
                connection,
            ) as captured,
        ):
            find(
                asked(world, required=nations[:count], resources=areas[:count], some=areas[:count], needed=1),
                world.planner,
                seen_by(world.planner),
            )
        return len(captured)

    queries(1)  # Caches fill.
    assert queries(2) == queries(4)


def page(client, **terms):
    query = {"days": 5, "first": FIRST.isoformat(), "last": day(40).isoformat(), **terms}
    return client.get(reverse("planning:find"), query)


@pytest.fixture
def client(world, signed_in):
    return signed_in(world.planner)


def test_the_page_proposes_windows_and_says_what_binds(world, client):
    area = world.resource(name="Range B")
    world.book(area, by=world.insider, window=on_days(3, 4, area.zone_info))

    body = page(client, resources=area.pk, nations="OWN", wish=day(3).isoformat()).content.decode()

    assert "Range B binds" in body
    assert "For example: Range B is not available" in body
    assert "days later" in body
    assert "If somebody gave way" in body or "The best windows" in body


def test_of_a_pool_what_counts_is_how_much_is_taken_at_a_time(world):
    pool = world.resource(name="Trucks", kind="pool", quantity=5, zone="UTC")

    def book(hours, quantity):
        at = datetime.combine(day(2), time(tzinfo=UTC))
        window = Window(at + timedelta(hours=hours), at + timedelta(hours=hours + 4), False)
        world.book(pool, by=world.insider, quantity=quantity, window=window)

    book(6, 3)
    book(12, 3)
    assert sentences(world, world.planner, resources=[pool]) == []
    book(8, 2)
    assert "is not available" in sentences(world, world.planner, resources=[pool])[0]


def test_that_a_nation_is_busy_elsewhere_is_marked_as_its_delegation_there(world, client):
    host, days = world.exchange.host, {"starts_on": day(3), "ends_on": day(9)}
    strict = make.label(host, "S")
    with as_system():
        Exchange.objects.filter(pk=world.exchange.pk).update(title="Night lion", state="planned", **days)
        there = make.DelegationFactory(exchange=world.exchange, party=world.owner, label=strict)
        by = {"reply_by": FIRST, "reply_due_at": timezone.now(), "issued_at": timezone.now()}
        Invitation.objects.create(delegation=there, label=strict, state="issued", seats=5, **by)
    make.clearance(world.planner, strict.classification.policy, "S")

    response = page(client, last=day(12).isoformat(), nations=["OWN"])

    found = response.context["found"]
    lines = [*found.common, *(line for card in found.cards + found.nearly for line in card.lines)]
    assert {line.marking.level for line in lines if "“Night lion”" in line.text} == {"HOS S"}
    assert re.search(r'id="marking-top".*?>HOS S for', response.content.decode(), re.DOTALL)


def test_titles_are_marked_where_they_stand_and_count_for_the_page(world, client):
    host, days = world.exchange.host, {"starts_on": day(3), "ends_on": day(9)}
    strict = make.label(host, "S")
    with as_system():
        night = make.ExchangeFactory(
            program__owner=host, host=host, title="Night lion", label=strict, content__label=strict, **days
        )
        Exchange.objects.filter(pk=night.pk).update(state="planned")
        grant(Role.PLANNER, world.planner.personal_team, night, by=SYSTEM, reason="test")
        shown = {"owner": world.owner, "label": make.label(world.owner, to=[host])}
        Blackout.objects.create(title="Fleet check", **days, **shown)
    make.clearance(world.planner, strict.classification.policy, "S")

    response = page(client, last=day(12).isoformat(), nations=["OWN", "HOS"])
    found = response.context["found"]
    levels = {line.text.split(",")[0]: line.marking for card in found.cards + found.nearly for line in card.lines}
    of_title = [marking for text, marking in levels.items() if "“Night lion”" in text]
    assert {marking.level for marking in of_title} == {"HOS S"}
    of_blackout = [marking for text, marking in levels.items() if "“Fleet check”" in text]
    assert {"OWN" in marking.text for marking in of_blackout} == {True}
    assert "Nothing on this page is marked" not in response.content.decode()


@pytest.mark.parametrize(
    ("terms", "field", "said"),
    [
        ({"last": day(-3).isoformat()}, "last", "This day lies before the first: choose"),
        ({"days": 0}, "days", "An exchange lasts one day at least."),
        ({"days": 367}, "days", "An exchange lasts 366 days at most."),
        ({"last": day(700).isoformat()}, "last", "The finder looks at eighteen months at most: choose"),
        ({"last": f"{FIRST.year + 200}-01-01"}, "last", "No calendar goes that far."),
        ({"first": "1066-01-01"}, "first", "No calendar goes that far."),
        ({"wish": "9999-12-31"}, "wish", "No calendar goes that far."),
        ({"days": 60}, "days", "60 days don't fit between these."),
        ({"nations": ["ZZZ"]}, "nations", ""),
        ({"nations": ["OWN"], "wished": ["OWN"]}, "wished", "Needed already: "),
        ({"needed": 3}, "needed", "Name the resources, and say how many of them you need."),
        ({"resources": ["00000000-0000-0000-0000-000000000000"] * 61}, "resources", "Choose at most 60."),
    ],
)
def test_what_makes_no_sense_is_said_next_to_its_field_and_nowhere_else(client, terms, field, said):
    response = page(client, **terms)

    assert response.status_code == 400
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert errors[field][0].startswith(said)


def test_a_resource_that_is_hidden_is_refused_like_one_that_never_was(world, client):
    hidden = world.resource(label=make.label(world.owner))

    answers = [page(client, resources=pk).context["form"].errors["resources"][0] for pk in (hidden.pk, FIRST_PK)]

    assert answers[0].replace(str(hidden.pk), "") == answers[1].replace(FIRST_PK, "")


FIRST_PK = "00000000-0000-4000-8000-000000000001"


def test_an_exchange_finds_other_dates_and_a_window_leads_to_the_page_that_moves_it(world, client):
    with as_system():
        Exchange.objects.filter(pk=world.exchange.pk).update(starts_on=day(1), ends_on=day(5))
        grant(Role.PLANNER, world.planner.personal_team, world.exchange, by=SYSTEM, reason="test")
    start = client.get(reverse("planning:find"), {"exchange": world.exchange.reference})
    assert start.context["form"].initial["days"] == 5

    body = page(client, exchange=world.exchange.reference).content.decode()
    address = f"/planning/{world.exchange.reference}/reschedule/?starts_on="
    assert address in body
    assert f"/planning/{world.exchange.reference}/polls/new/?window={day(0).isoformat()}/" in body

    new = {"starts_on": day(20).isoformat(), "ends_on": day(24).isoformat()}
    moving = client.get(reverse("planning:reschedule", args=[world.exchange.reference]), new)
    assert "The dates change from" in moving.content.decode()
    assert date.fromisoformat(new["starts_on"]) == moving.context["step"].change.starts_on
