"""The board's data, its moves, and the pages of the life cycle."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from clearances.roles import Role
from exchanges.changes import Verb
from exchanges.models import Exchange
from participants.models import Invitation
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
WINDOW = {"from": "2031-01-01", "to": "2031-12-31"}


def stored(exchange):
    with as_system():
        return Exchange.objects.get(pk=exchange.pk)


def bars(client, group="program", **window):
    return client.get(reverse("planning:bars"), {**WINDOW, "group": group, **window})


def move(client, exchange, starts_on, ends_on, *, version=1, seen="", undo="", headers=JSON):
    data = {"starts_on": starts_on, "ends_on": ends_on, "version": version, "seen": seen, "undo": undo}
    return client.post(reverse("planning:move", args=[exchange.reference]), data, headers=headers)


def test_the_data_say_whole_and_exactly_what_a_planner_may_see(signed_in):
    exchange = make.ExchangeFactory(title="Flintlock", program__title="West Africa")
    make.ExchangeFactory(title="Hidden")
    planner = make.member(Role.PLANNER, exchange.program)

    with time_machine.travel("2031-02-01T12:00:00Z"):
        data = bars(signed_in(planner)).json()

    row = f"program:{exchange.program.reference}"
    assert data == {
        "rows": [{"id": row, "title": "West Africa"}],
        "bars": [
            {
                "id": str(exchange.pk),
                "row": row,
                "title": "Flintlock",
                "reference": exchange.reference,
                "starts_on": "2031-03-01",
                "ends_on": "2031-03-14",
                "state": "planned",
                "state_text": "Planned",
                "marking": f"{exchange.host.code} U for {exchange.host.name_en} only",
                "marking_css": "u",
                "host": f"party:{exchange.host.code}",
                "url": exchange.get_absolute_url(),
                "move_url": reverse("planning:move", args=[exchange.reference]),
                "rehost_url": reverse("planning:step", args=[exchange.reference, Verb.REHOST]),
                "version": 1,
            }
        ],
        "today": "2031-02-01",
        "has_more": False,
    }


def test_a_reader_who_may_not_see_the_program_finds_the_exchange_with_its_host_and_can_not_move_it(signed_in):
    exchange = make.ExchangeFactory(program__title="Framework")
    client = signed_in(make.member(Role.INVITED, exchange))

    data = bars(client).json()

    assert data["rows"] == [{"id": f"party:{exchange.host.code}", "title": exchange.host.name_en}]
    assert [(bar["move_url"], bar["version"]) for bar in data["bars"]] == [(None, None)]


def test_nations_have_rows_only_where_the_reader_may_see_their_delegations(signed_in):
    exchange = make.ExchangeFactory()
    with as_system():
        invited = make.DelegationFactory(exchange=exchange)
        invited.label = exchange.label
        invited.save()
        Invitation.objects.create(
            delegation=invited,
            label=exchange.label,
            state="issued",
            issued_at="2031-01-01T00:00Z",
            seats=5,
            reply_by=date(2031, 2, 1),
            reply_due_at="2031-02-02T00:00Z",
        )
    planner, guest = make.member(Role.PLANNER, exchange), make.member(Role.INVITED, exchange)

    seen = [{row["title"] for row in bars(signed_in(person), "nation").json()["rows"]} for person in (planner, guest)]

    assert seen == [{exchange.host.name_en, invited.party.name_en}, {exchange.host.name_en}]


@pytest.mark.parametrize(
    "query",
    [
        {"group": "colour"},
        {"from": "soon"},
        {"from": "2031-12-31", "to": "2031-01-01"},
        {"from": "0001-01-01", "to": "9999-12-31"},
        {"from": "", "to": ""},
    ],
)
def test_a_window_that_can_not_be_is_refused(signed_in, query):
    client = signed_in(make.UserFactory())

    answer = bars(client, query.pop("group", "program"), **query)

    assert answer.status_code == 400
    assert set(answer.json()) == {"message"}


def test_a_move_is_confirmed_with_the_bar_and_what_undoes_it(signed_in):
    exchange = make.ExchangeFactory()
    client = signed_in(make.member(Role.PLANNER, exchange))

    answer = move(client, exchange, "2031-03-08", "2031-03-21").json()

    assert answer["undo"].items() >= {"starts_on": "2031-03-01", "ends_on": "2031-03-14", "version": 2}.items()
    assert (answer["bar"]["starts_on"], answer["bar"]["version"], answer["message"]) == (
        "2031-03-08",
        2,
        "The dates are changed.",
    )
    assert move(client, exchange, **answer["undo"]).status_code == 200
    assert (stored(exchange).starts_on, stored(exchange).version) == (date(2031, 3, 1), 3)


def test_a_stale_move_answers_409_with_words_and_the_bar_as_it_is(signed_in):
    exchange = make.ExchangeFactory(title="Flintlock")
    planner = make.member(Role.PLANNER, exchange, person__family_name="Faster")
    client = signed_in(planner)
    move(client, exchange, "2031-03-08", "2031-03-21")

    answer = move(client, exchange, "2031-04-08", "2031-04-21", version=1)

    assert answer.status_code == 409
    assert answer.json()["bar"]["starts_on"] == "2031-03-08"
    assert "Faster" in answer.json()["message"]
    assert stored(exchange).starts_on == date(2031, 3, 8)


@pytest.mark.parametrize(
    ("dates", "status"),
    [
        (("2031-03-08", "2031-03-01"), 400),
        (("soon", "2031-03-01"), 400),
        (("2031-02-30", "2031-03-01"), 400),
        (("", ""), 400),
    ],
)
@pytest.mark.parametrize("headers", [JSON, {"Accept": "text/html"}])
def test_dates_that_can_not_be_are_refused_in_the_kind_that_was_asked_for(signed_in, dates, status, headers):
    exchange = make.ExchangeFactory()
    client = signed_in(make.member(Role.PLANNER, exchange))

    answer = move(client, exchange, *dates, headers=headers)

    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/json" if headers is JSON else "text/html")
    assert stored(exchange).version == 1


def test_what_has_begun_keeps_its_dates(signed_in):
    exchange = make.ExchangeFactory(state="running")
    client = signed_in(make.member(Role.PLANNER, exchange))

    answers = [move(client, exchange, "2031-03-08", "2031-03-21", headers=headers) for headers in (JSON, {})]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[0].json()["bar"]["move_url"] is None
    assert stored(exchange).version == 1


def test_readers_are_refused_and_strangers_find_nothing(signed_in):
    exchange = make.ExchangeFactory()
    reader, stranger = make.member(Role.CELL_MEMBER, exchange), make.UserFactory()

    answers = [move(signed_in(person), exchange, "2031-03-08", "2031-03-21") for person in (reader, stranger)]

    assert [answer.status_code for answer in answers] == [403, 404]
    assert stored(exchange).version == 1


def step(client, exchange, verb, **data):
    address = reverse("planning:step", args=[exchange.reference, verb])
    return client.post(address, data) if data else client.get(address)


def test_a_step_lists_its_effects_before_it_carries_them_out(signed_in):
    exchange = make.ExchangeFactory()
    client = signed_in(make.member(Role.PLANNER, exchange))
    make.member(Role.PLANNER, exchange)
    given = {"starts_on": "2031-04-01", "ends_on": "2031-04-14", "reason": "storm", "version": 1}

    step(client, exchange, Verb.POSTPONE)
    listed = step(client, exchange, Verb.POSTPONE, **given)
    assert "1 person is told, once." in listed.content.decode()
    assert stored(exchange).version == 1

    done = step(client, exchange, Verb.POSTPONE, **given, seen=listed.context["step"].seen)
    assert (done.status_code, done.url) == (302, exchange.get_absolute_url())
    now = stored(exchange)
    assert (now.state, now.state_reason, now.starts_on) == ("postponed", "storm", date(2031, 4, 1))


def test_other_dates_than_those_that_were_listed_are_listed_again_first(signed_in):
    exchange = make.ExchangeFactory()
    client = signed_in(make.member(Role.PLANNER, exchange))
    given = {"starts_on": "2031-04-01", "ends_on": "2031-04-14", "version": 1}
    listed = step(client, exchange, Verb.MOVE, **given)

    again = step(client, exchange, Verb.MOVE, **{**given, "ends_on": "2031-05-14"}, seen=listed.context["step"].seen)

    assert again.status_code == 200
    assert stored(exchange).version == 1


@pytest.mark.parametrize("verb", [Verb.START, Verb.CANCEL])
def test_a_step_that_needs_no_dates_is_done_in_one_turn(signed_in, verb):
    exchange = make.ExchangeFactory()
    client = signed_in(make.member(Role.PLANNER, exchange))
    page = step(client, exchange, verb)

    done = step(client, exchange, verb, version=1, reason="storm", seen=page.context["step"].seen)

    assert done.status_code == 302
    assert stored(exchange).version == 2


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_step_that_comes_too_late_says_so(signed_in, method):
    exchange = make.ExchangeFactory(state="completed")
    client = signed_in(make.member(Role.PLANNER, exchange))

    answer = getattr(client, method)(
        reverse("planning:step", args=[exchange.reference, Verb.CANCEL]), {"version": 1, "reason": "storm"}
    )

    assert answer.status_code == 409
    assert "Completed" in answer.content.decode()
    assert stored(exchange).state == "completed"


def test_a_stale_step_keeps_what_was_typed_and_lists_what_would_follow_now(signed_in):
    exchange = make.ExchangeFactory()
    client = signed_in(make.member(Role.PLANNER, exchange, person__family_name="Faster"))
    given = {"starts_on": "2031-04-01", "ends_on": "2031-04-14", "version": 1}
    seen = step(client, exchange, Verb.MOVE, **given).context["step"].seen
    move(client, exchange, "2031-03-08", "2031-03-21")

    answer = step(client, exchange, Verb.MOVE, **given, seen=seen)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Faster" in page
    assert "from 08 MAR 2031 – 21 MAR 2031 to 01 APR 2031 – 14 APR 2031" in page
    assert stored(exchange).starts_on == date(2031, 3, 8)


@pytest.mark.parametrize("verb", ["fly", "MOVE"])
def test_an_unknown_step_is_not_found(signed_in, verb):
    exchange = make.ExchangeFactory()
    client = signed_in(make.member(Role.PLANNER, exchange))

    assert step(client, exchange, verb).status_code == 404


@pytest.mark.parametrize("verb", Verb)
def test_every_step_has_a_page_where_it_is_possible_and_none_for_readers(signed_in, verb):
    state = {Verb.START: "planned", Verb.COMPLETE: "running", Verb.CLOSE: "completed"}.get(verb, "draft")
    exchange = make.ExchangeFactory(state=state)
    planner, reader = make.member(Role.PLANNER, exchange), make.member(Role.CELL_MEMBER, exchange)

    assert step(signed_in(planner), exchange, verb).status_code == 200
    assert step(signed_in(reader), exchange, verb).status_code == 403


def test_the_next_edition_is_offered_to_whoever_plans_in_the_program_too(signed_in):
    exchange = make.ExchangeFactory()
    page, wanted = (reverse(name, args=[exchange.reference]) for name in ("phases:index", "planning:edition"))

    offered = [
        wanted in signed_in(make.member(Role.PLANNER, root)).get(page).content.decode()
        for root in (exchange, exchange.program)
    ]

    assert offered == [False, True]


def test_the_calendar_leads_to_a_feed_of_the_program_that_it_shows(signed_in):
    exchange, hidden = make.ExchangeFactory(), make.ExchangeFactory()
    client = signed_in(make.member(Role.PLANNER, exchange.program))

    def links(program):
        page = client.get(reverse("planning:calendar"), {"program": program.reference}).content.decode()
        return f"{reverse('calendars:new_feed')}?scope=program&amp;reference={program.reference}" in page

    assert (links(exchange.program), links(hidden.program)) == (True, False)
