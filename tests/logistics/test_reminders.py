"""Reminders: before the due date and on it, the right people only, once each, decided again at delivery."""

import threading
from datetime import date

import pytest
import time_machine
from django.core import mail
from django.db import connections
from django.utils.dateparse import parse_datetime

from clearances.subjects import acting_as
from jobs import services as jobs
from jobs.models import OutboxItem
from logistics import services
from logistics.models import Task
from notifications.models import Notification
from notifications.services import inbox
from participants import services as participants
from participants.models import Invitation
from participants.states import State as Invited
from tests.logistics.test_tasks import give, host_delegation
from tests.participants.world import World, build
from tests.roles import as_system

REMINDERS = ["task_due_soon", "task_due"]


def sweep(at: str) -> int:
    with as_system():
        return services.remind(parse_datetime(at))


def told(user: object) -> list[str]:
    rows = Notification.objects.filter(recipient=user, kind__in=REMINDERS).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def accepted(world: World, code: str = "XAA") -> Task:
    return give(world, world.bring(code, Invited.ACCEPTED).delegation, title="CANARY tents")


@pytest.mark.django_db
def test_the_owner_alone_is_reminded_before_the_due_date_and_on_it_once_each():
    world = build("XAA", "XBB")
    accepted(world)
    world.bring("XBB", Invited.ACCEPTED)

    for at in ("2031-02-07T07:59:59Z", "2031-02-07T08:00:00Z", "2031-02-08T00:00:00Z", "2031-02-10T08:00:00Z"):
        sweep(at)
        sweep(at)

    assert told(world.liaisons["XAA"]) == ["task_due_soon", "task_due"]
    assert told(world.liaisons["XBB"]) == told(world.planner) == []


@pytest.mark.django_db
def test_of_the_hosts_own_tasks_the_planners_are_reminded():
    world = build("XAA")
    world.bring("XAA", Invited.ACCEPTED)
    give(world, host_delegation(world))

    sweep("2031-02-10T08:00:00Z")

    assert told(world.planner) == ["task_due"]
    assert told(world.liaisons["XAA"]) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "fires"),
    [("Pacific/Auckland", "2031-02-06T19:00:00Z"), ("America/New_York", "2031-02-07T13:00:00Z")],
)
def test_reminders_come_at_eight_in_the_hosts_zone(zone, fires):
    world = build("XAA", zone=zone)
    accepted(world)

    sweep(fires.replace(":00:00Z", ":00:00Z").replace("T19:00", "T18:59").replace("T13:00", "T12:59"))
    assert told(world.liaisons["XAA"]) == []
    sweep(fires)
    assert told(world.liaisons["XAA"]) == ["task_due_soon"]


@pytest.mark.django_db
def test_after_three_days_of_downtime_only_the_due_date_is_told_and_once():
    world = build("XAA")
    accepted(world)

    assert sweep("2031-02-13T08:00:00Z") == 1
    assert sweep("2031-02-13T08:00:10Z") == 0

    assert told(world.liaisons["XAA"]) == ["task_due"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2031-02-06T12:00:00Z", ["task_due_soon", "task_due"]),
        ("2031-02-07T12:00:00Z", ["task_due_soon", "task_due"]),  # Today's reminder is still sent.
        ("2031-02-08T12:00:00Z", ["task_due"]),
        ("2031-02-10T12:00:00Z", ["task_due"]),
        ("2031-02-11T12:00:00Z", []),
    ],
)
def test_a_stage_that_had_passed_when_the_task_was_given_is_not_caught_up_with(now, expected):
    world = build("XAA")
    delegation = world.bring("XAA", Invited.ACCEPTED).delegation

    with time_machine.travel(now, tick=False):
        give(world, delegation)
    sweep("2031-02-09T08:00:00Z")
    sweep("2031-02-12T08:00:00Z")

    assert told(world.liaisons["XAA"]) == expected


@pytest.mark.django_db
def test_a_task_without_days_before_is_told_once_on_the_day():
    world = build("XAA")
    give(world, world.bring("XAA", Invited.ACCEPTED).delegation, remind_days=0)

    sweep("2031-02-10T08:00:00Z")
    sweep("2031-02-11T08:00:00Z")

    assert told(world.liaisons["XAA"]) == ["task_due"]


@pytest.mark.django_db
@pytest.mark.parametrize("verb", [services.do_task, services.cancel_task])
def test_a_task_that_is_done_or_taken_back_reminds_nobody_until_it_is_open_again(verb):
    world = build("XAA")
    task = accepted(world)
    with acting_as(world.planner):
        task = verb(task, by=world.planner)

    sweep("2031-02-08T08:00:00Z")
    assert told(world.liaisons["XAA"]) == []

    with acting_as(world.planner), time_machine.travel("2031-02-08T08:00:00Z", tick=False):
        services.reopen_task(task, by=world.planner)
    sweep("2031-02-08T09:00:00Z")
    assert told(world.liaisons["XAA"]) == []  # Its day has passed.
    sweep("2031-02-10T08:00:00Z")
    assert told(world.liaisons["XAA"]) == ["task_due"]


@pytest.mark.django_db
def test_a_new_due_date_arms_the_reminders_again_and_new_words_do_not():
    world = build("XAA")
    task = accepted(world)
    sweep("2031-02-07T08:00:00Z")
    terms = {"title": "Tents", "detail": "", "remind_days": 3, "by": world.planner}

    with acting_as(world.planner):
        services.amend_task(task, due_on=date(2031, 2, 10), **terms)
        sweep("2031-02-07T09:00:00Z")
        assert told(world.liaisons["XAA"]) == ["task_due_soon"]
        services.amend_task(task, due_on=date(2031, 2, 20), **terms)
    sweep("2031-02-17T08:00:00Z")

    assert told(world.liaisons["XAA"]) == ["task_due_soon", "task_due_soon"]


def deliver() -> None:
    jobs.deliver(list(OutboxItem.objects.filter(state="pending").values_list("pk", flat=True)))


@pytest.mark.django_db
def test_the_reminder_reaches_inbox_and_mailbox_neutrally_and_once():
    world = build("XAA")
    accepted(world)
    deliver()
    mail.outbox.clear()

    sweep("2031-02-10T08:00:00Z")
    deliver()
    deliver()

    (message,) = mail.outbox
    assert "CANARY" not in message.subject + message.body
    liaison = world.liaisons["XAA"]
    with acting_as(liaison):
        assert "CANARY tents" in inbox(liaison)[0].text


@pytest.mark.django_db
def test_whoever_lost_the_right_between_sweep_and_delivery_gets_nothing():
    world = build("XAA")
    task = accepted(world)
    deliver()
    mail.outbox.clear()
    sweep("2031-02-10T08:00:00Z")
    with as_system():
        invitation = Invitation.objects.get(delegation=task.delegation_id)

    with acting_as(world.planner):
        participants.withdraw(invitation, reason="Changed plans", by=world.planner)
    deliver()

    assert len(mail.outbox) == 1  # That the invitation was withdrawn, and nothing about the task.
    assert Notification.objects.get(kind="task_due").withheld_at is not None
    with acting_as(world.liaisons["XAA"]):
        assert "CANARY tents" not in [message.title for message in inbox(world.liaisons["XAA"])]


def test_two_sweeps_at_once_remind_once(committed):
    world = build("XAA")
    accepted(world)
    ready = threading.Barrier(2)

    def run() -> None:
        ready.wait()
        try:
            sweep("2031-02-13T08:00:00Z")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told(world.liaisons["XAA"]) == ["task_due"]
