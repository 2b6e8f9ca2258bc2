"""What an answer says beyond yes or no: kept as said, read back the same, refused by name where it can't be."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from clearances.subjects import acting_as
from participants import services
from participants.checking import Offer, check
from participants.models import Reply, ReplyDraft
from participants.packets import Packet
from participants.states import State
from participants.terms import Terms
from serials.services import amend_serial
from tests import factories as make
from tests.participants.test_desk import own, typed
from tests.participants.world import build
from tests.roles import as_system
from tests.serials.planning import at, plan, stored

OFFER = Offer(
    seats=10, starts_on=date(2031, 3, 1), today=date(2031, 1, 1), own="XAA", parties={"XBB"}, serials={"known"}
)
WHOLE = {
    "caveats": [{"kind": "not_with", "party": "XBB"}, {"kind": "no_night", "text": "After sunset", "serial": "known"}],
    "numbers": [{"category": "staff", "least": 1, "most": 2}, {"category": "observers", "least": 8, "most": 8}],
    "contributions": [
        {"kind": "ship", "name": "Frigate", "quantity": 1, "first": "2031-03-04", "last": "2031-03-09"},
    ],
    "counter": {"first": "2031-02-01", "last": "2031-02-03", "seats": 12},
    "level": "observer",
    "until": "2031-02-10",
}


def test_what_is_said_is_read_back_the_same_and_fits_the_offer():
    terms = Terms.read(WHOLE)

    assert terms.said() == WHOLE
    assert terms.contributions[0].first == date(2031, 3, 4)
    assert Terms.read({}).said() == {}
    check(terms, OFFER)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("caveats", [{"kind": "not_with"}]),
        ("caveats", [{"kind": "not_with", "party": "XAA"}]),
        ("caveats", [{"kind": "not_with", "party": "XZZ"}]),
        ("caveats", [{"kind": "no_night", "serial": "gone"}]),
        ("caveats", [{"kind": "only_if"}]),
        ("numbers", [{"category": "staff", "least": 3, "most": 2}]),
        ("numbers", [{"category": "staff", "least": 1, "most": 11}]),
        ("numbers", [{"category": "staff", "least": 1, "most": 2}] * 2),
        ("contributions", [{"kind": "ship", "name": "x", "first": "2031-03-09", "last": "2031-03-04"}]),
        ("contributions", [{"kind": "ship", "name": "x", "last": "2030-03-04"}]),
        ("counter", {"first": "2030-12-31", "last": "2031-01-03"}),
        ("counter", {"first": "2031-02-02"}),
        ("counter", {"first": "2031-02-02", "last": "2031-02-01"}),
        ("until", "2030-12-31"),
        ("until", "2031-03-01"),
    ],
)
def test_what_can_not_be_is_refused_by_its_part(part, said):
    with pytest.raises(ValidationError) as caught:
        check(Terms.read({part: said}), OFFER)

    assert list(caught.value.message_dict) == [part]


@pytest.mark.django_db
def test_every_version_keeps_what_it_said_and_only_the_host_and_that_nation_read_it():
    world = build("XAA", "XBB")
    invitation = world.issue("XAA")
    world.issue("XBB")

    with pytest.raises(ValidationError, match="propose"):
        world.reply(invitation, State.COUNTERED, terms={})
    countered = world.reply(invitation, State.COUNTERED, terms={"counter": {"seats": 12}})
    with acting_as(world.planner):
        services.amend(countered, seats=12, reply_by=countered.reply_by, version=countered.version, by=world.planner)
    assert world.stored(invitation).state == State.ISSUED, "Other terms ask for another answer."
    world.reply(invitation, State.ACCEPTED_WITH_CAVEATS, caveats="", terms={"caveats": WHOLE["caveats"][:1]})

    with acting_as(world.planner):
        said = [reply.terms for reply in Reply.objects.for_user(world.planner)]
    assert said == [{"caveats": WHOLE["caveats"][:1]}, {"counter": {"seats": 12}}]
    with acting_as(world.liaisons["XBB"]):
        assert not Reply.objects.for_user(world.liaisons["XBB"]).exists()


@pytest.mark.django_db
def test_a_caveat_on_an_activity_says_when_that_moved():
    world = build("XAA", "XBB")
    invitation, liaison = world.bring("XAA", State.ACCEPTED), world.liaisons["XAA"]
    range_day, other = plan(world), plan(world, "Night march", 20, 22)
    hidden = plan(world, "Host only", 12, 13)
    with as_system():
        type(hidden).objects.filter(pk=hidden.pk).update(label=make.label(world.exchange.host))
    terms = {"caveats": [{"kind": "no_night", "serial": str(row.pk)} for row in (range_day, other)]}
    with pytest.raises(ValidationError, match="not there any more"):
        world.reply(invitation, "caveats", terms={"caveats": [{"kind": "no_night", "serial": str(hidden.pk)}]})
    world.reply(invitation, "caveats", terms=terms)

    def caveats(user):
        with acting_as(user):
            packet = Packet(user, own(world))
            return [(each.target and each.target.name, each.has_moved) for each in packet.answered[0].caveats]

    before = caveats(liaison)
    assert before == [(str(range_day), False), (str(other), False)]
    with acting_as(world.planner):
        amend_serial(stored(range_day), by=world.planner, starts_at=at(14), ends_at=at(16))
    assert caveats(liaison) == caveats(world.planner) == [(str(range_day), True), (str(other), False)]


@pytest.mark.django_db
def test_lines_are_typed_at_the_desk_kept_and_refused_beside_themselves(signed_in):
    world = build("XAA", "XBB")
    world.issue("XAA")
    client, key = signed_in(world.liaisons["XAA"]), own(world).pk
    address = reverse("participants:desk", args=[key])
    day = datetime.now(UTC).date() + timedelta(days=9)
    said = typed(
        answer="caveats",
        seats=4,
        **{
            "caveat-TOTAL_FORMS": 2,
            "caveat-0-kind": "not_with",
            "caveat-0-party": "XBB",
            "number-TOTAL_FORMS": 1,
            "number-0-category": "staff",
            "number-0-least": 2,
            "number-0-most": 40,
            "contribution-TOTAL_FORMS": 1,
            "contribution-0-kind": "ship",
            "contribution-0-name": "Frigate",
            "contribution-0-quantity": 1,
            "contribution-0-first": day,
            "contribution-0-last": day,
        },
    )

    refused = client.post(address, said)
    assert refused.status_code == 400
    assert "add up to 40 at most, and you are offered 10 seats" in refused.content.decode()
    assert "Frigate" in refused.content.decode(), "Nothing typed is lost."
    assert client.post(address, {**said, "number-0-most": 4}).status_code == 302

    with acting_as(world.liaisons["XAA"]):
        kept = ReplyDraft.objects.for_user(world.liaisons["XAA"]).get().said["terms"]
    assert kept["caveats"] == [{"kind": "not_with", "party": "XBB"}]
    assert kept["numbers"] == [{"category": "staff", "least": 2, "most": 4}]
    page = client.get(address)
    assert "Frigate" in page.content.decode()
    sent = client.post(reverse("participants:send_draft", args=[key]), page.context["send_form"].initial)
    assert sent.status_code == 302
    assert "Frigate" in client.get(reverse("participants:delegation", args=[key])).content.decode()
