"""The pages of invitations per role: what each shows, what leaves no trace, what is refused and how."""

import re
from collections.abc import Callable
from difflib import unified_diff

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clearances.subjects import acting_as
from exchanges.models import Exchange
from participants import worklist
from participants.models import Delegation, Invitation, Reply
from participants.states import State
from tests import factories as make
from tests.participants.world import World, build
from tests.roles import as_system
from tests.threads.world import ask
from threads import worklist as questions
from threads.models import Thread

pytestmark = pytest.mark.django_db
CANARY = "PACKET-OF-ANOTHER"


def page(client, name: str, *args: object, **data: str) -> str:
    response = client.get(reverse(f"participants:{name}", args=args), data)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def own(world: World, code: str) -> Delegation:
    with as_system():
        return Delegation.objects.select_related("invitation").get(exchange=world.exchange, party__code=code)


def reply_data(world: World, code: str = "XAA", **data: object) -> dict[str, object]:
    version = own(world, code).invitation.version
    return {"answer": "accepted", "seats": 4, "caveats": "", "comment": "", "version": version, **data}


def test_a_liaison_finds_the_invitation_reviews_it_asks_and_accepts(signed_in):
    world = build("XAA", "XBB")
    world.issue("XAA", message="Bring skis")
    liaison, planner = signed_in(world.liaisons["XAA"]), signed_in(world.planner)
    key = own(world, "XAA").pk

    assert world.exchange.title in page(liaison, "index")
    text = page(liaison, "delegation", key)
    assert "Bring skis" in text
    assert f"Content of {world.exchange.title}" not in text

    asked = {"kind": "question", "subject": "Beds", "text": "Where do we sleep?"}
    assert liaison.post(reverse("threads:open", args=[key]), asked).status_code == 302
    assert "Beds" in page(planner, "delegation", key)

    response = liaison.post(reverse("participants:reply", args=[key]), reply_data(world))
    assert response.status_code == 302
    text = page(liaison, "delegation", key)
    assert f"Content of {world.exchange.title}" in text
    assert "Accepted" in page(planner, "exchange_delegations", world.exchange.reference)


def test_content_above_ones_clearance_leaves_no_trace_after_acceptance(signed_in):
    world = build("XAA", level="C", content__place="CANARY-PLACE")
    world.reply(world.issue("XAA"), "caveats", caveats="No night flights")

    client = signed_in(world.liaisons["XAA"])
    text = page(client, "delegation", own(world, "XAA").pk)

    assert "No night flights" in text
    for trace in ("CANARY-PLACE", "Content", "Domains", "HOS C"):
        assert trace not in text, trace


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_other_nations_leave_no_trace_on_any_page_of_a_liaison(signed_in, state):
    world = build("XAA", "XBB", "XCC")
    world.bring("XAA", state)
    for code in ("XBB", "XCC"):
        invitation = world.issue(code, message=CANARY)
        world.reply(invitation, "caveats", caveats=CANARY, comment=CANARY)
        ask(own(world, code), text=CANARY, by=world.liaisons[code])
    client = signed_in(world.liaisons["XAA"])
    page(client, "delegation", own(world, "XAA").pk)  # From here on its own messages are read.

    with_others = [page(client, "index"), page(client, "delegation", own(world, "XAA").pk)]
    with as_system():
        for model in (Thread, Reply, Invitation):
            model.objects.filter(delegation__party__code__in=["XBB", "XCC"]).delete()
        Delegation.objects.filter(party__code__in=["XBB", "XCC"]).delete()
    without = [page(client, "index"), page(client, "delegation", own(world, "XAA").pk)]

    for before, after in zip(with_others, without, strict=True):
        assert list(unified_diff(_plain(before).splitlines(), _plain(after).splitlines(), n=0)) == []
    assert CANARY not in "".join(with_others)


def _plain(text: str) -> str:
    """Without the tokens that differ between any two answers."""
    return re.sub(r'(csrfmiddlewaretoken" value="|x-csrftoken": ")[^"]+', "", text)


def test_somebody_elses_delegation_is_an_unknown_one(signed_in):
    world = build("XAA", "XBB")
    world.issue("XBB")
    client, key = signed_in(world.liaisons["XAA"]), own(world, "XBB").pk
    unknown = "00000000-0000-4000-8000-000000000000"

    for name in ("delegation", "amend", "issue", "withdraw"):
        answers = [client.get(reverse(f"participants:{name}", args=[pk])) for pk in (key, unknown)]
        assert [answer.status_code for answer in answers] == [404, 404]
    for name in ("participants:reply", "threads:open"):
        assert client.post(reverse(name, args=[key]), {}).status_code == 404
    for name in ("exchange_delegations", "invite"):
        assert client.get(reverse(f"participants:{name}", args=[world.exchange.reference])).status_code == 404


