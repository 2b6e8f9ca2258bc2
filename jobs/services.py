"""The outbox, the leased sweep and the progress row: work that survives the loss of Redis and of any process."""

import logging
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import User
from jobs.models import Lease, OutboxItem, Progress

logger = logging.getLogger(__name__)

ITEM_LEASE = timedelta(minutes=2)  # Longer than one delivery may take; after a crash the item is free again.
SWEEP_LEASE = timedelta(minutes=5)
BATCH = 100
RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]


class Postponed(Exception):
    """A delivery that failed for now, such as a mail server that can't be reached; it is tried again later."""


def post(kind: str, key: str, object_id: int, *, not_before: datetime | None = None) -> None:
    """Ask for one effect outside the database, in the business transaction. The same key asks only once."""
    OutboxItem.objects.bulk_create(
        [OutboxItem(kind=kind, key=key, object_id=object_id, not_before=not_before or timezone.now())],
        ignore_conflicts=True,
    )


def post_all(kind: str, asked: Iterable[tuple[str, int]]) -> None:
    """As ``post`` for many keys and object ids, in one statement."""
    now = timezone.now()
    OutboxItem.objects.bulk_create(
        [OutboxItem(kind=kind, key=key, object_id=object_id, not_before=now) for key, object_id in asked],
        ignore_conflicts=True,
        batch_size=1000,
    )


@transaction.atomic
def claim(at: datetime) -> list[int]:
    """Lease up to ``BATCH`` ready items and return their ids; what another worker holds is skipped."""
    ready = OutboxItem.objects.ready(at).order_by("not_before", "pk").select_for_update(skip_locked=True)
    ids = list(ready.values_list("pk", flat=True)[:BATCH])
    OutboxItem.objects.filter(pk__in=ids).update(lease_until=at + ITEM_LEASE)
    return ids


def deliver(ids: list[int]) -> int:
    """Deliver these items, each in a transaction of its own; how many are done."""
    return sum(_deliver(item_id) for item_id in ids)


def _deliver(item_id: int) -> bool:
    """At least once: a crash between effect and commit repeats the effect; mails then carry the same Message-ID."""
    try:
        with transaction.atomic():
            item = (
                OutboxItem.objects.filter(pk=item_id, state=OutboxItem.State.PENDING)
                .select_for_update(skip_locked=True)
                .first()
            )
            if item is None:
                return False  # Another worker has it, or it is done.
            handler: Callable[[int], None] = import_string(settings.OUTBOX_HANDLERS[item.kind])
            handler(item.object_id)
            item.state, item.done_at, item.lease_until = OutboxItem.State.DONE, timezone.now(), None
            item.save(update_fields=["state", "done_at", "lease_until"])
    except Postponed as problem:
        _postpone(item_id, str(problem))
        return False
    except Exception as problem:  # Or one item that can't be delivered would hold back all that come after it.
        logger.exception("Outbox item %s failed; it is tried again later.", item_id)
        _postpone(item_id, type(problem).__name__)
        return False
    return True


def _postpone(item_id: int, problem: str) -> None:
    item = OutboxItem.objects.get(pk=item_id)
    item.attempts += 1
    item.last_error = problem[:200]
    item.lease_until = None
    if item.attempts > len(RETRY_AFTER):
        item.state = OutboxItem.State.DEAD
        logger.error("Outbox item %s was given up after %s attempts.", item.pk, item.attempts)
    else:
        item.not_before = timezone.now() + RETRY_AFTER[item.attempts - 1]
    item.save(update_fields=["attempts", "last_error", "lease_until", "state", "not_before"])


def sweep(at: datetime | None = None) -> list[int]:
    """Run every sweep of ``settings.SWEEPS`` once, then claim what is ready to be delivered.

    Safe to run twice, at the same time, and after days of downtime: a sweep whose lease is held is left alone, and
    each sweep itself only turns rows that are due. A sweep that fails doesn't stop the others.
    """
    at = at or timezone.now()
    for path in settings.SWEEPS:
        with lease(path, at) as is_ours:
            if is_ours:
                _run(path, at)
    return claim(at)


def _run(path: str, at: datetime) -> None:
    run: Callable[[datetime], Any] = import_string(path)
    try:
        run(at)
    except Exception:  # Whatever it is: the other sweeps and the mail must not wait for its repair.
        logger.exception("Sweep %s failed; it runs again in a moment.", path)


@contextmanager
def lease(name: str, at: datetime) -> Iterator[bool]:
    """Hold the lease *name* for the block, or learn that somebody else does."""
    holder = uuid.uuid4()
    is_ours = _take(name, holder, at)
    yield is_ours
    if is_ours:
        Lease.objects.filter(pk=name, holder=holder).update(holder=None, until=None, finished_at=timezone.now())


@transaction.atomic
def _take(name: str, holder: uuid.UUID, at: datetime) -> bool:
    Lease.objects.bulk_create([Lease(name=name)], ignore_conflicts=True)
    row = Lease.objects.select_for_update(skip_locked=True).filter(pk=name).first()
    if row is None or (row.until is not None and row.until > at):
        return False
    row.holder, row.until = holder, at + SWEEP_LEASE
    row.save(update_fields=["holder", "until"])
    return True


def begin(title: str, total: int, *, by: User) -> Progress:
    """A row that says how far a long piece of work has come."""
    return Progress.objects.create(owner=by, title=title, total=total)


def advance(progress: Progress, steps: int = 1) -> None:
    Progress.objects.filter(pk=progress.pk).update(done=F("done") + steps)


def progress_of(user: User, public_id: str) -> Progress | None:
    """The row called *public_id*, if it belongs to *user*."""
    return Progress.objects.filter(owner=user, public_id=public_id).first()


def finish(progress: Progress, problem: str = "") -> None:
    Progress.objects.filter(pk=progress.pk).update(finished_at=timezone.now(), problem=problem[:200])
