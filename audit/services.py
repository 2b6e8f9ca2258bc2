"""Write to the audit record, in the business transaction: what happened and its record stand or fall together."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from accounts.models import Party, User
from audit import ownership, writing
from audit.models import Event


def record(
    by: object,
    action: str,
    row: models.Model | None = None,
    /,
    *,
    outcome: str = Event.Outcome.DONE,
    on_behalf: User | None = None,
    **facts: Any,
) -> None:
    """Add one event. *by* is a ``User``, or the system; *facts* are ids, states and dates, never contents.

    It is the record of the party that *row* belongs to (``ownership.party_of``), read by its auditors at the label of
    *row* at this time.
    """
    party = ownership.party_of(row) if row is not None else ""
    writing.add(
        [
            writing.Draft(
                action=action,
                actor_id=by.pk if isinstance(by, User) else None,
                outcome=outcome,
                on_behalf_id=on_behalf.pk if on_behalf else None,
                object_type=row._meta.label_lower if row is not None else "",
                object_id=str(row.pk) if row is not None else "",
                label_id=getattr(row, "label_id", None),
                party=party or ownership.of_user(by),
                facts=facts,
            )
        ]
    )


def record_each(by: object, action: str, rows: Iterable[tuple[models.Model, dict[str, Any]]], /) -> None:
    """As ``record`` for many rows, each with its facts: one event each, in one statement."""
    writing.add(
        writing.Draft(
            action=action,
            actor_id=by.pk if isinstance(by, User) else None,
            object_type=row._meta.label_lower,
            object_id=str(row.pk),
            label_id=getattr(row, "label_id", None),
            party=ownership.party_of(row) or ownership.of_user(by),
            facts=facts,
        )
        for row, facts in rows
    )


def record_reading(by: User, action: str, parties: Iterable[Party], /) -> None:
    """That *by* read or took along the record of *parties*: one event in each of theirs, in one statement."""
    writing.add(
        writing.Draft(
            action=action,
            actor_id=by.pk,
            object_type=party._meta.label_lower,
            object_id=str(party.pk),
            party=party.code,
        )
        for party in parties
    )
