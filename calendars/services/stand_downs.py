"""What a nation's keeper says of its stand-downs: those of its own, other days than the table's, or none this year."""

from datetime import date
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party
from audit.services import record
from calendars.models import StandDown
from calendars.services.blackouts import KEEP
from calendars.services.holidays import OWN
from calendars.spans import check_span
from clearances.guards import Actor, require_held
from programs import versions

LONGEST = 184  # Days: half a year. Whoever stands down longer has something else in mind.
WORDS = ["name_en", "name_fr", "starts_on", "ends_on", "stops_work", "is_estimate"]


@transaction.atomic
def add_stand_down(
    party: Party,
    *,
    name_en: str,
    starts_on: date,
    ends_on: date,
    name_fr: str = "",
    stops_work: bool = False,
    is_estimate: bool = False,
    by: Actor,
) -> StandDown:
    """Enter days on which a nation does little or nothing; with *stops_work* they count as no working days.

    Raises:
        PermissionDenied: *by* doesn't keep this party's calendar.
        ValidationError: by field.
    """
    require_held(by, KEEP, party)
    if party.nation_id is not None:
        raise ValidationError(_("This organisation keeps the stand-downs of its nation."))
    row = StandDown(party=party, key=uuid4().hex, source=OWN, source_day=starts_on, is_corrected=True)
    _fill(row, name_en=name_en, name_fr=name_fr, starts_on=starts_on, ends_on=ends_on)
    row.stops_work, row.is_estimate = stops_work, is_estimate
    row.save(force_insert=True)
    record(by, "stand_down.added", row, party=party.pk)
    return row


@transaction.atomic
def correct_stand_down(
    row: StandDown,
    *,
    name_en: str,
    name_fr: str,
    starts_on: date,
    ends_on: date,
    stops_work: bool,
    is_estimate: bool,
    is_kept: bool,
    version: int | None,
    by: Actor,
) -> StandDown:
    """Say when it is and whether the nation keeps it this time. Loading the table leaves it so.

    Raises:
        PermissionDenied: *by* doesn't keep this nation's calendar.
        Stale: it has changed since *version*.
        ValidationError: by field.
    """
    require_held(by, KEEP, row.party)
    row = versions.lock(row, version)
    _fill(row, name_en=name_en, name_fr=name_fr, starts_on=starts_on, ends_on=ends_on)
    row.stops_work, row.is_estimate = stops_work, is_estimate
    row.is_kept, row.is_corrected = is_kept, True
    versions.save(row, by=by, fields=[*WORDS, "is_kept", "is_corrected"])
    record(by, "stand_down.corrected" if is_kept else "stand_down.retired", row, party=row.party_id)
    return row


def _fill(row: StandDown, *, name_en: str, name_fr: str, starts_on: date, ends_on: date) -> None:
    check_span(starts_on, ends_on, longest=LONGEST)
    row.name_en, row.name_fr, row.starts_on, row.ends_on = name_en.strip(), name_fr.strip(), starts_on, ends_on
    if not row.name_en:
        raise ValidationError({"name_en": _("Give the stand-down a name.")})
    row.full_clean(exclude=["party", "changed_by"], validate_unique=False, validate_constraints=False)
