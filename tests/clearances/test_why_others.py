"""Why can / can't somebody else see this, now or then: in a sentence, and never more than the reader may know."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import Team
from clearances import context
from clearances.roles import Role
from clearances.services import grant
from clearances.sight import UNDETERMINED, explain, explainable
from exchanges.models import DescriptionPortion, Exchange
from tests import factories as make
from tests.clearances.past import backdate
from tests.roles import as_system
from tests.world import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return make.NationFactory(code="HST")


@pytest.fixture
def guest():
    return make.NationFactory(code="GST")


@pytest.fixture
def exchange(host, guest):
    label = make.label(host, "C", to=[guest])
    return make.ExchangeFactory(program__owner=host, label=make.label(host, to=[guest]), content__label=label)


@pytest.fixture
def administrator(host, exchange):
    """Of the host, cleared, with a view of covers only."""
    person = make.member(Role.SECURITY_ADMINISTRATOR, host)
    with as_system():
        grant(Role.SECURITY_ADMINISTRATOR, person.personal_team, exchange, by=make.SYSTEM, reason="test")
    make.clearance(person, exchange.label.policy, "S")
    return person


def somebody(exchange, organisation, name="Capt. X", *, level="S", role=Role.CELL_MEMBER, **clearance):
    """Of *organisation*, with need-to-know and, unless *level* is empty, a clearance."""
    person = make.member(role, exchange, organisation=organisation, person__given_name="", person__family_name=name)
    if level:
        make.clearance(person, exchange.label.policy, level, **clearance)
    return person


def team_of(*users, kind=Team.Kind.CELL):
    with as_system():
        team = Team.objects.create(
            name=f"cell {uuid.uuid4()}", kind=kind, title="Cell", party=users[0].person.organisation
        )
        for user in users:
            user.groups.add(team)


def page(client, exchange, **asked):
    return client.get(reverse("clearances:why", args=["exchange", exchange.reference]), asked)


def words(answer):
    return (answer.summary, answer.mend, answer.allowed, [(line.passed, line.text) for line in answer.lines])


# In one sentence, with whom to ask


def test_a_colleague_whose_clearance_ran_out_is_explained_in_a_sentence(host, exchange, signed_in):
    planner = make.member(Role.PLANNER, exchange)
    make.clearance(planner, exchange.label.policy, "S")
    captain = somebody(exchange, host, valid_to=date(2026, 11, 1))
    team_of(planner, captain)

    answer = page(signed_in(planner), exchange, person=captain.public_id)

    assert "Capt. X can’t see this: their clearance HST S ran out on 01 NOV 2026." in answer.content.decode()
    assert "Ask the security office of Nation HST." in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("grant", ("they have no need-to-know of it, or it has run out", "security administrators of Nation HST")),
        ("account", ("their account is not active", "accounts of Nation HST")),
        ("level", ("their clearance HST R does not reach this part", "the security office of Nation HST")),
        ("none", ("a clearance is needed here and they hold none", "the security office of Nation HST")),
        ("nationality", ("no nationality is recorded for them", "the security office of Nation HST")),
    ],
)
def test_each_reason_has_its_sentence_and_somebody_to_ask(host, exchange, administrator, change, expected):
    captain = somebody(exchange, host, level={"level": "R", "none": ""}.get(change, "S"))
    with as_system():
        if change == "grant":
            captain = make.UserFactory(person__organisation=host, person__given_name="", person__family_name="Capt. X")
        if change == "account":
            captain.is_active = False
            captain.save()
        if change == "nationality":
            captain.person.nationalities.clear()

    answer = explain(administrator, captain, exchange, "content")
    because, ask = expected

    assert answer.summary == f"Capt. X can’t see this: {because}."
    assert ask in answer.mend
    assert answer.allowed is False


def test_who_can_see_it_is_said_too(host, exchange, administrator):
    answer = explain(administrator, somebody(exchange, host), exchange, "content")

    assert (answer.summary, answer.mend, answer.allowed) == ("Capt. X can see this.", "", True)
    assert answer.marking.text.startswith("HST C")


def test_each_paragraph_that_the_reader_sees_is_explained(host, guest, exchange, administrator, signed_in):
    planner = make.member(Role.PLANNER, exchange)
    make.clearance(planner, exchange.label.policy, "C")
    captain = somebody(exchange, host, level="R")
    team_of(planner, captain)
    labels = [make.label(host), make.label(host, "C"), make.label(host, "S")]
    with as_system():
        exchange.content.label = labels[0]
        exchange.content.save()
        for place, label in enumerate(labels):
            DescriptionPortion.objects.create(
                exchange=exchange, label=label, sort_key=f"{place}", text=f"Paragraph {place} of the plan."
            )

    answer = page(signed_in(planner), exchange, person=captain.public_id)

    told = [(str(one.title), one.answer.summary) for one in answer.context["paragraphs"]]
    assert [one for one in told if one[0].startswith("Paragraph")] == [
        ("Paragraph 0 of the plan.", "Capt. X can see this."),
        (
            "Paragraph 1 of the plan.",
            "Capt. X can’t see this: their clearance HST R does not reach this part.",
        ),
    ]


# What the reader may not know


def test_whoever_does_not_see_the_content_learns_the_same_whatever_the_reason(host, guest, exchange):
    liaison = make.member(Role.INVITED, exchange, organisation=guest)
    colleagues = [
        somebody(exchange, guest, role=Role.PARTICIPANT),
        somebody(exchange, guest, level=""),
        make.UserFactory(person__organisation=guest),
    ]
    team_of(liaison, *colleagues)

    answers = [explain(liaison, person, exchange, "content") for person in colleagues]

    assert answers == [UNDETERMINED] * 3
    assert explain(liaison, colleagues[0], exchange, "cover").lines


def test_an_administrator_is_told_of_content_within_their_own_level_only(host, exchange, administrator):
    captain = somebody(exchange, host)
    assert explain(administrator, captain, exchange, "content").lines

    with as_system():
        administrator.person.clearances.all().delete()

    assert explain(administrator, captain, exchange, "content") == UNDETERMINED
    assert explain(administrator, captain, exchange, "cover").lines


def test_an_administrator_learns_of_themselves_what_everybody_does(exchange, administrator):
    assert explain(administrator, administrator, exchange, "content") == UNDETERMINED
    assert explain(administrator, administrator, exchange, "cover").lines


def test_no_word_of_the_content_is_read_for_the_administrator(host, exchange, administrator):
    captain = somebody(exchange, host)

    with context.noting_labels():
        explain(administrator, captain, exchange, "content")
        rows, labels = context.noted_rows(), context.noted_labels()

    assert exchange.content.label_id in labels  # The banner rises.
    assert "exchanges.exchangecontent" not in {model for _label, model, _pk in rows}


def test_an_administrator_of_another_owner_is_not_told_of_content(guest, exchange):
    other = make.member(Role.SECURITY_ADMINISTRATOR, guest)
    with as_system():
        grant(Role.INVITED, other.personal_team, exchange, by=make.SYSTEM, reason="test")
    make.clearance(other, exchange.label.policy, "S")

    assert explain(other, somebody(exchange, guest), exchange, "content") == UNDETERMINED


def test_the_content_itself_stays_closed_to_the_administrator(host, exchange, administrator, signed_in):
    captain = somebody(exchange, host)
    client = signed_in(administrator)

    answer = page(client, exchange, person=captain.public_id)

    assert "Somewhere" not in answer.content.decode()


def test_another_nations_vetting_and_nationality_change_nothing_that_is_said(host, guest, exchange, administrator):
    people = [
        somebody(exchange, guest, "Same"),
        somebody(exchange, guest, "Same", level=""),
        somebody(exchange, guest, "Same", level="R"),
        somebody(exchange, guest, "Same", valid_to=date(2021, 1, 1)),
    ]
    with as_system():
        people.append(somebody(exchange, guest, "Same"))
        people[-1].person.nationalities.clear()

    told = [words(explain(administrator, person, exchange, "content")) for person in people]

    assert told == [told[0]] * len(people)
    assert told[0][0] == "Whether Same can see this is known to their own nation only."
    assert told[0][2] is None


def test_a_denial_that_everybody_may_know_is_told_before_one_that_nobody_else_may(host, guest, administrator):
    """A cover that asks for a clearance, above content that isn't released: vetting doesn't decide which is told."""
    cover, content = make.label(host, "C", to=[guest]), make.label(host, "C")
    exchange = make.ExchangeFactory(program__owner=host, label=cover, content__label=content)
    with as_system():
        grant(Role.SECURITY_ADMINISTRATOR, administrator.personal_team, exchange, by=make.SYSTEM, reason="test")
    cleared, uncleared = somebody(exchange, guest, "Same"), somebody(exchange, guest, "Same", level="")

    told = [words(explain(administrator, person, exchange, "content")) for person in (cleared, uncleared)]

    assert told[0] == told[1]
    assert told[0][0] == "Same can’t see this: it is not released to Nation GST."


def test_a_part_that_asks_for_no_clearance_below_one_that_does_tells_nothing_of_the_clearance(
    host, guest, administrator
):
    cover, content = make.label(host, "C", to=[guest]), make.label(host, "U", to=[guest])
    exchange = make.ExchangeFactory(program__owner=host, label=cover, content__label=content)
    with as_system():
        grant(Role.SECURITY_ADMINISTRATOR, administrator.personal_team, exchange, by=make.SYSTEM, reason="test")
    cleared, uncleared = somebody(exchange, guest, "Same"), somebody(exchange, guest, "Same", level="")

    told = [words(explain(administrator, person, exchange, "content")) for person in (cleared, uncleared)]

    assert told[0] == told[1]
    assert told[0][2] is None


def test_another_nation_is_told_what_hangs_on_no_persons_vetting(host, guest, administrator, exchange):
    liaison = somebody(exchange, guest, "Same", level="")

    assert explain(administrator, liaison, exchange, "cover").summary == "Same can see this."


def test_being_excluded_reads_like_not_being_named(host, guest, administrator):
    third = make.NationFactory(code="TRD")
    labels = [make.label(host, to=[third]), make.label(host, to=[third, guest], excluded=[guest])]
    exchanges = [make.ExchangeFactory(program__owner=host, content__label=label) for label in labels]
    for exchange in exchanges:
        with as_system():
            grant(Role.SECURITY_ADMINISTRATOR, administrator.personal_team, exchange, by=make.SYSTEM, reason="test")
    captain = make.UserFactory(person__organisation=guest)
    with as_system():
        for exchange in exchanges:
            grant(Role.PARTICIPANT, captain.personal_team, exchange, by=make.SYSTEM, reason="test")

    told = [words(explain(administrator, captain, exchange, "content")) for exchange in exchanges]

    assert told[0] == told[1]


# About whom one may ask


def test_people_whom_one_may_not_ask_about_are_refused_like_people_who_do_not_exist(host, guest, exchange, signed_in):
    planner = make.member(Role.PLANNER, exchange)
    stranger = make.UserFactory(person__organisation=guest, person__family_name="Stranger")
    client = signed_in(planner)

    hidden, never = (page(client, exchange, person=key) for key in (stranger.public_id, uuid.uuid4()))

    assert (hidden.status_code, never.status_code) == (400, 400)
    assert hidden.context["form"].errors == never.context["form"].errors
    assert "Stranger" not in hidden.content.decode()
    assert explain(planner, stranger, exchange, "cover") == UNDETERMINED


@pytest.mark.parametrize(
    ("asking", "may"),
    [
        (("liaison", "compatriot"), True),
        (("liaison", "host's"), False),
        (("planner", "teammate"), True),
        (("planner", "compatriot of the host"), False),
        (("office", "compatriot"), True),
        (("office", "host's"), False),
        (("administrator", "compatriot"), True),
        (("auditor", "compatriot"), False),
    ],
)
def test_who_may_ask_about_whom(host, guest, exchange, asking, may):
    asker, asked = asking
    askers = {
        "liaison": make.UserFactory(person__organisation=guest),
        "planner": make.member(Role.PLANNER, exchange),
        "office": make.member(Role.SECURITY_OFFICE, guest),
        "administrator": make.member(Role.SECURITY_ADMINISTRATOR, host),
        "auditor": make.member(Role.AUDITOR, host),
    }
    team_of(askers["liaison"], kind=Team.Kind.DELEGATION)
    people = {
        "compatriot": make.UserFactory(person__organisation=guest),
        "teammate": make.UserFactory(person__organisation=guest),
        "host's": make.UserFactory(person__organisation=host),
        "compatriot of the host": make.UserFactory(person__organisation=host),
    }
    team_of(askers["planner"], people["teammate"])
    with as_system():
        grant(Role.INVITED, askers[asker].personal_team, exchange, by=make.SYSTEM, reason="test")

    assert bool(explain(askers[asker], people[asked], exchange, "cover").lines) is may


# On a past day


def test_a_past_day_is_answered_by_its_record(host, exchange, administrator, signed_in):
    captain = somebody(exchange, host)
    backdate(days=3)
    with as_system():
        captain.person.clearances.all().delete()
        Exchange.objects.filter(pk=exchange.pk).update(title="Renamed")
    client = signed_in(administrator)
    on = (datetime.now(UTC) - timedelta(days=2)).date()

    then = page(client, exchange, person=captain.public_id, on=on.isoformat())
    now = page(client, exchange, person=captain.public_id)
    before = page(client, exchange, person=captain.public_id, on=(on - timedelta(days=9)).isoformat())

    assert [part.answer.allowed for part in then.context["parts"]] == [True, True]
    assert "Capt. X could see this at the end of" in then.content.decode()
    assert [part.answer.allowed for part in now.context["parts"]] == [True, False]
    assert [part.answer for part in before.context["parts"]] == [UNDETERMINED, UNDETERMINED]


def test_a_past_label_that_the_reader_does_not_reach_is_not_told_of(host, guest, exchange):
    """The content is open now; what it was two days ago stays as closed as it was."""
    planner = make.member(Role.PLANNER, exchange)
    with as_system():
        content = exchange.content
        content.label = make.label(host, "S")
        content.save()
    backdate(days=3)
    with as_system():
        content.label = make.label(host, "U")
        content.save()
    captain = somebody(exchange, host)
    team_of(planner, captain)
    backdate(days=3)
    at = datetime.now(UTC) - timedelta(days=4)

    assert explain(planner, captain, exchange, "content").allowed
    assert explain(planner, captain, exchange, "content", at) == UNDETERMINED


@pytest.mark.parametrize("on", ["2099-01-01", "1066-10-14", "yesterday"])
def test_a_day_that_makes_no_sense_is_refused_in_words(exchange, administrator, signed_in, on):
    answer = page(signed_in(administrator), exchange, on=on)

    assert answer.status_code == 400
    assert answer.context["form"].errors["on"]


@pytest.mark.parametrize("page_name", ["why", "history"])
def test_every_kind_of_row_has_both_pages_for_whoever_sees_it(signed_in, page_name):
    world, opened = build(), set()

    for user in world.principals.values():
        client = signed_in(user)
        for kind, model in explainable().items():
            row = world.row(model)
            key = getattr(row, "reference", row.pk)
            answer = client.get(reverse(f"clearances:{page_name}", args=[kind, key]))
            assert answer.status_code in {200, 404}, (kind, answer.status_code)
            if answer.status_code == 200:
                opened.add(kind)

    assert {"program", "exchange", "delegation", "task", "thread"} <= opened
