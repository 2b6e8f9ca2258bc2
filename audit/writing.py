"""Add events: one statement for any number of them, which asks for nothing back.

The application couldn't read back what it wrote: an event is for auditors. So this is SQL and not ``create``.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from audit import canonical, context
from audit.models import Event
from clearances import context as acting

LONGEST_FACT = 200
LONGEST_ID = 40

INSERT = """
INSERT INTO audit_event (
    at, action, outcome, actor_id, on_behalf_id, session, request, object_type, object_id, object_key, label_id, party,
    salt, nonce, facts_digest, facts
)
SELECT
    at, action, outcome, actor_id, on_behalf_id, session, request, object_type, object_id, object_key, label_id, party,
    salt, nonce, facts_digest, facts
FROM jsonb_to_recordset(%s::jsonb) AS event (
    at timestamptz, action text, outcome text, actor_id bigint, on_behalf_id bigint, session text, request text,
    object_type text, object_id text, object_key text, label_id integer, party text,
    salt text, nonce text, facts_digest text, facts jsonb
)
"""


@dataclass(frozen=True)
class Draft:
    """An event that isn't written yet."""

    action: str
    actor_id: int | None = None
    outcome: str = Event.Outcome.DONE
    on_behalf_id: int | None = None
    object_type: str = ""
    object_id: str = ""
    label_id: int | None = None
    party: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None  # None: now.


def add(drafts: Iterable[Draft]) -> None:
    """Write the events of *drafts*, in the transaction that goes on."""
    rows = [_row(draft) for draft in drafts]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [json.dumps(rows)])


def _row(draft: Draft) -> dict[str, Any]:
    nonce = secrets.token_hex(16)
    facts = {key: plain(value) for key, value in draft.facts.items()}
    object_id = draft.object_id.replace("\0", "")[:LONGEST_ID]
    return {
        "at": (draft.at or timezone.now()).isoformat(),
        "action": draft.action,
        "outcome": str(draft.outcome),
        "actor_id": draft.actor_id,
        "on_behalf_id": draft.on_behalf_id,
        "session": acting.session(),
        "request": context.request_number(),
        "object_type": draft.object_type,
        "object_id": object_id,
        "object_key": canonical.object_key(draft.object_type, object_id),
        "label_id": draft.label_id,
        "party": draft.party,
        "salt": secrets.token_hex(16),
        "nonce": nonce,
        "facts_digest": canonical.facts_digest(nonce, facts),
        "facts": facts,
    }


def plain(value: Any) -> Any:
    """What JSON and its digest hold alike: numbers, truth, short text, lists of these."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    text = value.isoformat() if isinstance(value, date) else str(value)
    return text.replace("\0", "")[:LONGEST_FACT]
