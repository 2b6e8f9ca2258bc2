"""The outbox: asked for once, claimed by one worker, tried again, given up in the end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import services
from jobs.models import OutboxItem

pytestmark = pytest.mark.django_db
DONE: list[int] = []


def handler(object_id: int) -> None:
    """What an outbox row of the kind "test" does."""
    if object_id == 666:
        raise ZeroDivisionError
    if object_id == 13:
        raise services.Postponed("the peer sleeps")
    DONE.append(object_id)


@pytest.fixture(autouse=True)
def kinds(settings):
    settings.OUTBOX_HANDLERS = {"test": f"{__name__}.handler"}
    settings.SWEEPS = []
    DONE.clear()


def test_the_same_key_asks_only_once():
    for _again in range(3):
        services.post("test", "letter:7", 7)

    services.deliver(services.claim(timezone.now()))

    assert DONE == [7]


def test_what_is_done_is_not_done_again():
    services.post("test", "letter:7", 7)
    ids = services.claim(timezone.now())

    assert (services.deliver(ids), services.deliver(ids)) == (1, 0)
    assert services.claim(timezone.now() + timedelta(days=3)) == []
    assert DONE == [7]


def test_what_is_not_due_waits():
    now = timezone.now()
    services.post("test", "letter:7", 7, not_before=now + timedelta(hours=1))

    assert services.claim(now) == []
    assert len(services.claim(now + timedelta(hours=1))) == 1


def test_a_claimed_item_is_free_again_once_its_worker_must_have_died():
    services.post("test", "letter:7", 7)
    now = timezone.now()

    first, meanwhile = services.claim(now), services.claim(now)
    later = services.claim(now + services.ITEM_LEASE)

    assert (len(first), meanwhile, later) == (1, [], first)


def test_a_failure_is_tried_again_later_and_given_up_in_the_end():
    services.post("test", "letter:13", 13)
    item = OutboxItem.objects.get()

    waits = []
    while item.state == OutboxItem.State.PENDING:
        before = timezone.now()
        assert services.deliver([item.pk]) == 0
        item.refresh_from_db()
        waits.append(item.not_before - before)

    assert (item.state, item.attempts, item.last_error) == (OutboxItem.State.DEAD, 7, "the peer sleeps")
    assert [round(wait.total_seconds() / 60) for wait in waits[:6]] == [1, 5, 15, 60, 240, 720]
    assert services.claim(timezone.now() + timedelta(days=9)) == []


def test_one_failure_does_not_stop_the_others():
    for number in (12, 13, 666, 14):
        services.post("test", f"letter:{number}", number)

    assert services.deliver(services.claim(timezone.now())) == 2
    assert DONE == [12, 14]
    assert OutboxItem.objects.get(object_id=666).last_error == "ZeroDivisionError"


def test_after_days_of_downtime_everything_that_is_due_is_claimed_in_batches():
    for number in range(services.BATCH + 5):
        services.post("test", f"letter:{number}", number + 100)
    at = timezone.now() + timedelta(days=3)

    assert [len(services.sweep(at)) for _round in range(3)] == [services.BATCH, 5, 0]
