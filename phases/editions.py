"""The next edition of an exchange: its phases, as far from STARTEX as they were."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from exchanges.changes import Effect
from exchanges.editions import Carried, Copy
from exchanges.models import Exchange
from participants.known import known
from phases.models import Edition, Phase
from phases.services import add_phase


def carry(copy: Copy) -> list[Effect]:
    carried = Carried(copy)
    there, here = _known(copy, copy.source), _known(copy, copy.target)
    for row in copy.visible(Phase).select_related("label", "host"):
        named = row.host if row.host_id in there else None  # A host that they may not know is nobody, as on its page.
        host = named if row.host_id in here else None
        note = "" if named == host else _("Without its host, who isn't invited yet")
        days = (row.starts_on, row.starts_on + copy.shift)
        carried.take(row, row.name, days, lambda row=row, host=host: _again(copy, row, host), note=note)  # type: ignore[misc]
    return carried.told(_sentence, "calendar-event")


def _known(copy: Copy, exchange: Exchange) -> set[int]:
    return known(copy.by, exchange) if isinstance(copy.by, User) else set()


def _again(copy: Copy, row: Phase, host: Any) -> Phase:
    return add_phase(
        copy.content,
        name=row.name,
        starts_on=row.starts_on + copy.shift,
        ends_on=row.ends_on + copy.shift,
        zone=row.zone,
        place=row.place,
        host=host,
        label=row.label,
        is_cut=True,
        by=copy.by,
    )


def _sentence(n: int) -> str:
    return ngettext("%(n)d phase is carried over.", "%(n)d phases are carried over.", n) % {"n": n}


def beside(user: User, exchange: Exchange) -> dict[str, Any]:
    """The editions before and after, for whoever may see them too; a hidden one leaves no trace."""
    covers = Exchange.objects.for_user(user)
    return {
        "previous": covers.filter(pk__in=Edition.objects.filter(exchange=exchange).values("previous")).first(),
        "following": list(covers.filter(pk__in=Edition.objects.filter(previous=exchange).values("exchange"))),
    }
