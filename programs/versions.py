"""Optimistic locking: whoever changes a row says which version they read; a change based on an older one is refused."""

from typing import TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import User
from clearances.guards import Actor

STAMPS = ["version", "changed_by", "changed_at"]


class Versioned(models.Model):
    """A row that counts its changes and knows the last one, so that a conflict can say whose change it was."""

    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Stale(Exception):
    """Somebody changed the row after it was read. Holds it as it is stored now."""

    def __init__(self, row: Versioned) -> None:
        super().__init__(f"{row.pk} has version {row.version} by now")
        self.row = row


Row = TypeVar("Row", bound=Versioned)


def lock(row: Row, version: int | None = None) -> Row:
    """The stored row behind *row*, locked until the transaction ends; None accepts any version.

    Raises:
        Stale: it isn't at *version* any more.
    """
    stored = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if version is not None and stored.version != version:
        raise Stale(stored)
    return stored


def save(row: Versioned, *, by: Actor, fields: list[str]) -> None:
    """Write *fields* of a locked row as one change by *by*."""
    row.version += 1
    row.changed_by = by if isinstance(by, User) else None
    row.changed_at = timezone.now()
    row.save(update_fields=[*fields, *STAMPS])
