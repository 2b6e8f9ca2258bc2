"""What each role finds on the pages of exchanges, and what leaves no trace."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clearances.roles import Role
from exchanges.models import Exchange, ExchangeContent
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db
CANARY = "Kumquat"


def pages(exchange):
    """Every page that shows something of an exchange to whoever may see its cover."""
    day = exchange.starts_on
    window = f"from={day.replace(day=1)}&to={day.replace(day=28)}"
    return [
        reverse("exchanges:index"),
        f"{reverse('exchanges:calendar')}?month={day:%Y-%m}",
        exchange.get_absolute_url(),
        *(f"{reverse('planning:board')}?{window}&group={group}" for group in ("program", "host", "nation")),
        *(f"{reverse('planning:bars')}?{window}&group={group}" for group in ("program", "host", "nation")),
    ]


def secret_exchange(**kwargs):
    return make.ExchangeFactory(
        title="Flintlock",
        program__title=f"Program {CANARY}",
        content__place=f"Place {CANARY}",
        content__description=f"Description {CANARY}",
        content__seats=31415,
        **kwargs,
    )


def test_a_guest_who_sees_the_cover_finds_no_trace_of_content_program_or_other_nations(signed_in):
    exchange = secret_exchange()
    other = make.DelegationFactory(exchange=exchange, party__name_en=f"Nation {CANARY}")
    guest = make.member(Role.INVITED, exchange)
    client = signed_in(guest)

    for address in pages(exchange):
        page = client.get(address).content.decode()

        assert "Flintlock" in page, address
        assert CANARY not in page, address
        assert "31415" not in page, address
    assert other.party.name_en == f"Nation {CANARY}"


def test_the_content_of_a_higher_level_leaves_no_trace_and_its_banner_neither(signed_in):
    nation = make.NationFactory()
    exchange = secret_exchange(program__owner=nation, content__label=make.label(nation, "S"))
    member = make.member(Role.CELL_MEMBER, exchange)
    client = signed_in(member)

    page = client.get(exchange.get_absolute_url()).content.decode()
    assert CANARY not in page
    assert f"{nation.code} S" not in page

    make.clearance(member, make.PolicyFactory(owner=nation))
    page = client.get(exchange.get_absolute_url()).content.decode()
    assert f"Place {CANARY}" in page
    assert f"{nation.code} S" in page


def test_strangers_get_the_same_answer_as_for_a_reference_that_never_existed(signed_in):
    exchange = secret_exchange()
    stranger = make.member(Role.PLANNER, make.ExchangeFactory())
    client = signed_in(stranger)

    for name in ("exchanges:detail", "exchanges:edit", "exchanges:edit_content", "planning:reschedule"):
        there, nowhere = (client.get(reverse(name, args=[key])) for key in (exchange.reference, "2222-22"))

        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert "Flintlock" not in there.content.decode()
    for address in pages(exchange):
        assert "Flintlock" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("role", "verbs"),
    [(Role.PLANNER, True), (Role.CELL_MEMBER, False), (Role.INVITED, False), (Role.PARTICIPANT, False)],
)
def test_only_planners_find_verbs_and_tabs(signed_in, role, verbs):
    exchange = make.ExchangeFactory()
    client = signed_in(make.member(role, exchange))

    page = client.get(exchange.get_absolute_url()).content.decode()

    assert (reverse("planning:step", args=[exchange.reference, "cancel"]) in page) is verbs
    assert (reverse("participants:exchange_delegations", args=[exchange.reference]) in page) is verbs


def test_the_program_is_named_to_those_who_may_see_it_and_to_nobody_else(signed_in):
    exchange = make.ExchangeFactory(program__title="Framework")
    inside, outside = make.member(Role.CELL_MEMBER, exchange.program), make.member(Role.INVITED, exchange)

    seen = [
        "Framework" in signed_in(person).get(address).content.decode()
        for person in (inside, outside)
        for address in (reverse("exchanges:index"), exchange.get_absolute_url())
    ]

    assert seen == [True, True, False, False]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Begun", "Ahead"]),
        ("when=past", ["Over"]),
        ("when=all", ["Over", "Begun", "Ahead"]),
        ("first=2031-01-01", ["Over", "Begun", "Ahead"]),
        ("when=never", []),
    ],
)
def test_what_is_over_is_listed_when_it_is_asked_for(signed_in, query, titles):
    program = make.ProgramFactory()
    for title, first, last in (("Over", 1, 9), ("Begun", 5, 10), ("Ahead", 11, 12)):
        dates = {"starts_on": date(2031, 3, first), "ends_on": date(2031, 3, last)}
        make.ExchangeFactory(program=program, title=title, **dates)
    member = make.member(Role.CELL_MEMBER, program)

    with time_machine.travel("2031-03-10T12:00:00Z"):
        page = signed_in(member).get(f"{reverse('exchanges:index')}?{query}").context["page"]

    assert [row.title for row in page.rows] == titles


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("text=flint", ["Flintlock"]),
        ("kind=ttx", ["Table"]),
        ("state=draft", ["Table"]),
        ("first=2031-04-01", ["Table"]),
        ("last=2031-03-31", ["Flintlock"]),
        ("first=2031-03-14&last=2031-03-14", ["Flintlock"]),
        ("kind=picnic", []),
        ("host=ZZZ", []),
        ("program=2222-22", []),
        ("first=tomorrow", []),
        ("after=nonsense", ["Flintlock", "Table"]),
        ("after=WzEsMl0", ["Flintlock", "Table"]),
        ("after=WyIyMDMxLTAxLTAxIiwgSW5maW5pdHld", ["Flintlock", "Table"]),  # Infinity for an id.
    ],
)
def test_filters_live_in_the_address(signed_in, query, titles):
    program = make.ProgramFactory()
    make.ExchangeFactory(program=program, title="Flintlock")
    make.ExchangeFactory(
        program=program,
        title="Table",
        kind="ttx",
        state="draft",
        starts_on=date(2031, 4, 1),
        ends_on=date(2031, 4, 2),
    )
    client = signed_in(make.member(Role.CELL_MEMBER, program))

    whole = client.get(f"{reverse('exchanges:index')}?{query}")
    fragment = client.get(f"{reverse('exchanges:index')}?{query}", headers={"HX-Request": "true"})

    assert [row.title for row in whole.context["page"].rows] == titles
    assert fragment.content.decode().count("<tbody>") == (1 if titles else 0)
    assert "<html" not in fragment.content.decode()


def test_choices_of_filters_come_from_what_the_reader_sees(signed_in):
    make.ExchangeFactory(program__title=f"Program {CANARY}", program__owner__name_en=f"Nation {CANARY}")
    client = signed_in(make.member(Role.CELL_MEMBER, make.ExchangeFactory().program))

    assert CANARY not in client.get(reverse("exchanges:index")).content.decode()


def test_pages_of_the_list_lead_forth_and_back_without_a_gap(signed_in, monkeypatch):
    program = make.ProgramFactory()
    for number in range(7):
        make.ExchangeFactory(program=program, title=f"E{number}", starts_on=date(2031, 3, 1 + number // 2))
    monkeypatch.setattr("programs.pages.page_of.__kwdefaults__", {"size": 3, "is_falling": False})
    client = signed_in(make.member(Role.CELL_MEMBER, program))

    address, forth = reverse("exchanges:index"), []
    while True:
        page = client.get(address).context["page"]
        forth += [row.pk for row in page.rows]
        if not page.next:
            break
        address = reverse("exchanges:index") + page.next
    back = [row.pk for row in page.rows]
    while page.previous:
        page = client.get(reverse("exchanges:index") + page.previous).context["page"]
        back = [row.pk for row in page.rows] + back

    with as_system():
        everything = list(Exchange.objects.order_by("starts_on", "pk").values_list("pk", flat=True))
    assert forth == back == everything


def _queries(client, address):
    client.get(address)  # What is kept in the process is warm.
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_lists_calendar_and_board_ask_as_often_for_twice_the_rows(signed_in):
    program = make.ProgramFactory()
    exchange = make.ExchangeFactory(program=program)
    client = signed_in(make.member(Role.PLANNER, program))
    addresses = [*pages(exchange), program.get_absolute_url(), reverse("programs:index")]

    for _ in range(3):
        make.DelegationFactory(exchange=make.ExchangeFactory(program=program))
    before = [_queries(client, address) for address in addresses]
    for _ in range(4):
        make.DelegationFactory(exchange=make.ExchangeFactory(program=program))

    assert [_queries(client, address) for address in addresses] == before


@pytest.mark.parametrize("month", ["2031-13", "", "x", "9999-12", "0001-01", "\uff12031-03", "2031-3"])
def test_a_month_that_can_not_be_is_not_found(signed_in, month):
    client = signed_in(make.UserFactory())

    assert client.get(reverse("exchanges:calendar"), {"month": month}).status_code == 404


def test_the_calendar_shows_a_bar_on_each_of_its_days(signed_in):
    exchange = make.ExchangeFactory(
        starts_on=date(2031, 3, 30), ends_on=date(2031, 4, 1), title="Over the clock change"
    )
    client = signed_in(make.member(Role.CELL_MEMBER, exchange))

    weeks = client.get(reverse("exchanges:calendar"), {"month": "2031-03"}).context["weeks"]

    shown = [(day.date, slot.starts, slot.ends) for week in weeks for day in week.days for slot in day.slots if slot]
    assert shown == [
        (date(2031, 3, 30), True, False),
        (date(2031, 3, 31), False, False),
        (date(2031, 4, 1), False, True),
    ]
    assert [week.number for week in weeks] == [9, 10, 11, 12, 13, 14]


def test_a_stale_edit_answers_409_keeps_what_was_typed_and_shows_both(signed_in):
    exchange = make.ExchangeFactory(title="Flintlock")
    planner = make.member(Role.PLANNER, exchange, person__family_name="Faster")
    client, address = signed_in(planner), reverse("exchanges:edit", args=[exchange.reference])
    client.post(address, {"title": "Flintlock 27", "kind": "livex", "version": 1})

    refused = client.post(address, {"title": "Flintlock 28", "kind": "livex", "version": 1})

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Flintlock 27" in page
    assert "Flintlock 28" in page
    assert "Faster" in page
    assert 'name="version" value="2"' in page
    with as_system():
        assert Exchange.objects.get().title == "Flintlock 27"
    assert client.post(address, {"title": "Flintlock 28", "kind": "livex", "version": 2}).status_code == 302


def form_of(program, **kwargs):
    label = make.label(program.owner)
    return {
        "kind": "livex",
        "title": "Flintlock",
        "host": program.owner_id,
        "starts_on": "2031-03-01",
        "ends_on": "2031-03-14",
        "cover_classification": label.classification_id,
        **kwargs,
    }


def test_a_planner_creates_an_exchange_with_two_labels(signed_in):
    program = make.ProgramFactory()
    friend = make.NationFactory()
    make.label(program.owner, to=[friend])
    restricted = make.label(program.owner, "R")
    client = signed_in(make.member(Role.PLANNER, program))
    data = form_of(
        program,
        cover_released_to=[f"party:{friend.pk}"],
        content_classification=restricted.classification_id,
        place="Abidjan",
        domains=["land", "air"],
    )

    answer = client.post(reverse("exchanges:create", args=[program.reference]), data)

    with as_system():
        exchange = Exchange.objects.get()
        content = ExchangeContent.objects.get()
        labels = (exchange.label.parties, content.label)
    assert answer.status_code == 302
    assert answer.url == exchange.get_absolute_url()
    assert labels == ([friend.code], restricted)


def test_a_preview_says_how_it_will_be_marked_and_creates_nothing(signed_in):
    program = make.ProgramFactory()
    friend = make.NationFactory(name_en="Friendland")
    client = signed_in(make.member(Role.PLANNER, program))
    data = form_of(program, cover_released_to=[f"party:{friend.pk}"], preview="1")

    answer = client.post(reverse("exchanges:create", args=[program.reference]), data)

    owner = program.owner
    assert f"{owner.code} U releasable to {owner.name_en}, Friendland" in answer.content.decode()
    with as_system():
        assert not Exchange.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_on": "2031-02-28"}, "ends_on"),
        ({"ends_on": "2031-02-30"}, "ends_on"),
        ({"zone": "Atlantis/Capital"}, "zone"),
        ({"host": "999999"}, "host"),
        ({"host": "x"}, "host"),
        ({"seats": "99999999999"}, "seats"),
        ({"title": "\0"}, "title"),
        ({"cover_classification": "0"}, "cover_classification"),
        ({"cover_released_to": ["party:x"]}, "cover_released_to"),
        ({"cover_classification": ""}, "cover_classification"),
        ({"content_released_to": []}, None),
    ],
)
def test_bad_input_is_answered_next_to_its_field_and_leaves_nothing(signed_in, wrong, field):
    program = make.ProgramFactory()
    client = signed_in(make.member(Role.PLANNER, program))

    answer = client.post(reverse("exchanges:create", args=[program.reference]), form_of(program, **wrong))

    with as_system():
        created = Exchange.objects.exists()
    assert created is (field is None)
    assert answer.status_code == (302 if field is None else 400)
    if field:
        assert set(answer.context["form"].errors) == {field}


def test_a_level_above_the_system_ceiling_is_refused_next_to_its_field(signed_in, settings):
    program = make.ProgramFactory()
    secret = make.label(program.owner, "S")
    settings.SYSTEM_CEILINGS = {secret.policy.code: "R"}
    client = signed_in(make.member(Role.PLANNER, program))

    answer = client.post(
        reverse("exchanges:create", args=[program.reference]),
        form_of(program, cover_classification=secret.classification_id),
    )

    assert answer.status_code == 400
    assert "up to" in answer.context["form"].errors["cover_classification"][0]
