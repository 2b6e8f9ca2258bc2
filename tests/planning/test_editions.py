"""The next edition: everything the asker sees, nothing else, each part as strictly marked; what can't come is named."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from clearances import context, facts, labels
from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as
from exchanges.models import DescriptionPortion, Exchange, ExchangeContent
from milestones.models import Milestone
from milestones.services.milestones import Facts, add_milestone
from participants.models import Invitation
from participants.states import State as Invited
from phases.models import Edition, Phase
from phases.services import add_phase
from planning import editions
from planning.confirming import undone
from planning.edition_dates import Rule, first_day, next_title
from releases.models import Opening
from serials.models import Serial
from serials.services import add_serial
from tests import factories as make
from tests.participants.world import build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
PARTS = (DescriptionPortion, Phase, Milestone, Serial)


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        start = timezone.localdate() + timedelta(days=60)
        world = build("XAA", "XBB", starts_on=start, ends_on=start + timedelta(days=9), title=f"Lion {start.year}")
        world.bring("XAA", Invited.ACCEPTED, reply_by=start - timedelta(days=9))
        with as_system():
            grant(Role.PLANNER, world.planner.personal_team, world.exchange.program, by=SYSTEM, reason="test")
        with acting_as(world.planner):
            fill(world, start)
        yield world


@pytest.fixture
def made(arranged):
    return deepcopy(arranged)


def fill(world, start):
    content, by, strict = world.exchange.content, world.planner, make.label(world.exchange.host)
    add_phase(content, name="Harbour", starts_on=start, ends_on=start, host=world.nation("XAA"), by=by)
    add_phase(content, name="Sea", starts_on=start, ends_on=start + timedelta(days=3), label=strict, by=by)
    add_milestone(content, Facts(title="Main", planned_on=start - timedelta(days=30)), label=strict, by=by)
    begin = timezone.now() + timedelta(days=61)
    times = {"starts_at": begin, "ends_at": begin + timedelta(hours=2)}
    first = add_serial(world.exchange, title="Brief", parties=[world.nation("XAA")], by=by, **times)
    later = {"starts_at": begin + timedelta(hours=3), "ends_at": begin + timedelta(hours=4)}
    add_serial(world.exchange, title="Range", label=strict, after=[first], by=by, **later)


def wish(made, **said):
    start = made.exchange.starts_on + timedelta(days=364)
    return editions.Wish(**{"title": "Lion", "starts_on": start, **said})


def copied(made, **said):
    with acting_as(made.planner):
        return editions.copy(made.exchange.content, wish(made, **said), by=made.planner)


def texts(effects):
    return [row.title for effect in effects for row in effect.rows]


def test_every_part_keeps_its_order_and_its_marking(made):
    target = copied(made).exchange

    with as_system():
        stored = Exchange.objects.select_related("label").get(pk=target.pk)
        assert (stored.state, stored.days, stored.label_id) == ("draft", 10, made.exchange.label_id)
        assert Edition.objects.get(exchange=target).previous_id == made.exchange.pk
        for model in PARTS:
            before, after = (list(model.objects.filter(exchange=row)) for row in (made.exchange, target))
            assert len(before) == len(after)
            for one, other in zip(before, after, strict=True):
                assert labels.at_least(other.label, one.label), model
        assert [row.starts_on for row in Phase.objects.filter(exchange=target)] == [stored.starts_on] * 2
        serial = Serial.objects.get(exchange=target, title="Range")
        assert [row.exchange_id for row in serial.after.all()] == [target.pk]


def test_what_the_asker_does_not_see_is_neither_copied_nor_told(made):
    hidden = make.label(make.NationFactory(code="XHI"))
    with as_system():
        for model in PARTS:
            model.objects.filter(exchange=made.exchange).update(label=hidden)

    effects = copied(made).effects

    assert texts(effects) == []
    with as_system():
        assert [model.objects.exclude(exchange=made.exchange).count() for model in PARTS] == [0] * len(PARTS)


def test_what_its_originator_controls_is_left_and_named_with_the_reason(made):
    other = make.NationFactory(code="XOR")
    with as_system():
        open_one = make.label(other, to=[made.exchange.host])
        value = labels.LabelValue(open_one.classification, other, frozenset({made.exchange.host}), orcon=True)
        label = labels.intern(value)
        Phase.objects.filter(name="Sea").update(label=label)

    effects = copied(made).effects

    (left,) = [row for effect in effects for row in effect.rows if row.is_problem]
    assert (left.title, "originator" in left.note) == ("Sea", True)


def foresee(made, **said):
    return undone(lambda: editions.copy(made.exchange.content, wish(made, **said), by=made.planner))


def test_a_preview_says_what_the_copy_does_and_leaves_nothing(made):
    with acting_as(made.planner):
        foreseen = foresee(made).effects
    with as_system():
        assert Exchange.objects.count() == 1
        assert not Edition.objects.exists()

    assert copied(made).effects == foreseen


def test_invitations_are_drafts_and_only_where_chosen(made):
    alone = copied(made)
    asked = copied(made, nations=[made.nation("XAA")])

    with as_system():
        assert not Invitation.objects.filter(delegation__exchange=alone.exchange).exists()
        (again,) = Invitation.objects.filter(delegation__exchange=asked.exchange)
        assert (again.state, again.seats) == ("draft", 10)
        assert Phase.objects.get(exchange=asked.exchange, name="Harbour").host == made.nation("XAA")
        assert Phase.objects.get(exchange=alone.exchange, name="Harbour").host is None


def test_only_who_plans_in_the_program_copies(made):
    stranger = made.liaisons["XAA"]
    with acting_as(stranger), pytest.raises(PermissionDenied):
        editions.copy(made.exchange.content, wish(made), by=stranger)
    with as_system():
        made.exchange.program.grants.all().delete()
    with acting_as(made.planner), pytest.raises(PermissionDenied):
        editions.copy(made.exchange.content, wish(made), by=made.planner)


def test_impossible_dates_are_refused_by_field_and_nothing_stays(made):
    with pytest.raises(ValidationError) as refused:
        copied(made, starts_on=date(2500, 1, 1))

    assert "starts_on" in refused.value.message_dict
    with as_system():
        assert ExchangeContent.objects.count() == 1


def test_the_page_shows_first_and_copies_what_was_shown(made, signed_in):
    client = signed_in(made.planner)
    page = reverse("planning:edition", args=[made.exchange.reference])
    said = {"rule": Rule.WEEKDAY}

    assert client.get(page).status_code == 200
    shown = client.get(page, said)
    assert "Harbour" in shown.content.decode()
    assert client.get(page, {"rule": Rule.MONTHS}).status_code == 400
    assert client.post(page, {**said, "seen": "other"}).status_code == 409
    done = client.post(page, {**said, "seen": shown.context_data["shown"].seen})

    assert done.status_code == 302
    with as_system():
        target = Edition.objects.get().exchange
    assert target.title == f"Lion {target.starts_on.year}"
    phases = reverse("phases:index", args=[made.exchange.reference])
    assert target.reference in client.get(phases).content.decode()
    assert target.reference not in signed_in(made.liaisons["XAA"]).get(phases).content.decode()


def test_what_only_the_preview_made_is_not_noted_as_opened(made, signed_in):
    address = reverse("planning:edition", args=[made.exchange.reference])
    assert signed_in(made.planner).get(address, {"rule": Rule.WEEKDAY}).status_code == 200

    with as_system():
        opened = list(Opening.objects.filter(user=made.planner))
        assert opened
        for each in opened:
            assert apps.get_model(each.object_type)._base_manager.filter(pk=each.object_id).exists()


def test_rules_of_dates_and_titles():
    monday = date(2026, 11, 9)

    assert first_day(Rule.WEEKDAY, monday) == date(2027, 11, 8)
    assert first_day(Rule.WEEKDAY, date(2026, 8, 31)) == date(2027, 8, 30)
    assert first_day(Rule.WEEKDAY, date(2026, 6, 30)) == date(2027, 6, 29)
    assert first_day(Rule.DATE, date(2028, 2, 29)) == date(2029, 2, 28)
    assert first_day(Rule.MONTHS, date(2026, 1, 31), months=1) == date(2026, 2, 28)
    assert first_day(Rule.MONTHS, monday) is None
    assert next_title("Flintlock 2027", date(2027, 3, 1), date(2029, 3, 5)) == "Flintlock 2029"
    assert next_title("Cutlass 12, main", monday, date(2027, 11, 8)) == "Cutlass 13, main"
    assert next_title("Malabar", monday, date(2027, 11, 8)) == "Malabar 2027"


def test_a_label_that_only_the_preview_made_is_none_of_the_page(made):
    with acting_as(made.planner), context.noting_labels() as noted:
        foresee(made, nations=[made.nation("XAA")])
        context.note_label(max(facts.load().labels) + 1)
        labels.forget_undone()

        assert noted <= set(facts.load().labels)
        assert made.exchange.label_id in noted
        assert all(label_id in facts.load().labels for label_id, _model, _pk in context.noted_rows())
