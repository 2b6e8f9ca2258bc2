"""The clock: reminders and expiry, once, after any downtime, for the right people, decided again at delivery."""

import pytest
import time_machine
from django.core import mail
from django.utils.dateparse import parse_datetime

from clearances.subjects import acting_as
from jobs import services as jobs
from jobs.models import OutboxItem
from notifications.models import Notification
from participants import services
from participants.states import State
from tests.participants.world import World, build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
THREE_DAYS_BEFORE, ON_THE_DAY, TOO_LATE = "2031-01-29T08:00:00Z", "2031-02-01T08:00:00Z", "2031-02-02T00:00:00Z"


def sweep(at: str) -> None:
    with as_system():
        services.expire_invitations(parse_datetime(at))
        services.remind_of_replies(parse_datetime(at))


def reminders(world: World) -> int:
    return Notification.objects.filter(recipient=world.liaisons["XAA"], kind="reply_due").count()


def test_a_nation_is_reminded_three_days_before_and_on_the_day_once_each():
    world = build("XAA")
    world.issue("XAA")

    counts = []
    for at in ("2031-01-29T07:59:59Z", THREE_DAYS_BEFORE, THREE_DAYS_BEFORE, "2031-01-30T12:00:00Z", ON_THE_DAY):
        sweep(at)
        sweep(at)
        counts.append(reminders(world))

    assert counts == [0, 1, 1, 1, 2]


def test_reminders_come_at_eight_in_the_hosts_zone():
    world = build("XAA", zone="Pacific/Auckland")
    world.issue("XAA")

    sweep("2031-01-28T18:59:59Z")
    assert reminders(world) == 0
    sweep("2031-01-28T19:00:00Z")
    assert reminders(world) == 1


def test_after_a_downtime_over_both_stages_one_reminder_is_sent():
    world = build("XAA")
    world.issue("XAA")

    sweep("2031-02-01T12:00:00Z")
    sweep("2031-02-01T12:00:10Z")

    assert reminders(world) == 1


@pytest.mark.parametrize("state", [State.ACCEPTED, State.DECLINED, State.WITHDRAWN, State.DRAFT])
def test_whoever_owes_no_answer_is_not_reminded(state):
    world = build("XAA")
    world.bring("XAA", state)

    sweep(THREE_DAYS_BEFORE)
    sweep(ON_THE_DAY)

    assert reminders(world) == 0


def test_a_moved_reply_by_date_arms_the_reminders_again():
    world = build("XAA")
    invitation = world.issue("XAA")
    sweep(ON_THE_DAY)

    with acting_as(world.planner):
        services.amend(
            invitation,
            seats=10,
            reply_by=parse_datetime("2031-02-20T00:00:00Z").date(),
            version=invitation.version,
            by=world.planner,
        )
    sweep("2031-02-17T08:00:00Z")

    assert reminders(world) == 2


def test_what_is_not_answered_expires_at_24_00_and_both_sides_are_told_once_after_three_days_of_downtime():
    world = build("XAA")
    invitation = world.issue("XAA")

    sweep("2031-02-01T23:59:59Z")
    assert world.stored(invitation).state == State.ISSUED
    sweep("2031-02-05T00:00:00Z")
    sweep("2031-02-05T00:00:10Z")

    assert world.stored(invitation).state == State.EXPIRED
    assert Notification.objects.filter(kind="invitation_expired").count() == 2
    assert reminders(world) == 1  # The one of the day itself, sent before it expired.


def test_an_answer_that_was_given_never_expires():
    world = build("XAA")
    invitation = world.bring("XAA", State.ACCEPTED)

    sweep(TOO_LATE)

    assert world.stored(invitation).state == State.ACCEPTED


def deliver() -> None:
    """As the mail worker does, with the application's rights."""
    jobs.deliver(list(OutboxItem.objects.filter(state="pending").values_list("pk", flat=True)))


def test_the_mail_is_neutral_and_comes_once():
    world = build("XAA")
    world.issue("XAA", message="Bring CANARY rifles")

    deliver()
    deliver()

    (message,) = mail.outbox
    text = f"{message.subject} {message.body}"
    assert message.to == [world.liaisons["XAA"].email]
    for word in ("CANARY", world.exchange.title, str(world.exchange.host), world.exchange.reference):
        assert word not in text


def test_whoever_lost_the_right_between_sweep_and_delivery_gets_no_mail():
    world = build("XAA")
    world.issue("XAA")
    with as_system():
        world.liaisons["XAA"].groups.filter(name="liaisons:XAA").get().user_set.clear()

    deliver()

    assert mail.outbox == []
    assert Notification.objects.get(kind="invited").withheld_at is not None


def test_the_sweeps_are_the_ones_that_beat_runs():
    world = build("XAA")
    invitation = world.issue("XAA")

    with time_machine.travel("2031-03-01T00:00:00Z", tick=False), as_system():
        jobs.sweep()

    assert world.stored(invitation).state == State.EXPIRED
