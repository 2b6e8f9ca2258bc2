"""Caveats and pairs kept apart: a host's planners see what doesn't go together, and no nation learns of another's."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clearances.subjects import acting_as
from participants import services
from participants.models import PairRule
from participants.standing import standing
from participants.states import State
from planning.conflicts import conflicts_of
from serials.conflicts import conflicts
from serials.models import Serial
from serials.services import amend_serial
from tests import factories as make
from tests.participants.world import World, build
from tests.roles import as_system
from tests.serials.planning import at, plan, stored

pytestmark = pytest.mark.django_db


def accepted(*codes: str) -> World:
    world = build(*codes, seats=None)
    for code in codes:
        world.bring(code, State.ACCEPTED)
    return world


def say(world: World, code: str, *caveats: dict[str, str]) -> None:
    with as_system():
        invitation = world.exchange.delegations.get(party__code=code).invitation
    world.reply(invitation, "caveats", caveats="", terms={"caveats": list(caveats)})


def told(world: World) -> dict[str, list[str]]:
    with acting_as(world.planner):
        found = conflicts(world.planner, world.exchange)
        words = ("caveat", "paired", "stands")
        texts = {key: [each.text for each in clashes] for key, clashes in found.items()}
    return {
        str(stored_title(key)): kept
        for key, each in texts.items()
        if (kept := [text for text in each if any(word in text for word in words)])
    }


def stored_title(key: object) -> str:
    with as_system():
        return str(Serial.objects.get(pk=key).title)


def test_two_serials_that_pair_a_nation_with_one_it_is_not_with_turn_amber_for_planners_alone(signed_in):
    world = accepted("XAA", "XBB")
    both = [world.nation("XAA"), world.nation("XBB")]
    plan(world, "Boarding", 8, 10, parties=both)
    plan(world, "Gunnery", 11, 12, lead=both[0], parties=both[1:])
    plan(world, "Alone", 14, 15, parties=both[1:])
    say(world, "XBB", {"kind": "not_with", "party": "XAA", "text": "CANARY-NOT-WITH"})

    found = told(world)

    assert set(found) == {"Boarding", "Gunnery"}
    assert all("not with" in text for texts in found.values() for text in texts)
    with acting_as(world.planner):
        assert not any(clash.is_hard for each in conflicts(world.planner, world.exchange).values() for clash in each)
        assert any("not with" in conflict.text for _key, conflict in conflicts_of(world.planner, [world.exchange]))
    liaison = world.liaisons["XAA"]
    with acting_as(liaison):
        assert standing(liaison, [world.exchange])[world.exchange.pk].stands == []
        assert not any("not with" in conflict.text for _key, conflict in conflicts_of(liaison, [world.exchange]))
    client = signed_in(liaison)
    for name in ("serials:index", "exchanges:detail"):
        page = client.get(reverse(name, args=[world.exchange.reference]))
        assert b"CANARY-NOT-WITH" not in page.content
    assert client.get(reverse("participants:answers", args=[world.exchange.reference])).status_code == 403
    page = signed_in(world.planner).get(reverse("participants:answers", args=[world.exchange.reference]))
    assert b"CANARY-NOT-WITH" in page.content
    assert page.context["matrix"].tiers[0].seats == 8
    with as_system():
        invitation = world.exchange.delegations.get(party__code="XBB").invitation
    with acting_as(world.planner):
        services.withdraw(invitation, reason="Changed plans", by=world.planner)
    page = signed_in(world.planner).get(reverse("participants:answers", args=[world.exchange.reference]))
    assert page.context["matrix"].tiers[0].seats == 4, "What a nation said before it was withdrawn isn't counted."


def test_night_live_fire_and_one_serial_alone_are_told_where_they_apply_and_a_move_is_told_too():
    world = accepted("XAA", "XBB")
    parties = [world.nation("XAA")]
    plan(world, "By day", 8, 10, parties=parties)
    plan(world, "By night", 19, 21, parties=parties)
    range_day = plan(world, "Range day", 12, 13, parties=parties)
    plan(world, "Of the other", 20, 22, parties=[world.nation("XBB")])
    say(
        world,
        "XAA",
        {"kind": "no_night"},
        {"kind": "no_live_fire", "serial": str(range_day.pk)},
        {"kind": "parliament"},
    )

    assert {title: len(texts) for title, texts in told(world).items()} == {"By night": 1, "Range day": 1}
    with acting_as(world.planner):
        amend_serial(stored(range_day), by=world.planner, starts_at=at(15), ends_at=at(16))
    assert any("before this moved" in text for text in told(world)["Range day"])
    with as_system():
        invitation = world.exchange.delegations.get(party__code="XAA").invitation
    world.reply(invitation, "declined")
    assert told(world) == {}, "An answer that doesn't count any more says nothing."


def test_pairs_kept_apart_are_the_planners_own(signed_in):
    world = accepted("XAA", "XBB")
    first, second = world.nation("XAA"), world.nation("XBB")
    plan(world, "Together", 8, 10, parties=[first, second])
    client, reference = signed_in(world.planner), world.exchange.reference
    pair = {"first": "XBB", "second": "XAA", "reason": "CANARY-APART"}

    address = reverse("participants:keep_apart", args=[reference])
    tried = [pair, pair, {**pair, "second": "XBB"}, {**pair, "second": "XZZ"}]
    assert [client.post(address, each).status_code for each in tried] == [302, 302, 400, 400]
    with acting_as(world.planner):
        rule = PairRule.objects.for_user(world.planner).get()
        with pytest.raises(ValidationError):
            services.keep_apart(world.exchange, first=first, second=first, by=world.planner)
    assert any("not to be paired" in text for text in told(world)["Together"])
    page = client.get(reverse("participants:answers", args=[reference])).content.decode()
    assert "CANARY-APART" in page

    liaison = world.liaisons["XAA"]
    with acting_as(liaison):
        assert not PairRule.objects.count()
        assert standing(liaison, [world.exchange])[world.exchange.pk].apart == []
    assert signed_in(liaison).post(reverse("participants:allow_together", args=[rule.pk])).status_code == 404
    assert client.post(reverse("participants:allow_together", args=[rule.pk])).status_code == 302
    assert told(world) == {}


def test_the_table_and_the_conflicts_ask_as_often_for_three_nations_as_for_one(signed_in):
    world = build("XAA", "XBB", "XCC", seats=None)
    client, address = signed_in(world.planner), reverse("participants:answers", args=[world.exchange.reference])
    sheet = reverse("serials:index", args=[world.exchange.reference])

    def asked(*codes: str) -> list[int]:
        for code in codes:
            world.bring(code, State.ACCEPTED)
            parties = [world.nation("XAA"), world.nation(code)]
            row = plan(world, f"With {code}", 19, 21, parties=parties)
            say(world, code, {"kind": "no_night", "serial": str(row.pk)}, {"kind": "not_with", "party": "NOR"})
        return [_queries(client, page) for page in (address, sheet)]

    make.NationFactory(code="NOR")
    first = asked("XAA")

    assert asked("XBB", "XCC") == first


def _queries(client: Any, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
