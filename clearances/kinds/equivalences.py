"""Confirming a row of the national equivalence table: two administrators of the operator, on a source they name."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import require_keeper
from clearances.changes import Facts, Kind
from clearances.guards import Actor
from clearances.models import Equivalence
from clearances.services import equivalences


def facts_of(row: Equivalence, *, source: str) -> Facts:
    return {"equivalence": row.pk, "source": source}


def _row(facts: Facts) -> Equivalence:
    found: Equivalence = Equivalence.objects.get(pk=facts["equivalence"])
    return found


def _check(facts: Facts, by: Actor) -> None:
    require_keeper(by)
    equivalences.check_confirmation(_row(facts), facts["source"])


def _confirm(facts: Facts, by: Actor) -> None:
    if isinstance(by, User):
        equivalences.confirm(_row(facts), source=facts["source"], by=by)


def _state(facts: Facts) -> Any:
    row = _row(facts)
    return [row.digest, str(row.superseded_at), str(row.confirmed_at)]


def _title(facts: Facts, reader: User) -> str:
    row = _row(facts)
    return _("Confirm “%(names)s” of %(nation)s") % {"names": row.text, "nation": row.nation}


def _details(facts: Facts, reader: User) -> list[tuple[str, str]]:
    row = _row(facts)
    return [
        (_("Nation"), row.nation),
        (_("Level"), row.get_level_display()),
        (_("Names"), row.text),
        (_("Read in"), facts["source"]),
    ]


KINDS = [
    Kind(
        name="equivalence.confirm",
        permission="accounts.administer_clearances",
        check=_check,
        apply=_confirm,
        state=_state,
        title=_title,
        details=_details,
    )
]
