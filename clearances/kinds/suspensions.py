"""Lifting a suspension: what keeps people out takes one person, what lets them in takes two."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from clearances.changes import Facts, Kind
from clearances.guards import Actor
from clearances.models.suspensions import Suspension
from clearances.previews import Scope
from clearances.services import suspensions


def _row(facts: Facts) -> Suspension:
    found: Suspension = Suspension.objects.select_related("party").get(pk=facts["suspension"])
    return found


def _check(facts: Facts, by: Actor) -> None:
    if _row(facts).lifted_at is not None:
        raise ValidationError(_("This suspension has been lifted."))


def _state(facts: Facts) -> Any:
    return str(_row(facts).lifted_at)


def _title(facts: Facts, reader: User) -> str:
    return _("Lift the suspension of %(party)s") % {"party": _row(facts).party}


def _details(facts: Facts, reader: User) -> list[tuple[str, str]]:
    row = _row(facts)
    return [(_("Party"), str(row.party)), (_("Suspended because"), row.reason)]


KINDS = [
    Kind(
        name="suspension.lift",
        permission="accounts.administer_clearances",
        check=_check,
        apply=lambda facts, by: suspensions.lift(_row(facts), by=by),
        state=_state,
        title=_title,
        details=_details,
        scope=lambda facts: Scope(),
    )
]
