"""Two at once, in transactions that really commit."""

import threading
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import connections

from clearances.subjects import acting_as
from jobs.models import OutboxItem
from notifications.models import Notification
from participants import services, states
from participants.models import Invitation, Reply
from participants.states import State
from tests.participants.world import REPLY_BY, build
from tests.roles import as_system


def at_once(*calls: Callable[[], object]) -> None:
    ready = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        ready.wait()
        try:
            call()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_two_replies_at_the_same_time_one_counts(committed):
    world = build("XAA")
    invitation, liaison = world.issue("XAA"), world.liaisons["XAA"]
    outcomes = []

    def answer(choice: str) -> None:
        try:
            with acting_as(liaison):
                services.reply(invitation, answer=choice, seats=2, version=invitation.version, by=liaison)
            outcomes.append("counted")
        except states.Stale:
            outcomes.append("stale")

    at_once(lambda: answer("accepted"), lambda: answer("declined"))

    assert sorted(outcomes) == ["counted", "stale"]
    with as_system():
        assert Reply.objects.get().answer == world.stored(invitation).state


def test_two_planners_cannot_offer_the_last_seats_twice(committed):
    world = build("XAA", "XBB", seats=10)
    outcomes = []

    def invite(code: str) -> None:
        try:
            with acting_as(world.planner):
                services.invite(world.exchange, party=world.nation(code), seats=10, reply_by=REPLY_BY, by=world.planner)
            outcomes.append("offered")
        except ValidationError:
            outcomes.append("refused")

    at_once(lambda: invite("XAA"), lambda: invite("XBB"))

    assert sorted(outcomes) == ["offered", "refused"]
    with as_system():
        assert Invitation.objects.count() == 1


def test_two_sweeps_at_the_same_time_expire_and_tell_once(committed):
    world = build("XAA")
    invitation = world.issue("XAA")

    def sweep() -> None:
        with as_system():
            services.expire_invitations(invitation.reply_due_at)

    at_once(sweep, sweep)

    assert world.stored(invitation).state == State.EXPIRED
    assert Notification.objects.filter(kind="invitation_expired").count() == 2  # The liaison and the planner.
    assert OutboxItem.objects.filter(kind="mail").count() == 3