def test_an_invited_nation_sees_the_cover_but_not_the_planners_tab(signed_in):
    world = build("XAA")
    world.issue("XAA")

    client = signed_in(world.liaisons["XAA"])

    for name in ("exchange_delegations", "invite"):
        assert client.get(reverse(f"participants:{name}", args=[world.exchange.reference])).status_code == 403
    key = own(world, "XAA").pk
    for name in ("amend", "issue", "withdraw"):
        assert client.get(reverse(f"participants:{name}", args=[key])).status_code == 403


@pytest.mark.parametrize("state", [State.DECLINED, State.WITHDRAWN, State.EXPIRED])
def test_a_closed_invitation_shows_ones_own_file_as_it_was_sent(signed_in, state):
    world = build("XAA")
    world.bring("XAA", state, message="Bring skis")
    with as_system():
        Exchange.objects.filter(pk=world.exchange.pk).update(title="SECRET NEW TITLE")

    client = signed_in(world.liaisons["XAA"])
    text = page(client, "delegation", own(world, "XAA").pk)

    assert "Bring skis" in text
    assert world.exchange.title in text
    assert "SECRET NEW TITLE" not in text + page(client, "index")
    assert "ask the host to open it again" in text
    assert f"Content of {world.exchange.title}" not in text
    assert reverse("participants:reply", args=[own(world, "XAA").pk]) not in text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"answer": "caveats"}, "Say what the caveats are."),
        ({"seats": 11}, "between 1 and 10"),
        ({"seats": "many"}, "whole number"),
        ({"answer": "maybe"}, "not one of the available choices"),
        ({"seats": ""}, "between 1 and 10"),
        ({"version": "x"}, "whole number"),
    ],
)
def test_a_reply_that_does_not_fit_is_answered_next_to_its_field_and_nothing_typed_is_lost(signed_in, data, message):
    world = build("XAA")
    world.issue("XAA")
    key = own(world, "XAA").pk

    response = signed_in(world.liaisons["XAA"]).post(
        reverse("participants:reply", args=[key]), reply_data(world, comment="Long thought", **data)
    )

    assert response.status_code == 400
    assert message in response.content.decode()
    assert "Long thought" in response.content.decode()
    assert world.stored(own(world, "XAA").invitation).state == State.ISSUED


def test_a_second_reply_that_was_overtaken_is_a_conflict_in_words_and_can_be_sent_again(signed_in):
    world = build("XAA")
    invitation = world.issue("XAA")
    data = reply_data(world, answer="declined", comment="Long thought")
    world.reply(invitation, "tentative")
    client, address = signed_in(world.liaisons["XAA"]), reverse("participants:reply", args=[own(world, "XAA").pk])

    response = client.post(address, data)

    text = response.content.decode()
    assert response.status_code == 409
    assert "Somebody else changed this" in text
    assert "Long thought" in text
    assert f'name="version" value="{world.stored(invitation).version}"' in text
    assert client.post(address, {**data, "version": world.stored(invitation).version}).status_code == 302


def test_a_reply_after_the_deadline_is_refused_by_name(signed_in):
    world = build("XAA")
    invitation = world.issue("XAA")
    with as_system():
        Invitation.objects.filter(pk=invitation.pk).update(reply_due_at="2020-01-01T00:00:00Z")
    client, key = signed_in(world.liaisons["XAA"]), own(world, "XAA").pk

    response = client.post(reverse("participants:reply", args=[key]), reply_data(world))

    assert response.status_code == 400
    assert "The reply-by date has passed" in response.content.decode()
    assert "Ask the host below for more time" in page(client, "delegation", key)


def invite_data(world: World, *codes: str, **data: object) -> dict[str, object]:
    return {
        "seats": 5,
        "reply_by": "2031-02-01",
        "message": "Come",
        **{f"party_{code}": "on" for code in codes},
        **data,
    }


def test_several_nations_are_invited_at_once_on_common_and_own_terms(signed_in):
    world = build("XAA", "XBB", "XCC")
    client = signed_in(world.planner)

    response = client.post(
        reverse("participants:invite", args=[world.exchange.reference]),
        invite_data(world, "XAA", "XBB", seats_XBB=7, reply_by_XBB="2031-01-15", send="1"),
        follow=True,
    )

    assert "2 nations are invited." in response.content.decode()
    with as_system():
        rows = Invitation.objects.order_by("pk").values_list("delegation__party__code", "state", "seats", "reply_by")
        assert [(code, state, seats, f"{day}") for code, state, seats, day in rows] == [
            ("XAA", "issued", 5, "2031-02-01"),
            ("XBB", "issued", 7, "2031-01-15"),
        ]
    assert "XCC" in page(client, "invite", world.exchange.reference)
    assert "party_XAA" not in page(client, "invite", world.exchange.reference)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choose at least one nation."),
        ({"party_XAA": "on", "seats": ""}, "Say how many seats."),
        ({"party_XAA": "on", "reply_by": ""}, "Say until when."),
        ({"party_XAA": "on", "reply_by": "tomorrow"}, "Enter a valid date."),
        ({"party_XAA": "on", "reply_by": "2020-01-01"}, "has passed already"),
        ({"party_XAA": "on", "reply_by": "2031-03-01"}, "before the exchange starts"),
        ({"party_XAA": "on", "party_XBB": "on", "seats": "30"}, "Only 10 seats are left."),
        ({"party_XAA": "on", "seats_XAA": "0"}, "greater than or equal to 1"),
    ],
)
def test_inviting_names_what_is_wrong_and_writes_nothing(signed_in, data, message):
    world = build("XAA", "XBB")

    response = signed_in(world.planner).post(
        reverse("participants:invite", args=[world.exchange.reference]), invite_data(world, **{"send": "1", **data})
    )

    assert response.status_code == 400
    assert message in response.content.decode()
    with as_system():
        assert not Invitation.objects.exists()


