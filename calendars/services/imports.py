"""Enter the blackout periods of a calendar file: all that were chosen or none, and each once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.models import Party, User
from audit.services import record
from calendars.models import Blackout, ImportedPeriod
from calendars.services.blackouts import KEEP, add_blackout
from clearances.guards import require_held
from clearances.labels import LabelValue
from clearances.models import Label


@dataclass(frozen=True)
class Period:
    """Days to keep free, both inclusive; *digest* is how the same period of the same file is known again."""

    title: str
    digest: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Imported:
    added: int
    skipped: int  # They were entered before, from this file or an earlier state of it.


@transaction.atomic
def import_blackouts(owner: Party, periods: Iterable[Period], *, label: Label | LabelValue, by: User) -> Imported:
    """Enter *periods* for *owner* under one label.

    Those that *by* may not see don't count as entered before: nobody learns of them.

    Raises:
        PermissionDenied: *by* doesn't keep this party's calendar.
        ValidationError: one of them can't be entered; then none is.
    """
    require_held(by, KEEP, owner)
    seen = Blackout.objects.for_user(by).filter(owner=owner)
    known = set(ImportedPeriod.objects.filter(blackout__in=seen).values_list("digest", flat=True))
    links, skipped = [], 0
    for period in periods:
        if period.digest in known:
            skipped += 1
            continue
        known.add(period.digest)
        blackout = add_blackout(
            owner, title=period.title, starts_on=period.starts_on, ends_on=period.ends_on, label=label, by=by
        )
        links.append(ImportedPeriod(blackout=blackout, digest=period.digest))
    ImportedPeriod.objects.bulk_create(links)
    record(by, "blackout.imported", owner, count=len(links))
    return Imported(len(links), skipped)
