"""The next edition of an exchange: nations that were invited are invited again as drafts, where that was chosen."""

from typing import Any

from django.utils.translation import ngettext

from accounts.models import Party, User
from exchanges.changes import Effect
from exchanges.editions import Carried, Copy
from exchanges.models import Exchange
from participants.models import Invitation
from participants.services import invite


def invited(user: User, exchange: Exchange) -> Any:
    """The invitations of *exchange* that *user* may see."""
    rows = Invitation.objects.for_user(user).filter(delegation__exchange=exchange)
    return rows.select_related("delegation__party").order_by("delegation__party__code")


def nations(user: User, exchange: Exchange) -> Any:
    """The nations that *user* may see invited to *exchange*."""
    return Party.objects.filter(pk__in=invited(user, exchange).order_by().values("delegation__party"))


def carry(copy: Copy) -> list[Effect]:
    """Drafts without a message: what a nation was told of the last edition isn't told of the next by itself."""
    carried = Carried(copy)
    rows = invited(copy.by, copy.source) if isinstance(copy.by, User) else Invitation.objects.none()
    for row in rows.filter(delegation__party__in=copy.nations):
        days = (row.reply_by, row.reply_by + copy.shift)
        carried.take(row, str(row.delegation.party), days, lambda row=row: _again(copy, row))  # type: ignore[misc]
    return carried.told(_sentence, "mail")


def _again(copy: Copy, row: Invitation) -> Any:
    terms = {"seats": row.seats, "reply_by": row.reply_by + copy.shift}
    return invite(copy.target, party=row.delegation.party, by=copy.by, **terms)


def _sentence(n: int) -> str:
    text = ngettext("%(n)d invitation is drafted.", "%(n)d invitations are drafted.", n)
    return text % {"n": n}
