"""Two workers at once, with transactions that really commit."""

import threading
from collections.abc import Callable
from datetime import datetime
from time import sleep  # Only to make two threads meet.

import pytest
from django.db import connection
from django.utils import timezone

from jobs import services
from jobs.models import OutboxItem

DONE: list[int] = []
RUNS: list[datetime] = []
SLOW = threading.Event()


def handler(object_id: int) -> None:
    sleep(0.02)  # Long enough for the other worker to be at the same item.
    DONE.append(object_id)


def sweep(at: datetime) -> None:
    RUNS.append(at)
    SLOW.wait(5)


@pytest.fixture(autouse=True)
def work(settings, committed):
    settings.OUTBOX_HANDLERS = {"test": f"{__name__}.handler"}
    settings.SWEEPS = []
    DONE.clear()
    RUNS.clear()
    SLOW.clear()


def together(*works: Callable[[], object]) -> list[object]:
    """Run all at once, each on a connection of its own; their results in order."""
    results: list[object] = [None] * len(works)
    start = threading.Barrier(len(works))

    def run(number: int, work: Callable[[], object]) -> None:
        start.wait()
        try:
            results[number] = work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_workers_never_claim_the_same_item():
    for number in range(60):
        services.post("test", f"letter:{number}", number)

    first, second = together(*[lambda: services.claim(timezone.now())] * 2)

    assert not set(first) & set(second)
    assert len(first) + len(second) == 60 or not (first and second)


def test_two_workers_with_the_same_ids_deliver_each_item_once():
    for number in range(20):
        services.post("test", f"letter:{number}", number)
    ids = services.claim(timezone.now())

    done = together(*[lambda: services.deliver(ids)] * 2)

    assert sorted(DONE) == list(range(20))
    assert sum(done) == 20
    assert set(OutboxItem.objects.values_list("state", flat=True)) == {"done"}


def test_two_ticks_at_once_run_a_sweep_once(settings):
    settings.SWEEPS = [f"{__name__}.sweep"]

    def second() -> None:
        while not RUNS:
            sleep(0.01)
        services.sweep()
        SLOW.set()

    together(services.sweep, second)

    assert len(RUNS) == 1
