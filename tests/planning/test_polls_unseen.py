"""Date polls where somebody sees less than the host: a partner who plans along, a nation that takes part no more."""

import re
from copy import deepcopy
from datetime import date
from uuid import UUID

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clearances.roles import Role
from clearances.subjects import acting_as
from notifications.models import Notification
from notifications.services import inbox
from participants.models import Invitation
from participants.states import State as Invited
from planning.models import DatePoll, PollWindow
from planning.polls import deciding, reopening, sweeps
from planning.polls.states import Over
from tests import factories as make
from tests.planning.polls import NOW, SECOND, answer, ballot_of, open_poll, world_of
from tests.planning.test_poll_pages import body
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2031-01-10T12:00:00Z", tick=False):
        yield


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        with time_machine.travel("2031-01-10T12:00:00Z", tick=False):
            made = world_of(XAA=Invited.ACCEPTED, XBB=Invited.ACCEPTED)
        yield made


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


@pytest.fixture
def partner(world):
    """Plans along, and sees no nation's delegation but that of their own."""
    return make.member(Role.PLANNER, world.exchange, organisation=world.nation("XBB"))


def told(user, kind):
    with acting_as(user):
        return [
            message.url for message in inbox(user) if message.kind is not None and message.notification.kind == kind
        ]


def stored(poll):
    with as_system():
        return DatePoll.objects.get(pk=poll.pk)


def test_whoever_may_not_see_a_ballot_is_not_told_that_it_was_answered(world, partner):
    poll = open_poll(world, "XAA", "XBB")
    hidden = answer(world, poll, "XAA", "suits", "suits").get_absolute_url()
    assert told(world.planner, "poll_answered") == [hidden]
    assert told(partner, "poll_answered") == []
    seen = answer(world, poll, "XBB", "suits", "suits").get_absolute_url()
    assert told(world.planner, "poll_answered") == [seen, hidden]
    assert told(partner, "poll_answered") == [seen]


def test_a_ballot_reads_alike_whoever_was_asked_before(world, signed_in):
    """Names of fields are keys, and a key tells of no other: not how many there were, and not which came first."""
    client, shapes = signed_in(world.liaisons["XBB"]), []
    for asked in (("XBB",), ("XAA", "XBB")):
        address = ballot_of(world, open_poll(world, *asked), "XBB").get_absolute_url()
        names = re.findall(r'name="(?:answer|reason)_([^"]+)"', client.get(address).content.decode())
        assert names
        assert {UUID(name).version for name in names} == {4}
        shapes.append(len(names))
    assert shapes[0] == shapes[1]
    with as_system():
        assert {row.pk.version for row in PollWindow.objects.all()} == {4}


def test_nobody_answers_a_poll_that_was_decided_by_whoever_could_not_see_the_ballot(world, partner, signed_in):
    poll = open_poll(world, "XAA", windows=[NOW, SECOND])
    liaison = world.liaisons["XAA"]
    with acting_as(partner):
        deciding.close(stored(poll), by=partner)
    assert ballot_of(world, poll, "XAA").closed_at is None, "It isn't the partner's to close."
    with pytest.raises(Over):
        answer(world, poll, "XAA", "suits", "suits")
    page = signed_in(liaison).get(ballot_of(world, poll, "XAA").get_absolute_url()).content.decode()
    assert 'name="answer_' not in page
    with as_system():
        sweeps.close_due(timezone.now())
    assert ballot_of(world, poll, "XAA").closed_at is not None
    with acting_as(partner):
        deciding.keep(stored(poll), by=partner)
    for _again in range(2):
        with as_system():
            sweeps.close_due(timezone.now())
    assert len(told(liaison, "poll_kept")) == 1, "Though its ballot was closed before."
    assert stored(poll).untold == ""


def test_a_nation_that_declined_reads_nothing_of_what_becomes_of_the_poll(world, signed_in):
    poll = open_poll(world, "XAA", "XBB", windows=[NOW, SECOND])
    ballot, liaison = ballot_of(world, poll, "XAA"), world.liaisons["XAA"]
    with as_system():
        invitation = Invitation.objects.get(delegation=ballot.delegation_id)
    world.reply(invitation, "declined", seats=0, caveats="")
    client, address = signed_in(liaison), reverse("clearances:history", args=["ballot", ballot.pk])

    def read():
        pages = [client.get(each) for each in (address, ballot.get_absolute_url())]
        return [(each.status_code, body(each)) for each in pages]

    before = read()
    planner = world.planner
    with acting_as(planner):
        deciding.close(stored(poll), by=planner)
        assert read() == before
        reopening.reopen(stored(poll), reply_by=date(2031, 1, 31), by=planner)
        deciding.keep(stored(poll), by=planner)
    with as_system():
        sweeps.close_due(timezone.now())
        sweeps.reopen_left(timezone.now())
    assert read() == before
    assert ballot_of(world, poll, "XBB").closed_at is not None
    assert not Notification.objects.filter(recipient=liaison, kind__in=["poll_reopened", "poll_kept"]).exists()