def test_a_draft_is_sent_changed_and_withdrawn_through_pages_that_say_what_follows(signed_in):
    world = build("XAA")
    invitation = world.invite("XAA")
    client, key = signed_in(world.planner), own(world, "XAA").pk

    assert "Tell 1 liaison of Nation XAA, in the portal and by e-mail." in page(client, "issue", key)
    client.post(reverse("participants:issue", args=[key]), {"reply_by": "2031-02-01"})
    assert world.stored(invitation).state == State.ISSUED

    version = world.stored(invitation).version
    names = ("seats", "asks", "costs", "contacts")
    lines = {f"offer-{name}-{part}": 0 for name in names for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
    terms = {"seats": 6, "reply_by": "2031-02-05", "version": version, **lines}
    address = reverse("participants:amend", args=[key])
    assert client.post(address, terms).status_code == 302
    stale = client.post(address, terms)
    assert stale.status_code == 409
    assert "Somebody else changed this" in stale.content.decode()

    assert "Close the cover to them at once." in page(client, "withdraw", key)
    address = reverse("participants:withdraw", args=[key])
    assert client.post(address, {"reason": ""}).status_code in {200, 400}
    assert client.post(address, {"reason": "Range closed"}).status_code == 302
    assert client.post(address, {"reason": "Again"}).status_code == 409
    assert world.stored(invitation).state == State.WITHDRAWN


def test_the_hosts_own_delegation_has_a_page_and_no_invitation(signed_in):
    world = build("XAA")
    client = signed_in(world.planner)
    with as_system():
        key = Delegation.objects.get(exchange=world.exchange, is_host=True).pk

    assert "own delegation" in page(client, "delegation", key)
    for name in ("amend", "issue", "withdraw"):
        assert client.get(reverse(f"participants:{name}", args=[key])).status_code == 404


def test_reading_the_page_marks_its_messages_read(signed_in):
    world = build("XAA")
    world.issue("XAA")
    client = signed_in(world.liaisons["XAA"])

    page(client, "delegation", own(world, "XAA").pk)

    assert world.liaisons["XAA"].notifications.filter(read_at__isnull=True).count() == 0
    assert world.stored(own(world, "XAA").invitation).opened_at is not None


def more(world: World, start: int, count: int) -> None:
    for number in range(start, start + count):
        exchange = build_another(world, f"Another {number}")
        inner = World(exchange, world.planner, world.liaisons)
        inner.issue("XAA")
        ask(own(inner, "XAA"), by=world.liaisons["XAA"])


def build_another(world: World, title: str):
    exchange = make.ExchangeFactory(
        program=world.exchange.program, host=world.exchange.host, title=title, label=world.exchange.label
    )
    with as_system():
        make.grant("planner", world.planner.personal_team, exchange, by=make.SYSTEM, reason="test")
    return exchange


def test_lists_ask_the_same_number_of_queries_for_n_and_2n_rows(signed_in):
    world = build("XAA")
    client = signed_in(world.liaisons["XAA"])
    counts = []

    def show() -> None:
        page(client, "index")
        for user in (world.planner, world.liaisons["XAA"]):
            with acting_as(user):
                assert len([*worklist.items(user), *questions.items(user)]) >= 3

    for start in (0, 3):
        more(world, start, 3)
        counts.append(queries(show))

    assert counts[0] == counts[1]


def queries(call: Callable[[], object]) -> int:
    """How many queries the second call takes: the first fills what is kept per process."""
    call()
    with CaptureQueriesContext(connection) as counted:
        call()
    return len(counted)


def test_the_planners_tab_asks_the_same_number_of_queries_for_n_and_2n_nations(signed_in):
    codes = [f"X{letter}{letter}" for letter in "ABCDEF"]
    world = build(*codes, seats=None)
    client = signed_in(world.planner)
    counts = []

    for half in (codes[:3], codes[3:]):
        for code in half:
            world.reply(world.issue(code), "accepted")
            ask(own(world, code), by=world.liaisons[code])
        counts.append(queries(lambda: page(client, "exchange_delegations", world.exchange.reference)))

    assert counts[0] == counts[1]
