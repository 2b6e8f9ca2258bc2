"""Taking a move back: all that followed is as it was, and what can't be put back is said before anything happens."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as
from exchanges.models import Exchange
from milestones.models import Milestone
from notifications.models import Notification
from participants.models import Invitation
from participants.services import amend
from participants.states import State as Invited
from phases.models import Phase
from planning.models import Ballot, DatePoll, PollWindow
from planning.polls.windows import Days
from resources import services
from resources.models import Booking, KeptBooking, Resource
from tests import factories as make
from tests.milestones.world import add
from tests.participants.world import build
from tests.planning.polls import NOW, open_poll
from tests.resources.world import officer, window
from tests.roles import as_system

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
EARLIER = Days(date(2031, 2, 9), date(2031, 2, 20))  # Shorter by two days, too.
MOVE = {"starts_on": "2031-02-09", "ends_on": "2031-02-20", "version": 1}
FIELDS = {
    Exchange: ["starts_on", "ends_on"],
    Invitation: ["reply_by", "reply_due_at", "remind_at", "state"],
    Milestone: ["planned_on", "ends_on", "state", "confirmed_at", "confirmed_by"],
    Booking: ["starts_at", "ends_at", "state", "decision", "occupies"],
    Phase: ["starts_on", "ends_on"],
    DatePoll: ["state"],
    PollWindow: ["is_chosen"],
    Ballot: ["closed_at", "remind_at"],
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2031-01-05T12:00:00Z", tick=False) as travelling:
        yield travelling


@pytest.fixture
def world():
    """A reply that is due late, a clearance had for the dates, an agreed range of another nation, a phase, a poll."""
    made = build("XAA")
    made.bring("XAA", Invited.ISSUED, reply_by=date(2031, 2, 20))
    owner, host = made.nation("XAA"), made.exchange.host
    with as_system():
        grant(Role.STAFF_OFFICER, made.planner.personal_team, host, by=SYSTEM, reason="test")
        label = {"exchange": made.exchange, "label": made.exchange.label}
        Phase.objects.create(name="Sea", starts_on=date(2031, 3, 9), ends_on=NOW.ends_on, zone="UTC", **label)
    made.keeper = officer(Role.STAFF_OFFICER, owner, owner)
    with acting_as(made.keeper):
        label = make.label(owner, to=[host])
        area = services.add_resource(owner, kind="area", name="Range", label=label, by=made.keeper)
    with as_system():
        Resource.objects.update(publishes_busy=True)
        made.range = Resource.objects.get(pk=area.pk)
    made.milestone = add(made, "Overflight", on=date(2031, 1, 20), is_bound=True)
    with as_system():
        Milestone.objects.update(state="done", confirmed_at="2031-01-04T08:00:00Z", confirmed_by=made.planner)
    made.booking = agreed(made)
    made.poll = open_poll(made, "XAA", windows=(EARLIER, NOW))
    return made


def agreed(world):
    """A firm booking that its owner has approved."""
    days = window(date(2031, 3, 3), date(2031, 3, 7))
    with acting_as(world.planner):
        (made,) = services.book([world.range], window=days, exchange=world.exchange, by=world.planner)
    with acting_as(world.keeper):
        services.approve(KeptBooking.objects.get(pk=made.pk), by=world.keeper)
    with acting_as(world.planner):
        return services.firm_up(made, by=world.planner)


def everything():
    with as_system():
        return {model: list(model.objects.order_by("pk").values_list("pk", *names)) for model, names in FIELDS.items()}


def post(client, name, key, data, headers=JSON):
    return client.post(reverse(f"planning:{name}", args=[key]), data, headers=headers)


def move(client, world, **facts):
    """Confirmed at once."""
    ask = post(client, "move", world.exchange.reference, {**MOVE, **facts}).json()["ask"]
    return post(client, "move", world.exchange.reference, {**MOVE, **facts, "seen": ask["seen"]}).json()


def asked_of(world):
    with as_system():
        return Notification.objects.filter(recipient=world.keeper, kind="booking_requested").count()


def test_undo_restores_reply_by_dates_what_was_had_approvals_phases_and_the_poll(world, signed_in):
    client, before = signed_in(world.planner), everything()

    done = move(client, world)
    changed, asked = everything(), asked_of(world)
    undone = post(client, "move", world.exchange.reference, done["undo"]).json()

    assert {model for model in FIELDS if changed[model] != before[model]} == set(FIELDS)
    assert "bar" in undone, "Undo asks nothing where all of it can be put back."
    assert everything() == before
    assert asked_of(world) == asked, "The owner isn't asked about what it agreed to already."


def test_what_was_decided_since_stays_and_is_named_before_anything_is_undone(world, signed_in):
    client = signed_in(world.planner)
    done = move(client, world)
    with acting_as(world.keeper):
        services.refuse(KeptBooking.objects.get(pk=world.booking.pk), reason="Needed", by=world.keeper)
    with as_system():
        Milestone.objects.update(state="started", version=3)
        invitation = Invitation.objects.select_related("delegation").get()
    with acting_as(world.planner):
        amend(invitation, seats=10, reply_by=date(2031, 2, 1), version=invitation.version, by=world.planner)
    left = everything()

    ask = post(client, "move", world.exchange.reference, done["undo"]).json()["ask"]
    unmoved = everything()
    plain = post(client, "move", world.exchange.reference, done["undo"], headers={}).content.decode()
    undone = post(client, "move", world.exchange.reference, {**done["undo"], "seen": ask["seen"]}).json()

    for words in ("Range: its booking was freed or refused since", "“Overflight”", "1 reply-by date was changed since"):
        assert words in ask["html"]
        assert words in plain
    assert unmoved == left
    assert undone["bar"]["starts_on"] == "2031-03-01"
    after = everything()
    assert [row[1:] for row in after[Phase]] == [(date(2031, 3, 9), NOW.ends_on)]
    assert after[Milestone][0][3] == "planned", "Begun for the dates that it left again: it must be had anew."
    assert after[Invitation][0][1] == date(2031, 2, 1)
    assert after[Booking] == left[Booking]


def test_an_approval_of_which_only_its_owner_can_tell_is_asked_for_again(world, signed_in):
    with as_system():
        Resource.objects.update(publishes_busy=False)
    client = signed_in(world.planner)
    done = move(client, world)

    ask = post(client, "move", world.exchange.reference, done["undo"]).json()["ask"]
    post(client, "move", world.exchange.reference, {**done["undo"], "seen": ask["seen"]})

    assert "Range: its owner is asked again, who alone can tell" in ask["html"]
    assert [row[3:] for row in everything()[Booking]] == [("tentative", "pending", None)]


def test_a_token_puts_back_only_its_own_move_and_for_a_day(world, signed_in, clock):
    client = signed_in(world.planner)
    undo = move(client, world)["undo"]

    for wrong in ({"undo": "forged"}, {"starts_on": "2031-03-02"}):
        ask = post(client, "move", world.exchange.reference, {**undo, **wrong}).json()["ask"]
        assert "Too much time has passed" in ask["html"]
    clock.shift(25 * 3600)
    ask = post(signed_in(world.planner), "move", world.exchange.reference, undo).json()["ask"]
    assert "Too much time has passed" in ask["html"]


def test_a_booking_that_goes_back_on_the_board_is_agreed_to_as_it_was(world, signed_in):
    client, before = signed_in(world.planner), everything()
    wish = {"starts_on": "2031-03-10", "ends_on": "2031-03-12", "version": world.booking.version}
    ask = post(client, "move_booking", world.booking.pk, wish).json()["ask"]

    done = post(client, "move_booking", world.booking.pk, {**wish, "seen": ask["seen"]}).json()
    assert [row[3:5] for row in everything()[Booking]] == [("tentative", "pending")]
    assert "bar" in post(client, "move_booking", world.booking.pk, done["undo"]).json()
    assert everything() == before

    again = {**wish, "version": world.booking.version + 2}
    ask = post(client, "move_booking", world.booking.pk, again).json()["ask"]
    done = post(client, "move_booking", world.booking.pk, {**again, "seen": ask["seen"]}).json()
    with as_system():
        Resource.objects.update(publishes_busy=False)
    ask = post(client, "move_booking", world.booking.pk, done["undo"]).json()["ask"]
    assert "had agreed to it there" in ask["html"]


def test_the_page_of_the_move_offers_undo_too(world, signed_in):
    client, before = signed_in(world.planner), everything()
    address = reverse("planning:reschedule", args=[world.exchange.reference])
    seen = client.get(address, {"starts_on": MOVE["starts_on"], "ends_on": MOVE["ends_on"]}).context["step"].seen

    page = client.post(address, {**MOVE, "seen": seen}, follow=True)
    offered = page.context["undo"]
    client.post(offered["url"], dict(offered["fields"]))

    assert "The dates are changed." in page.content.decode()
    assert everything() == before
