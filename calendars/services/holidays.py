"""What a nation's keeper corrects of its public holidays: the estimate that the moon has decided, a day of its own."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.dates import check_years
from accounts.models import Party
from audit.services import record
from calendars.models import Holiday
from calendars.services.blackouts import KEEP
from clearances.guards import Actor, require_held
from programs import versions

FAR = 31  # Days by which a holiday may be moved; further away it is another one.
OWN = "nation"  # The source of a holiday that the nation itself has entered.


@transaction.atomic
def correct_holiday(
    holiday: Holiday, *, day: date, is_estimate: bool, is_kept: bool, version: int | None, by: Actor
) -> Holiday:
    """Say on which day a holiday is, whether that is certain, and whether it is kept. Loading leaves it so.

    Raises:
        PermissionDenied: *by* doesn't keep this nation's calendar.
        Stale: it has changed since *version*.
        ValidationError: by field.
    """
    require_held(by, KEEP, holiday.party)
    holiday = versions.lock(holiday, version)
    if abs((day - holiday.source_day).days) > FAR:
        raise ValidationError({"day": _("A holiday moves by a month at most. Enter another day as one of its own.")})
    holiday.day, holiday.is_estimate, holiday.is_kept, holiday.is_corrected = day, is_estimate, is_kept, True
    versions.save(holiday, by=by, fields=["day", "is_estimate", "is_kept", "is_corrected"])
    record(by, "holiday.corrected", holiday, party=holiday.party_id)
    return holiday


@transaction.atomic
def add_holiday(
    party: Party, *, day: date, name_en: str, name_fr: str = "", is_estimate: bool = False, by: Actor
) -> Holiday:
    """Enter a public holiday that no source gives.

    Raises:
        PermissionDenied: *by* doesn't keep this party's calendar.
        ValidationError: by field.
    """
    require_held(by, KEEP, party)
    if party.nation_id is not None:
        raise ValidationError(_("This organisation keeps the holidays of its nation."))
    check_years(day=day)
    said = {"name_en": name_en.strip(), "name_fr": name_fr.strip(), "is_estimate": is_estimate}
    holiday = Holiday(party=party, day=day, source_day=day, source=OWN, is_corrected=True, **said)
    if not holiday.name_en:
        raise ValidationError({"name_en": _("Give the holiday a name.")})
    holiday.full_clean(exclude=["changed_by"])
    holiday.save(force_insert=True)
    record(by, "holiday.added", holiday, party=party.pk)
    return holiday
