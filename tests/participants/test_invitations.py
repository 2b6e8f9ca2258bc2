"""Inviting, sending, changing and taking back: permitted, checked, told."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from clearances.subjects import acting_as
from notifications.models import Notification
from participants import services, states
from participants.models import Delegation, Invitation
from participants.states import MOVES, State
from tests import factories as make
from tests.participants.world import REPLY_BY, World, build
from tests.roles import as_system

pytestmark = pytest.mark.django_db


def told(user: User) -> list[str]:
    return list(Notification.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def refused(world: World, field: str, **terms: object) -> str:
    """The message next to *field*, after making sure that nothing was written."""
    with acting_as(world.planner), pytest.raises(ValidationError) as caught:
        services.invite(
            world.exchange,
            **{"party": world.nation("XAA"), "seats": 5, "reply_by": REPLY_BY, "by": world.planner, **terms},
        )
    assert list(caught.value.message_dict) == [field]
    with as_system():
        assert not Delegation.objects.guests().exists()
    return str(caught.value.message_dict[field][0])


def test_a_draft_is_known_to_nobody_but_the_planners():
    world = build("XAA")

    invitation = world.invite("XAA")

    assert invitation.state == State.DRAFT
    assert told(world.liaisons["XAA"]) == []
    with acting_as(world.liaisons["XAA"]):
        assert not Delegation.objects.for_user(world.liaisons["XAA"]).exists()


def test_sending_opens_the_packet_and_tells_the_liaisons_once():
    world = build("XAA", "XBB")

    invitation = world.issue("XAA")

    assert invitation.state == State.ISSUED
    assert invitation.cover_as_sent["title"] == world.exchange.title
    assert told(world.liaisons["XAA"]) == ["invited"]
    assert told(world.liaisons["XBB"]) == []


@pytest.mark.parametrize(
    ("field", "terms"),
    [
        ("reply_by", {"reply_by": date(2020, 1, 1)}),
        ("reply_by", {"reply_by": date(2031, 3, 1)}),
        ("reply_by", {"reply_by": date.max}),
        ("reply_by", {"reply_by": date.min}),
        ("seats", {"seats": 0}),
        ("seats", {"seats": 41}),
    ],
)
def test_terms_that_do_not_fit_are_refused_next_to_their_field(field, terms):
    assert refused(build("XAA"), field, **terms)


def test_parties_that_cannot_be_invited_are_refused_by_name():
    world = build("XAA")
    outsider, mute = make.NationFactory(code="XZZ"), make.NationFactory(code="XMM")

    assert "host" in refused(world, "party", party=world.exchange.host)
    assert "released" in refused(world, "party", party=outsider)
    with as_system():
        world.exchange.label = make.label(world.exchange.host, to=[world.nation("XAA"), mute])
        world.exchange.save()
    assert "liaisons" in refused(world, "party", party=mute)


def test_nobody_is_invited_twice():
    world = build("XAA")
    world.invite("XAA")

    with pytest.raises(ValidationError, match="invited already"):
        world.invite("XAA")


def test_seats_offered_and_taken_count_against_those_there_are():
    world = build("XAA", "XBB", "XCC", seats=20)
    first = world.issue("XAA", seats=10)
    with pytest.raises(ValidationError, match="Only 10 seats are left"):
        world.invite("XBB", seats=11)

    world.reply(first, "accepted", seats=4)

    assert world.invite("XBB", seats=16).seats == 16
    with pytest.raises(ValidationError, match="No seat is left"):
        world.invite("XCC", seats=1)


def test_inviting_many_is_all_or_nothing_and_names_every_problem():
    world = build("XAA", "XBB", "XCC", seats=20)
    wishes = [
        services.Wish(world.nation("XAA"), 10, REPLY_BY),
        services.Wish(world.nation("XBB"), 11, REPLY_BY),
        services.Wish(world.nation("XCC"), 1, date(2020, 1, 1)),
    ]

    with acting_as(world.planner), pytest.raises(ValidationError) as caught:
        services.invite_all(world.exchange, wishes, message="", send=True, by=world.planner)

    assert set(caught.value.message_dict) == {"seats_XBB", "reply_by_XCC"}
    with as_system():
        assert not Delegation.objects.guests().exists()
    assert told(world.liaisons["XAA"]) == []


def test_a_liaison_may_not_invite_issue_amend_or_withdraw():
    world = build("XAA")
    invitation, liaison = world.issue("XAA"), world.liaisons["XAA"]

    with acting_as(liaison):
        with pytest.raises(PermissionDenied):
            services.invite(world.exchange, party=world.nation("XAA"), seats=1, reply_by=REPLY_BY, by=liaison)
        with pytest.raises(PermissionDenied):
            services.issue(invitation, by=liaison)
        with pytest.raises(PermissionDenied):
            services.withdraw(invitation, reason="x", by=liaison)
        with pytest.raises(PermissionDenied):
            services.amend(invitation, seats=99, reply_by=REPLY_BY, version=invitation.version, by=liaison)


def test_amending_what_was_sent_tells_the_nation_and_a_stale_change_is_refused():
    world = build("XAA")
    invitation = world.issue("XAA")
    terms = {"seats": 12, "reply_by": date(2031, 2, 10), "by": world.planner}

    with acting_as(world.planner):
        changed = services.amend(invitation, version=invitation.version, **terms)
        with pytest.raises(states.Stale):
            services.amend(invitation, version=invitation.version, **terms)

    assert changed.seats == 12
    assert changed.reply_due_at.isoformat() == "2031-02-11T00:00:00+00:00"
    assert told(world.liaisons["XAA"]) == ["invited", "invitation_amended"]


def test_seats_that_were_taken_are_not_amended_away():
    world = build("XAA")
    invitation = world.reply(world.issue("XAA"), "accepted", seats=8)

    with acting_as(world.planner), pytest.raises(ValidationError, match="taken 8"):
        services.amend(invitation, seats=7, reply_by=REPLY_BY, version=invitation.version, by=world.planner)


def test_withdrawing_needs_a_reason_and_tells_the_nation():
    world = build("XAA")
    invitation = world.issue("XAA")

    with acting_as(world.planner):
        with pytest.raises(ValidationError):
            services.withdraw(invitation, reason=" ", by=world.planner)
        services.withdraw(invitation, reason="Range closed", by=world.planner)

    assert world.stored(invitation).withdrawal_reason == "Range closed"
    assert told(world.liaisons["XAA"]) == ["invited", "invitation_withdrawn"]


def test_withdrawing_a_draft_tells_nobody():
    world = build("XAA")
    invitation = world.invite("XAA")

    with acting_as(world.planner):
        services.withdraw(invitation, reason="Not needed", by=world.planner)

    assert told(world.liaisons["XAA"]) == []


@pytest.mark.parametrize("state", [State.DECLINED, State.WITHDRAWN, State.EXPIRED])
def test_a_closed_invitation_can_be_opened_again(state):
    world = build("XAA")
    invitation = world.bring("XAA", state)

    with acting_as(world.planner):
        again = services.issue(invitation, reply_by=date(2031, 2, 20), by=world.planner)

    assert (again.state, again.reply_by, again.withdrawal_reason) == (State.ISSUED, date(2031, 2, 20), "")
    assert told(world.liaisons["XAA"])[-1] == "invited"
    assert world.reply(again, "accepted").state == State.ACCEPTED


@pytest.mark.parametrize("source", State)
def test_issuing_and_withdrawing_follow_the_table_of_moves(source):
    world = build("XAA")
    invitation = world.bring("XAA", source)

    with acting_as(world.planner):
        for target, verb in (
            (State.WITHDRAWN, lambda: services.withdraw(invitation, reason="x", by=world.planner)),
            (State.ISSUED, lambda: services.issue(invitation, by=world.planner)),
        ):
            if target in MOVES[source]:
                continue
            with pytest.raises(states.IllegalMove):
                verb()

    assert world.stored(invitation).state == source


def test_invitations_are_not_sent_for_an_exchange_that_runs():
    world = build("XAA")
    invitation = world.invite("XAA")
    with as_system():
        type(world.exchange).objects.filter(pk=world.exchange.pk).update(state="running")

    with acting_as(world.planner), pytest.raises(ValidationError):
        services.issue(invitation, by=world.planner)

    with as_system():
        assert Invitation.objects.get().state == State.DRAFT
