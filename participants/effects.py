"""What a change of an exchange means for its invitations, in words; and its carrying out."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from clearances.guards import System
from clearances.services import members_of
from exchanges.changes import Change, Effect, Verb
from participants.models import Invitation
from participants.services import follow_change
from participants.services.changes import invitations_of, is_new_host, is_told
from participants.states import AWAITS_ANSWER, SEES_CONTENT, SEES_COVER, State


def apply(change: Change) -> None:
    follow_change(change)


def describe(change: Change) -> list[Effect]:
    """What follows for the invitations that ``change.by`` may see; nothing is said about others."""
    invitations = _visible(change)
    return [*_hosting(change, invitations), *_dates(change, invitations), *_told(change, invitations)]


def told(change: Change) -> Iterable[User]:
    """The people of the invited nations whose invitations ``change.by`` may see."""
    if change.verb != Verb.CANCEL and not is_told(change):
        return []
    rows = [row for row in _in(_visible(change), SEES_COVER) if not is_new_host(change, row)]
    return members_of([row.delegation.team_id for row in rows])  # type: ignore[no-any-return]


def _visible(change: Change) -> list[Invitation]:
    rows = invitations_of(change.exchange)
    if not isinstance(change.by, System):
        rows = rows.filter(pk__in=Invitation.objects.for_user(change.by).values("pk"))
    return list(rows)


def _in(invitations: Sequence[Invitation], states: frozenset[State]) -> list[Invitation]:
    return [invitation for invitation in invitations if invitation.state in states]


def _names(invitations: Sequence[Invitation]) -> str:
    return ", ".join(str(invitation.delegation.party) for invitation in invitations)


def _effect(text: Any, invitations: Sequence[Invitation], icon: str) -> list[Effect]:
    """One sentence about *invitations*, counted (n) and named; none about nobody."""
    if not invitations:
        return []
    n = len(invitations)
    return [Effect(text % {"n": n, "names": _names(invitations)}, icon, n)]


def _hosting(change: Change, invitations: Sequence[Invitation]) -> list[Effect]:
    if not change.is_rehosting:
        return []
    text = _("The host's own delegation and its tasks pass to %(host)s.") % {"host": change.host}
    passing = [Effect(text, "home-move")]
    if any(is_new_host(change, invitation) and invitation.state in SEES_COVER for invitation in invitations):
        passing.append(
            Effect(_("The invitation of %(host)s ends, since it hosts.") % {"host": change.host}, "mail-off")
        )
    return passing


def _dates(change: Change, invitations: Sequence[Invitation]) -> list[Effect]:
    if change.verb == Verb.CANCEL:
        return []
    return _asked_again(invitations) if change.verb == Verb.POSTPONE else _brought_forward(change, invitations)


def _asked_again(invitations: Sequence[Invitation]) -> list[Effect]:
    text = ngettext_lazy(
        "%(n)d reply is asked for again, and the content closes until it comes: %(names)s.",
        "%(n)d replies are asked for again, and the content closes until they come: %(names)s.",
        "n",
    )
    return _effect(text, _in(invitations, SEES_CONTENT | {State.TENTATIVE}), "mail-question")


def _brought_forward(change: Change, invitations: Sequence[Invitation]) -> list[Effect]:
    late = [row for row in _in(invitations, AWAITS_ANSWER) if row.reply_by >= change.starts_on]
    text = ngettext_lazy(
        "%(n)d reply-by date moves to the day before the exchange starts: %(names)s.",
        "%(n)d reply-by dates move to the day before the exchange starts: %(names)s.",
        "n",
    )
    return _effect(text, late, "clock")


def _told(change: Change, invitations: Sequence[Invitation]) -> list[Effect]:
    told = [row for row in _in(invitations, SEES_COVER) if not is_new_host(change, row)]
    if change.verb == Verb.CANCEL:
        return _cancelled(told, _in(invitations, frozenset({State.DRAFT})))
    if not is_told(change):
        return []
    return _effect(
        ngettext_lazy(
            "%(n)d invited nation is told, in the portal and by e-mail: %(names)s.",
            "%(n)d invited nations are told, in the portal and by e-mail: %(names)s.",
            "n",
        ),
        told,
        "send",
    )


def _cancelled(told: Sequence[Invitation], drafts: Sequence[Invitation]) -> list[Effect]:
    withdrawn = _effect(
        ngettext_lazy(
            "%(n)d invitation is withdrawn and the nation is told; it keeps its own file: %(names)s.",
            "%(n)d invitations are withdrawn and the nations are told; they keep their own files: %(names)s.",
            "n",
        ),
        told,
        "mail-off",
    )
    unsent = _effect(
        ngettext_lazy(
            "%(n)d invitation in draft is never sent: %(names)s.",
            "%(n)d invitations in draft are never sent: %(names)s.",
            "n",
        ),
        drafts,
        "mail-off",
    )
    return [*withdrawn, *unsent]
