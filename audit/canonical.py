"""The one written form of events and seals that digests are made of. Changing it breaks every seal ever made."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

# What a leaf covers as it stands; ids and facts are covered through digests (below), so that an export can leave out
# what its reader may not see and still be checked.
PLAIN = ("action", "outcome", "actor_id", "on_behalf_id", "session", "request", "object_type", "object_key")
MORE = ("label_id", "party", "facts_digest")


def digest(*parts: Any) -> str:
    return sha256(json.dumps(parts, sort_keys=True, separators=(",", ":"), default=str).encode()).hexdigest()


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def object_key(object_type: str, object_id: str) -> str:
    """Names an object without telling its id; empty where there is no object."""
    return digest("object", object_type, object_id) if object_id else ""


def facts_digest(nonce: str, facts: Mapping[str, Any]) -> str:
    return digest("facts", nonce, facts)


def place(event: Any) -> str:
    """Where an event stands in the table, without telling how many there are."""
    return digest("place", event.salt, event.pk, str(event.txid), str(event.public_id))


def covered(event: Any) -> dict[str, Any]:
    """What is public of an event to whoever may read it, and what its leaf is made of."""
    return {
        "place": place(event),
        "at": instant(event.at),
        **{name: getattr(event, name) for name in (*PLAIN, *MORE)},
    }


def leaf(shown: Mapping[str, Any]) -> str:
    """The leaf of an event, from what ``covered`` says of it: an export's reader can compute it too."""
    return digest("leaf", dict(shown))


def span(seal: Any) -> str:
    """Which events a seal binds and how many: their numbers aren't told to whoever checks an export."""
    return digest("span", seal.first_id, seal.last_id, seal.count, seal.horizon)


def seal_hash(seal: Any) -> str:
    """What chains a seal to the one before."""
    return digest("seal", seal.number, span(seal), seal.root, instant(seal.sealed_at), seal.previous)
