"""What readers do: take a copy along, and say that they have read it."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.services import record
from clearances.guards import require
from files import naming, storage
from files.models import Acknowledgement, FileVersion, PacketFile
from files.services.keeping import originates

Content = FileVersion | PacketFile


class NotHandedOut(Exception):
    """It was recalled, or its originator alone hands it out."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.is_recalled = reason == "recalled"


@dataclass(frozen=True)
class Handed:
    """One copy for one person. Its number is in its name and in the audit record."""

    number: str
    name: str
    media_type: str
    content: bytes


@transaction.atomic
def hand_out(row: Content, *, by: User) -> Handed:
    """A copy of one content, decided anew and recorded.

    Raises:
        PermissionDenied: *by* may not take it along.
        NotHandedOut: nobody gets it any more, or not from anybody but its originator.
        Missing: the disk doesn't hold what the row names.
    """
    require(by, "export", row)
    row = type(row).objects.select_related("label").get(pk=row.pk)  # As it stands, not as it was read.
    if getattr(row, "recalled_at", None) is not None:
        raise NotHandedOut("recalled")
    if not originates(by, row.label):
        raise NotHandedOut("originator")
    number = secrets.token_hex(6).upper()
    record(by, "file.downloaded", row, number=number, size=row.size)
    return Handed(number, naming.numbered(row.name, number), row.media_type, storage.read(row.digest))


@transaction.atomic
def acknowledge(row: Content, *, by: User) -> bool:
    """Note that *by* has read this very content, as a version or in their packet; whether that is new.

    Raises:
        PermissionDenied: *by* may not see it.
    """
    require(by, "view", row)
    noted = [_noted(each, by) for each in (row, *_twins(row, by))]
    return any(noted)


def _noted(row: Content, by: User) -> bool:
    _note, is_new = Acknowledgement.objects.get_or_create(**of(row), user=by)
    if is_new:
        record(by, "file.acknowledged", row)
    return is_new


def _twins(row: Content, by: User) -> Iterable[Content]:
    """The same content where *by* meets it once more: who has read it needn't say so twice."""
    if isinstance(row, FileVersion):
        return list(PacketFile.objects.for_user(by, "reply").filter(source=row))
    return list(FileVersion.objects.for_user(by).filter(pk__in=[row.source_id] if row.source_id else []))


def of(row: Content) -> dict[str, Any]:
    """How an acknowledgement names its content."""
    return {"version": row} if isinstance(row, FileVersion) else {"packet_file": row}
