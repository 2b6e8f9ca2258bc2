"""The national equivalence table: loaded from data, confirmed by two, never edited and never thinned out."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import require_keeper
from audit.services import record
from clearances.guards import SYSTEM
from clearances.models import Equivalence

SAYS = ("names", "valid_to", "source", "is_sourced", "note_en", "note_fr")


@dataclass(frozen=True)
class Loaded:
    added: int = 0
    superseded: int = 0
    unchanged: int = 0


@transaction.atomic
def load(rows: Iterable[Mapping[str, Any]]) -> Loaded:
    """Bring the table up to *rows*: what is new is added, what says something else gets a version more.

    Loading the same again changes nothing. A row that isn't among *rows* any more stays. A new version isn't
    confirmed by what two have confirmed of the old one.
    """
    present = {
        (row.nation, row.level, row.valid_from): row for row in Equivalence.objects.select_for_update().present()
    }
    counts = {"added": 0, "superseded": 0, "unchanged": 0}
    for said in rows:
        old = present.get((said["nation"], said["level"], said["valid_from"]))
        counts[_load(said, old)] += 1
    done = Loaded(**counts)
    if done.added or done.superseded:
        record(SYSTEM, "equivalences.loaded", None, added=done.added, superseded=done.superseded)
    return done


def _load(said: Mapping[str, Any], old: Equivalence | None) -> str:
    digest = _digest(said)
    if old is not None and old.digest == digest:
        return "unchanged"
    if old is not None:
        old.superseded_at = timezone.now()
        old.save(update_fields=["superseded_at"])
    Equivalence.objects.create(**said, digest=digest, version=1 if old is None else old.version + 1)
    return "added" if old is None else "superseded"


def _digest(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps({name: said[name] for name in SAYS}, default=date.isoformat).encode()).hexdigest()


def check_confirmation(row: Equivalence, source: str) -> None:
    """Whether *row* may be confirmed as read in *source*.

    Raises:
        ValidationError: it is verified, a newer version has taken its place, or no source is named.
    """
    if row.is_verified:
        raise ValidationError(_("This row is verified already."))
    if row.superseded_at is not None:
        raise ValidationError(_("A newer version of this row has taken its place."))
    if not source.strip():
        raise ValidationError({"source": _("Say in which agreement or decision you have read it.")})


@transaction.atomic
def confirm(row: Equivalence, *, source: str, by: User) -> Equivalence:
    """Count *row* as verified. It opens nothing itself: a recognition may rest on it now. Two persons decide it.

    Raises:
        PermissionDenied: *by* doesn't keep the registry.
        ValidationError: as ``check_confirmation``.
    """
    require_keeper(by)
    row = Equivalence.objects.select_for_update().get(pk=row.pk)
    check_confirmation(row, source)
    row.confirmed_at, row.confirmed_by, row.confirmed_source = timezone.now(), by, source.strip()
    row.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_source"])
    record(by, "equivalence.confirmed", row, nation=row.nation, level=row.level)
    return row
