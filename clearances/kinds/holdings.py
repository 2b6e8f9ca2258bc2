"""Letting a suspended clearance or waiver count again: what was taken away by one is given back by two."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.dates import days
from accounts.models import User
from clearances import nationals, vetting
from clearances.changes import Facts, Kind
from clearances.guards import Actor
from clearances.models import Clearance, Waiver
from clearances.previews import Scope
from clearances.services import obstacle, resume_clearance, resume_waiver
from clearances.services.clearances import ADMINISTER
from clearances.services.waivers import obstacle as obstacle_of_waiver

Model = type[Clearance] | type[Waiver]


def _row(model: Model, facts: Facts) -> Any:
    return model.objects.select_related("person").get(pk=facts["held"])


def _check(model: Model, facts: Facts, by: Actor) -> None:
    if _row(model, facts).status != model.Status.SUSPENDED:
        raise ValidationError(_("It isn't suspended any more."))


def _state(model: Model, facts: Facts) -> Any:
    row = _row(model, facts)
    return [row.request_digest(), row.status, str(row.ended_at)]


def _seen(model: Model, facts: Facts, reader: User) -> Any:
    """The row as far as *reader* may see it: an officer whose office has ended meanwhile reads nothing of it."""
    return model.objects.for_user(reader).filter(pk=facts["held"]).select_related("person", "sponsor").first()


def _title(model: Model, facts: Facts, reader: User) -> str:
    row = _seen(model, facts, reader)
    if row is None:
        return _("Something suspended is to count again")
    return _("%(thing)s for %(person)s is to count again") % {"thing": _thing(row, reader), "person": row.person}


def _thing(row: Any, reader: User) -> str:
    return str(row) if isinstance(row, Clearance) else vetting.waived_label(reader, row)


def _details(model: Model, facts: Facts, reader: User) -> list[tuple[str, str]]:
    row = _seen(model, facts, reader)
    if row is None:
        return []
    said = [
        (_("Person"), str(row.person)),
        (_("Valid"), days(row.valid_from, row.valid_to)),
        (_("Sponsor nation"), str(row.sponsor)),
    ]
    return [*said, (_("Suspended because"), row.end_reason)] if row.end_reason else said


def _kind(name: str, model: Model, permission: str, apply: Callable[..., Any], hindrance: Callable[..., str]) -> Kind:
    return Kind(
        name=name,
        permission=permission,
        check=partial(_check, model),
        apply=lambda facts, by: apply(_row(model, facts), by=by),
        state=partial(_state, model),
        title=partial(_title, model),
        details=partial(_details, model),
        beneficiaries=lambda facts: {_row(model, facts).person_id},
        obstacle=lambda facts, by: hindrance(_row(model, facts), "resume", by=by),
        scope=lambda facts: Scope(people=frozenset({_row(model, facts).person_id})),
    )


KINDS = [
    _kind("clearance.resume", Clearance, ADMINISTER, resume_clearance, obstacle),
    _kind("clearance.resume_national", Clearance, nationals.CERTIFY, resume_clearance, obstacle),
    _kind("waiver.resume", Waiver, ADMINISTER, resume_waiver, obstacle_of_waiver),
]
