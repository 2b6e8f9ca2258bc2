"""Write to the audit record, in the business transaction: what happened and its record stand or fall together."""

from typing import Any

from django.db import models

from accounts.models import User
from audit.models import Event


def record(by: object, action: str, row: models.Model | None = None, /, **facts: Any) -> None:
    """Add one event. *by* is a ``User``, or the system; *facts* are ids, states and dates, never contents."""
    Event.objects.create(
        actor=by if isinstance(by, User) else None,
        action=action,
        object_type=row._meta.label_lower if row is not None else "",
        object_id=str(row.pk) if row is not None else "",
        label_id=getattr(row, "label_id", None),
        facts={key: value if isinstance(value, int | bool | None) else str(value) for key, value in facts.items()},
    )
