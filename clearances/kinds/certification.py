"""A file of certificates: every row of it is confirmed at once, or none."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person, User
from clearances import nationals
from clearances.changes import Facts, Kind
from clearances.guards import Actor
from clearances.models import Clearance
from clearances.previews import Scope
from clearances.services import certification
from clearances.services.clearances import ADMINISTER

PREVIEWED = 200  # People whose sight is compared before and after; the page of a larger file says so.
LISTED = 100  # So many people are named on the page; the file of the change names all.


def _people(facts: Facts) -> set[int]:
    return {row["person"] for row in facts["rows"]}


def _state(facts: Facts) -> Any:
    """What these people hold, and whom they act for: either changing makes the proposal void."""
    people = _people(facts)
    held = Clearance.objects.filter(person__in=people, status=Clearance.Status.ACTIVE)
    acting = Person.objects.filter(pk__in=people).values_list("pk", "organisation_id")
    return [
        sorted([str(pk), str(last)] for pk, last in held.values_list("pk", "valid_to")),
        sorted(list(row) for row in acting),
    ]


def _title(facts: Facts, reader: User) -> str:
    number = len(facts["rows"])
    return ngettext("Certify %(count)d clearance", "Certify %(count)d clearances", number) % {"count": number}


def _details(facts: Facts, reader: User) -> list[tuple[str, str]]:
    people = Person.objects.filter(pk__in=_people(facts))
    names = [str(person) for person in people[:LISTED]]
    if len(_people(facts)) > LISTED:
        names.append("…")
    said = [*((level, str(number)) for level, number in certification.counted(facts)), (_("People"), ", ".join(names))]
    if _scope(facts) is None:
        said.append((_("Who gains sight"), _("Shown for files of up to %s people.") % PREVIEWED))
    return said


def _apply(facts: Facts, by: Actor) -> None:
    certification.confirm_batch(facts, by=by)


def _scope(facts: Facts) -> Scope | None:
    """Comparing what somebody sees takes a moment each: beyond so many, the page would keep everybody waiting."""
    return Scope() if len(_people(facts)) <= PREVIEWED else None


def _kind(name: str, permission: str) -> Kind:
    return Kind(
        name=name,
        permission=permission,
        check=certification.check_batch,
        apply=_apply,
        state=_state,
        title=_title,
        details=_details,
        beneficiaries=_people,
        scope=_scope,
    )


KINDS = [_kind("clearance.batch", ADMINISTER), _kind("clearance.batch_national", nationals.CERTIFY)]
