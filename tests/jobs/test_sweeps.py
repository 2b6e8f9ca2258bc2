"""Sweeps: one holder at a time, safe to repeat, and one that fails leaves the others alone."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from jobs import services
from jobs.models import Lease
from tests import factories as make

pytestmark = pytest.mark.django_db
RUNS: list[str] = []


def first(at: datetime) -> None:
    RUNS.append("first")


def failing(at: datetime) -> None:
    raise DatabaseError("gone")


def broken(at: datetime) -> None:
    raise OverflowError("date value out of range")


def last(at: datetime) -> None:
    RUNS.append("last")


@pytest.fixture(autouse=True)
def sweeps(settings):
    settings.SWEEPS = [f"{__name__}.{name}" for name in ("first", "failing", "broken", "last")]
    RUNS.clear()


def test_every_sweep_runs_though_one_fails(settings):
    services.sweep()

    assert RUNS == ["first", "last"]
    ended = Lease.objects.filter(pk__in=settings.SWEEPS, finished_at__isnull=False, holder__isnull=True)
    assert ended.count() == 4


def test_a_held_lease_is_left_alone_until_it_runs_out():
    now = timezone.now()

    with services.lease("sweep", now) as ours, services.lease("sweep", now) as theirs:
        assert (ours, theirs) == (True, False)
        with services.lease("sweep", now + services.SWEEP_LEASE + timedelta(seconds=1)) as after_a_crash:
            assert after_a_crash


def test_whoever_lost_the_lease_does_not_end_the_next_holders():
    now = timezone.now()
    later = now + services.SWEEP_LEASE + timedelta(seconds=1)

    slow = services.lease("sweep", now)
    slow.__enter__()
    next_one = services.lease("sweep", later)
    next_one.__enter__()
    slow.__exit__(None, None, None)

    held = Lease.objects.get(name="sweep")
    assert held.holder is not None
    next_one.__exit__(None, None, None)
    held.refresh_from_db()
    assert held.holder is None


def test_progress_counts_up_and_ends():
    owner = make.UserFactory()
    row = services.begin("Letters", 3, by=owner)

    services.advance(row)
    services.advance(row, 2)
    services.finish(row)

    row.refresh_from_db()
    assert (row.done, row.finished_at is not None, row.problem) == (3, True, "")
    assert services.progress_of(owner, row.public_id) == row
    assert services.progress_of(make.UserFactory(), row.public_id) is None
