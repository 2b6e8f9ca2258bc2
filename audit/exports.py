"""The record as JSON lines, each event with the path that leads from it to its seal.

Whoever holds such a file and the anchors can check that no line was changed, without getting the rest of the record:
``leaf`` is the digest of ``event``, ``path`` leads from it to ``seal.root``, and the seal's hash is the anchored one.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Party, User
from audit import canonical, reading, words
from audit.merkle import Tree
from audit.models import Event, Leaf, Seal
from clearances.subjects import acting_as

CHUNK = 500


def lines(user: User, rows: QuerySet[Event], parties: Iterable[Party]) -> Iterator[str]:
    """The file's lines. Each chunk is read as *user*: while the file is sent, the request is over."""
    yield _dumped(_head(user, parties))
    below: int | None = None
    while True:
        with acting_as(user):
            found = list((rows.filter(id__lt=below) if below else rows)[:CHUNK])
            written = list(_written(user, found))
        yield from written
        if len(found) < CHUNK:
            return
        below = found[-1].pk


def _head(user: User, parties: Iterable[Party]) -> dict[str, Any]:
    return {
        "accord_audit": 1,
        "recipient": user.username,
        "parties": sorted(party.code for party in parties),
        "at": canonical.instant(timezone.now()),
        "marking": "as marked on each line",
    }


def _written(user: User, found: list[Event]) -> Iterator[str]:
    proofs = _proofs([row.pk for row in found])
    for line in reading.lines(user, found):
        row = line.event
        yield _dumped(
            {
                "id": str(row.public_id),
                "marking": line.marking.text if line.marking else "",
                "who": line.who,
                "object": {"type": row.object_type, "id": row.object_id, "name": line.name} if line.name else None,
                "facts": {name: value for name, value in (row.facts or {}).items() if name in words.FACTS},
                "event": canonical.covered(row),
                **proofs.get(row.pk, {"leaf": None, "path": None, "seal": None}),  # Not sealed yet: seconds old.
            }
        )


def _proofs(ids: list[int]) -> dict[int, dict[str, Any]]:
    """Leaf, path and seal of each event that is sealed; three queries, whatever the number."""
    leaves = {leaf.event_id: leaf for leaf in Leaf.objects.filter(event_id__in=ids)}
    seals = Seal.objects.in_bulk({leaf.seal_id for leaf in leaves.values()})
    digests: dict[int, list[str]] = defaultdict(list)
    for number, digest in Leaf.objects.filter(seal_id__in=seals).values_list("seal_id", "digest"):
        digests[number].append(digest)
    trees = {number: Tree(found) for number, found in digests.items()}
    return {
        pk: {
            "leaf": leaf.digest,
            "path": trees[leaf.seal_id].path(leaf.digest),
            "seal": _told(seals[leaf.seal_id]),
        }
        for pk, leaf in leaves.items()
    }


def _told(seal: Seal) -> dict[str, Any]:
    return {
        "number": seal.number,
        "span": canonical.span(seal),
        "root": seal.root,
        "sealed_at": canonical.instant(seal.sealed_at),
        "previous": seal.previous,
        "hash": seal.hash,
    }


def _dumped(line: dict[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False) + "\n"
