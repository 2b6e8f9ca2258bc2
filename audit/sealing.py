"""Seal what was committed: leaves, a root, a chain. The tick worker does it; no request ever waits for it.

Events are sealed in no order of theirs but by the transaction that wrote them: below the oldest transaction that still
goes on, everything is decided, so nothing can slip in behind a seal. Two sealers at once take turns; one that is
killed leaves nothing half done, because leaves and seal are one transaction.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldError, ValidationError
from django.db import DataError, connection, models, transaction
from django.utils import timezone

from audit import anchors, canonical, merkle, ownership, writing
from audit.models import Event, Leaf, Seal, Sealer
from audit.writing import Draft

logger = logging.getLogger("audit.sealing")

BATCH = 5000
LOCK = 0x4163636F7264  # "Accord": one sealer at a time.
START = "0" * 64

# The oldest transaction that goes on, and the next one to come. Those of other databases of the cluster write no events
# here; they count all the same unless it is certain that they are elsewhere.
HORIZON = """
SELECT coalesce((
    SELECT min(xid::text::bigint) FROM pg_snapshot_xip(s) AS xid
    WHERE NOT EXISTS (
        SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'transactionid' AND l.granted AND l.transactionid = xid::xid
            AND a.datname <> current_database()
    )
), pg_snapshot_xmax(s)::text::bigint), pg_snapshot_xmax(s)::text::bigint
FROM pg_current_snapshot() AS s
"""

# After a restore into a new cluster transactions are counted from the beginning; then every event not sealed counts.
DECIDED = """
SELECT e.id FROM audit_event e
WHERE CASE WHEN %(horizon)s <= %(xmin)s
        THEN e.txid >= %(horizon)s::text::xid8 AND e.txid < %(xmin)s::text::xid8
        ELSE e.txid < %(xmin)s::text::xid8 OR e.txid >= %(xmax)s::text::xid8 END
    AND NOT EXISTS (SELECT FROM audit_leaf l WHERE l.event_id = e.id)
ORDER BY e.txid, e.id LIMIT %(batch)s
"""


def seal(at: datetime | None = None) -> int:
    """Seal everything that is committed by now, then anchor it outside the database; how many seals were made."""
    sizes = list(_sizes())
    anchors.append(Seal.objects.all())
    if sizes:  # Otherwise another sealer is at work.
        Sealer.objects.update_or_create(pk=1, defaults={"caught_up_at": timezone.now()})
    return sum(size > 0 for size in sizes)


def _sizes() -> Iterator[int]:
    """Of one seal after the other, until nothing is left that waits."""
    size: int | None = BATCH
    while size == BATCH:
        size = _seal_one()
        if size is not None:
            yield size


@transaction.atomic
def _seal_one() -> int | None:
    """One seal over at most ``BATCH`` events; how many, or None while another sealer works."""
    if not _ask("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])[0]:
        return None
    last = Seal.objects.order_by("number").last()
    xmin, xmax = _ask(HORIZON)
    events = _decided(last.horizon if last else 0, xmin, xmax)
    if events:
        is_all = len(events) < BATCH
        _bind(events, last, horizon=xmin if is_all else int(events[-1].txid))
        _tell_owners(events)
    return len(events)


def _ask(statement: str, values: Sequence[Any] = ()) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def _decided(horizon: int, xmin: int, xmax: int) -> list[Event]:
    with connection.cursor() as cursor:
        cursor.execute(DECIDED, {"horizon": horizon, "xmin": xmin, "xmax": xmax, "batch": BATCH})
        ids = [pk for (pk,) in cursor.fetchall()]
    found = Event.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def _bind(events: Sequence[Event], last: Seal | None, *, horizon: int) -> None:
    leaves = {event.pk: canonical.leaf(canonical.covered(event)) for event in events}
    row = Seal(
        number=last.number + 1 if last else 1,
        first_id=min(leaves),
        last_id=max(leaves),
        count=len(leaves),
        root=merkle.Tree(list(leaves.values())).root,
        horizon=horizon,
        sealed_at=timezone.now(),
        previous=last.hash if last else START,
    )
    row.hash = canonical.seal_hash(row)
    row.save(force_insert=True)
    Leaf.objects.bulk_create([Leaf(event_id=pk, seal=row, digest=digest) for pk, digest in leaves.items()])


def _tell_owners(events: Sequence[Event]) -> None:
    """Whoever owns what somebody was refused learns of the attempt, at the label of it.

    Only here is it looked up: a refusal that did so would take longer for what exists than for what never did.
    """
    drafts = [_attempt(event, row) for event in events if (row := _refused(event)) is not None]
    writing.add(draft for draft in drafts if draft.party)


def _refused(event: Event) -> models.Model | None:
    """The row that a refused request named, if there is one."""
    if event.action != "access.denied" or not event.object_type or not event.object_id:
        return None
    model: Any = apps.get_model(event.object_type)
    key = (event.facts or {}).get("key") or "pk"
    try:
        with transaction.atomic():
            row: models.Model | None = model._base_manager.filter(**{_column(model, key): event.object_id}).first()
    except (FieldError, ValidationError, ValueError, DataError):
        return None
    return row


def _column(model: type[models.Model], key: str) -> str:
    """The column that an address names by *key*; anything else than one of the model's is its primary key."""
    return key if key.split("__", maxsplit=1)[0] in {field.name for field in model._meta.fields} else "pk"


def _attempt(event: Event, row: Any) -> Draft:
    party = ownership.party_of(row)
    return Draft(
        action="access.attempted",
        outcome=Event.Outcome.DENIED,
        actor_id=event.actor_id,
        object_type=event.object_type,
        object_id=str(row.pk),
        label_id=getattr(row, "label_id", None),
        party="" if party == event.party else party,
        facts={"status": (event.facts or {}).get("status")},
        at=event.at,
    )
