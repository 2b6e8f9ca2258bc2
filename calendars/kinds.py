"""Publishing the days of a blackout period tells everybody what its label hides: two releasing officers decide it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.dates import days
from accounts.models import User
from calendars import services
from calendars.models import Blackout
from clearances.changes import Facts, Kind
from clearances.guards import Actor

PUBLISH = "blackout.publish"


def _row(facts: Facts) -> Blackout | None:
    """As the database shows it to whoever acts; None if it doesn't, or if it is gone."""
    found: Blackout | None = Blackout.objects.filter(pk=facts["blackout"]).first()
    return found


def _seen(facts: Facts, reader: User) -> Blackout | None:
    found: Blackout | None = Blackout.objects.for_user(reader).filter(pk=facts["blackout"]).first()
    return found


def _check(facts: Facts, by: Actor) -> None:
    row = _row(facts)
    if row is None:
        raise ValidationError(_("This blackout period isn't there any more."))
    covered = services.published(row).filter(starts_on=row.starts_on, ends_on=row.ends_on)
    if covered.exists():
        raise ValidationError(_("Its days are published already."))


def _apply(facts: Facts, by: Actor) -> None:
    row = _row(facts)
    if row is not None:  # Checked just before.
        services.publish(row, by=by)


def _state(facts: Facts) -> Any:
    """Its days and its marking: whoever changes either asks for two words anew."""
    row = _row(facts)
    return None if row is None else [row.starts_on.isoformat(), row.ends_on.isoformat(), row.label_id]


def _obstacle(facts: Facts, by: User) -> str:
    return "" if _seen(facts, by) is not None else _("This is about something that you can't see.")


def _title(facts: Facts, reader: User) -> str:
    row = _seen(facts, reader)
    if row is None:
        return _("The days of a blackout period are to be published")
    return _("Publish that %(party)s isn't available %(days)s") % {
        "party": row.owner,
        "days": days(row.starts_on, row.ends_on),
    }


def _details(facts: Facts, reader: User) -> list[tuple[str, str]]:
    row = _seen(facts, reader)
    if row is None:
        return []
    return [(_("Blackout period"), row.title), (_("What everybody reads"), _("Not available"))]


KINDS = [
    Kind(
        name=PUBLISH,
        permission="accounts.release",
        check=_check,
        apply=_apply,
        state=_state,
        title=_title,
        details=_details,
        obstacle=_obstacle,
    )
]
