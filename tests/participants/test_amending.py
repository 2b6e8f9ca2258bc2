"""What a packet offers and asks, and what its nation is told when the host changes it after it was sent."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clearances.subjects import acting_as
from notifications.models import Notification
from participants import services
from participants.amending import amendments
from participants.models import Amendment, Invitation, PacketPortion
from participants.packets import Packet
from participants.states import State
from portions.containers import Block
from tests import factories as make
from tests.participants.world import REPLY_BY, World, build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
OFFER = {
    "seats": [{"category": "participants", "least": 2, "most": 6}, {"category": "staff", "least": 0, "most": 2}],
    "asks": [{"text": "English, B1"}],
    "costs": [{"item": "Fuel", "payer": "shared", "note": "half each"}, {"item": "Travel", "payer": "nation"}],
    "contacts": [{"name": "Desk officer", "reach": "desk@example.org"}],
}


def amend(world: World, invitation: Invitation, **terms: object) -> Invitation:
    stored = world.stored(invitation)
    with acting_as(world.planner):
        said = {"seats": stored.seats, "reply_by": stored.reply_by, "version": stored.version, **terms}
        return services.amend(stored, by=world.planner, **said)


def write(world: World, invitation: Invitation, *blocks: Block) -> None:
    with acting_as(world.planner):
        services.write_packet(invitation, blocks, by=world.planner)


def told(world: World, invitation: Invitation, user: object) -> list[tuple[int, list[str]]]:
    """The amendments that *user* reads, the oldest first: number and words."""
    with acting_as(user):
        standing = list(PacketPortion.objects.for_user(user).of(invitation.delegation_id))
        found = amendments(user, world.stored(invitation), standing)
    return [(one.row.number, [each.words for each in one.lines]) for one in reversed(found)]


def numbers(*rows: tuple[str, int, int]) -> dict[str, object]:
    return {"numbers": [{"category": name, "least": least, "most": most} for name, least, most in rows]}


def test_numbers_of_an_answer_lie_within_what_is_offered(client):
    world = build("XAA")
    invitation = world.invite("XAA", offer=OFFER)
    with acting_as(world.planner):
        services.issue(invitation, by=world.planner)
    for said in (("participants", 2, 7), ("participants", 1, 4), ("observers", 1, 1)):
        with pytest.raises(ValidationError, match="Outside the offer") as problem:
            world.reply(invitation, terms=numbers(said))
        assert set(problem.value.message_dict) == {"numbers"}
    assert world.stored(invitation).state == State.ISSUED
    assert world.reply(invitation, terms=numbers(("participants", 2, 6), ("staff", 0, 2))).state == State.ACCEPTED
    client.force_login(world.liaisons["XAA"])
    page = client.get(reverse("participants:delegation", args=[invitation.delegation_id])).content.decode()
    assert all(words in page for words in ("English, B1", "half each", "Shared", "desk@example.org"))


@pytest.mark.parametrize(
    "seats",
    [
        [{"category": "staff", "least": 3, "most": 2}],
        [{"category": "staff", "least": 0, "most": 99}],
        [{"category": "staff", "least": 0, "most": 1}] * 2,
        [{"category": "staff", "least": 6, "most": 7}, {"category": "observers", "least": 6, "most": 7}],
    ],
)
def test_an_offer_that_cannot_be_is_named(seats):
    world = build("XAA")
    with pytest.raises(ValidationError) as problem:
        world.invite("XAA", offer={"seats": seats})
    assert set(problem.value.message_dict) == {"seats_by_category"}


def test_each_change_of_a_sent_packet_is_numbered_and_a_draft_has_none():
    world = build("XAA")
    invitation, liaison = world.invite("XAA"), world.liaisons["XAA"]
    amend(world, invitation, seats=11)
    with acting_as(world.planner):
        services.issue(invitation, by=world.planner)
    assert told(world, invitation, liaison) == []
    amend(world, invitation, seats=12, offer=OFFER)
    amend(world, invitation)  # Nothing changed: nothing to tell.
    write(world, invitation, Block("Other words"))

    said = told(world, invitation, liaison)

    offered = [
        "The seats by category were changed",
        "What is asked of participants was changed",
        "Costs and who pays were changed",
        "The contacts were changed",
    ]
    assert said[0] == (1, ["Seats offered", *offered])
    assert said[1][0] == 2
    assert set(said[1][1]) == {"A paragraph was added", "A paragraph was taken out"}
    assert len(said) == 2


def test_what_somebody_may_not_see_leaves_no_gap_in_the_numbers():
    """A paragraph for cleared readers alone changes between two changes that everybody is told of."""
    world = build("XAA", level="S")
    host, nation = world.exchange.program.owner, world.nation("XAA")
    cleared = make.UserFactory(person__organisation=nation, joins=[_team(world)])
    secret = make.label(host, "S", to=[nation])
    make.clearance(cleared, secret.policy, "S")
    make.clearance(world.planner, secret.policy, "S")
    invitation = world.issue("XAA")
    amend(world, invitation, seats=11)
    with as_system():
        (kept,) = PacketPortion.objects.filter(delegation=invitation.delegation_id)
    write(world, invitation, Block(kept.text, pk=kept.pk), Block("CANARY", label=secret))
    amend(world, invitation, seats=12)

    assert [number for number, _lines in told(world, invitation, world.liaisons["XAA"])] == [1, 2]
    seen = told(world, invitation, cleared)
    assert [number for number, _lines in seen] == [1, 1, 2]
    assert seen[1][1] == ["A paragraph was added"]
    with as_system():
        assert "CANARY" not in str(
            list(Amendment.objects.values_list("lines", flat=True))
        )  # Texts stay where they are.


def _team(world: World) -> object:
    with as_system():
        return world.liaisons["XAA"].groups.get(name__startswith="liaisons:").team


def test_a_renewed_answer_is_asked_for_and_the_old_one_stands_until_then():
    world = build("XAA")
    invitation = world.bring("XAA", State.ACCEPTED)
    amended = amend(world, invitation, seats=6, renew=True)
    liaison = world.liaisons["XAA"]

    assert (amended.state, amended.renewal_asked_at is not None) == (State.ACCEPTED, True)
    with acting_as(liaison):
        packet = Packet(liaison, world.stored(invitation).delegation)
        assert packet.content is not None  # What acceptance opened stays open.
        assert [reply.answer for reply in packet.replies] == ["accepted"]
        assert State.ACCEPTED in packet.answers
    told_of = Notification.objects.filter(recipient=liaison, kind="renewal_asked")
    assert told_of.count() == 1
    assert world.reply(invitation, seats=5).renewal_asked_at is None


def test_the_page_of_composing_keeps_what_was_typed_and_names_what_cannot_be(client):
    world = build("XAA")
    invitation = world.invite("XAA", offer=OFFER)
    client.force_login(world.planner)
    page = reverse("participants:amend", args=[invitation.delegation_id])
    shown = client.get(page).content.decode()
    assert all(words in shown for words in ("half each", "Seats offered by category", "English, B1"))
    sets = {f"offer-{name}-{part}": 0 for name in OFFER for part in ("INITIAL_FORMS", "TOTAL_FORMS")}
    typed = {"seats": 10, "reply_by": REPLY_BY.isoformat(), "version": 1, **sets}
    lines = {"offer-seats-TOTAL_FORMS": 1, "offer-seats-0-category": "staff", "offer-seats-0-least": 3}
    refused = client.post(page, {**typed, **lines, "offer-seats-0-most": 2})
    assert (refused.status_code, "The smaller number comes first." in refused.content.decode()) == (400, True)
    assert client.post(page, {**typed, **lines, "offer-seats-0-most": 4}).status_code == 302
    assert world.stored(invitation).offer == {"seats": [{"category": "staff", "least": 3, "most": 4}]}
    assert client.post(page, {**typed, **lines, "offer-seats-0-most": 5}).status_code == 409


def test_one_packet_is_copied_to_others_without_what_was_marked_for_one_nation(signed_in):
    world = build("XAA", "XBB", level="S")
    owner = world.exchange.program.owner
    secret = make.label(owner, "S", to=[world.nation("XAA")])
    make.clearance(world.planner, secret.policy, "S")
    with acting_as(world.planner):
        blocks = [Block("For all"), Block("CANARY-XAA", label=secret)]
    invitation = world.invite("XAA", offer=OFFER, message=blocks)
    client = signed_in(world.planner)
    page = reverse("participants:invite", args=[world.exchange.reference])
    typed = {"seats": 10, "reply_by": REPLY_BY.isoformat(), "party_XBB": "on", "message": "And more", "send": "0"}
    assert client.post(page, {**typed, "copied": invitation.delegation_id}).status_code == 302
    with as_system():
        (copied,) = Invitation.objects.filter(delegation__party__code="XBB")
        texts = list(PacketPortion.objects.filter(delegation=copied.delegation_id).values_list("text", flat=True))
    assert (texts, copied.offer) == (["For all", "And more"], OFFER)


def test_the_page_asks_as_much_of_few_amendments_as_of_many(client):
    world = build("XAA")
    invitation = world.issue("XAA")
    client.force_login(world.liaisons["XAA"])

    def asked(*seats: int) -> int:
        for count in seats:
            amend(world, invitation, seats=count)
        page = reverse("participants:delegation", args=[invitation.delegation_id])
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        return len(queries)

    assert asked(11) == asked(12, 13, 14, 15)
