"""Compute everything again that was sealed, and name the first event that isn't what it was.

Nothing here trusts a trigger, a policy or a right: whoever owns the database can switch those off. What can't be
switched off is arithmetic, and the anchors outside.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from audit import canonical, merkle
from audit.models import Event, Leaf, Seal
from audit.sealing import START

FACTS_KEPT = timedelta(days=90)  # As in the database's own trigger.


@dataclass(frozen=True)
class Finding:
    """What is wrong, first of all."""

    event: int | None  # The event's id; None where a whole seal is gone.
    seal: int | None
    problem: str  # A word for machines.
    words: str


@dataclass
class Report:
    seals: int = 0
    events: int = 0
    unsealed: int = 0
    unused_ids: int = 0  # Numbers that no sealed event has: transactions that were rolled back.
    anchors: int = 0
    finding: Finding | None = None
    checked_until: str = ""

    @property
    def is_sound(self) -> bool:
        return self.finding is None


def verify(anchors: Mapping[int, str], since: datetime | None = None) -> Report:
    """Check all seals made since then, every event in them, what came after, and the *anchors* (number to hash)."""
    report = Report(anchors=len(anchors))
    report.finding = next(_findings(report, anchors, since), None)
    return report


def _findings(report: Report, anchors: Mapping[int, str], since: datetime | None) -> Iterator[Finding]:
    seals = Seal.objects.order_by("number")
    last = seals.filter(sealed_at__lt=since).last() if since else None
    for seal in seals.filter(number__gt=last.number) if last else seals:
        yield from _in_events(seal, report)
        yield from _in_seal(seal, last, anchors)
        report.seals += 1
        report.checked_until = canonical.instant(seal.sealed_at)
        last = seal
    yield from _beyond(last, anchors)
    yield from _slipped_in(last)
    yield from _leaves_of_nothing()
    report.unsealed = Event.objects.count() - Leaf.objects.count()
    report.unused_ids = _unused_ids()


def _in_events(seal: Seal, report: Report) -> Iterator[Finding]:
    """Each event of *seal*, by its id, against the leaf that was made of it."""
    leaves = dict(seal.leaves.values_list("event_id", "digest"))
    events = Event.objects.in_bulk(list(leaves))
    for event_id, digest in sorted(leaves.items()):
        event = events.get(event_id)
        problem = _missing() if event is None else _changed(event, digest)
        if problem:
            yield Finding(event_id, seal.number, *problem)
        report.events += 1


def _missing() -> tuple[str, str]:
    return "deleted", "The event was sealed, and is gone."


def _changed(event: Event, digest: str) -> tuple[str, str] | None:
    if canonical.leaf(canonical.covered(event)) != digest:
        return "edited", "The event no longer says what it said when it was sealed."
    if event.object_key != canonical.object_key(event.object_type, event.object_id):
        return "edited", "The event names another object than when it was sealed."
    return _facts_changed(event)


def _facts_changed(event: Event) -> tuple[str, str] | None:
    if event.nonce is None or event.facts is None:
        is_early = event.at > timezone.now() - FACTS_KEPT
        return ("erased", "The facts of the event were erased before their time.") if is_early else None
    if canonical.facts_digest(event.nonce, event.facts) != event.facts_digest:
        return "edited", "The facts of the event aren't those that were sealed."
    return None


def _in_seal(seal: Seal, last: Seal | None, anchors: Mapping[int, str]) -> Iterator[Finding]:
    """The seal itself: what it counts, its root, its place in the chain, its anchor."""
    leaves = dict(seal.leaves.values_list("event_id", "digest"))
    if len(leaves) != seal.count or (min(leaves, default=0), max(leaves, default=0)) != (seal.first_id, seal.last_id):
        yield Finding(
            seal.first_id, seal.number, "count", f"The seal holds {seal.count} events; {len(leaves)} are left."
        )
    elif merkle.Tree(list(leaves.values())).root != seal.root:
        yield Finding(seal.first_id, seal.number, "root", "The events of this seal aren't those that were sealed.")
    number, previous = (last.number, last.hash) if last else (0, START)
    if seal.number != number + 1:
        yield Finding(None, number + 1, "seal deleted", f"Seal {number + 1} is gone, with its events.")
    elif seal.previous != previous or canonical.seal_hash(seal) != seal.hash:
        yield Finding(seal.first_id, seal.number, "chain", "The seal doesn't follow from the one before it.")
    elif anchors.get(seal.number, seal.hash) != seal.hash:
        yield Finding(
            seal.first_id, seal.number, "anchor", "The seal isn't the one that was anchored: it was made anew."
        )


def _beyond(last: Seal | None, anchors: Mapping[int, str]) -> Iterator[Finding]:
    """Anchors of seals that aren't there: the end was cut off."""
    number = last.number if last else 0
    if any(anchored > number for anchored in anchors):
        event = last.last_id + 1 if last else 1
        words = f"Seal {number + 1} was anchored, and is gone with all that came after it."
        yield Finding(event, number + 1, "tail deleted", words)


def _slipped_in(last: Seal | None) -> Iterator[Finding]:
    """Events without a leaf among those that everything is sealed of: put in afterwards, with an older date."""
    if last is None:
        return
    found = _ask(
        "SELECT min(id) FROM audit_event e WHERE txid < %s::text::xid8 "
        "AND NOT EXISTS (SELECT FROM audit_leaf l WHERE l.event_id = e.id)",
        last.horizon,
    )
    if found is not None:
        yield Finding(found, None, "back-dated", "The event was put in after its time was sealed.")


def _leaves_of_nothing() -> Iterator[Finding]:
    found = _ask(
        "SELECT min(event_id) FROM audit_leaf l WHERE NOT EXISTS (SELECT FROM audit_seal s WHERE s.number = l.seal_id)"
    )
    if found is not None:
        yield Finding(found, None, "seal deleted", "The event was sealed, and its seal is gone.")


def _unused_ids() -> int:
    return int(_ask("SELECT coalesce(max(event_id) - count(*), 0) FROM audit_leaf"))


def _ask(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def as_json(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = {**vars(report), "sound": report.is_sound}
    found["finding"] = vars(report.finding) if report.finding else None
    return found
