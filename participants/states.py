"""The states of an invitation, and what each opens to the delegation's team (access.md §4)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Waiting for a reply")
    TENTATIVE = "tentative", _("Tentative")
    COUNTERED = "countered", _("Counter-proposed")
    ACCEPTED = "accepted", _("Accepted")
    ACCEPTED_WITH_CAVEATS = "caveats", _("Accepted with caveats")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


ANSWERS = frozenset(
    {State.TENTATIVE, State.COUNTERED, State.ACCEPTED, State.ACCEPTED_WITH_CAVEATS, State.DECLINED}
)  # What a liaison may reply.
_OPEN = ANSWERS | {State.WITHDRAWN, State.EXPIRED}

MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.ISSUED, State.WITHDRAWN}),
    State.ISSUED: _OPEN,
    State.TENTATIVE: (_OPEN | {State.ISSUED}) - {State.TENTATIVE},
    State.COUNTERED: (_OPEN | {State.ISSUED}) - {State.COUNTERED},
    State.ACCEPTED: frozenset({State.ACCEPTED_WITH_CAVEATS, State.DECLINED, State.WITHDRAWN, State.ISSUED}),
    State.ACCEPTED_WITH_CAVEATS: frozenset({State.ACCEPTED, State.DECLINED, State.WITHDRAWN, State.ISSUED}),
    State.DECLINED: frozenset({State.ISSUED}),
    State.WITHDRAWN: frozenset({State.ISSUED}),
    State.EXPIRED: frozenset({State.ISSUED, State.WITHDRAWN}),
}

SEES_COVER = frozenset({State.ISSUED, State.TENTATIVE, State.COUNTERED, State.ACCEPTED, State.ACCEPTED_WITH_CAVEATS})
SEES_CONTENT = frozenset({State.ACCEPTED, State.ACCEPTED_WITH_CAVEATS})
AWAITS_ANSWER = frozenset({State.ISSUED, State.TENTATIVE, State.COUNTERED})


class IllegalMove(Exception):
    """The invitation is in a state that the wanted one can't follow, perhaps because another reply came first."""

    def __init__(self, source: State, target: State) -> None:
        super().__init__(f"{source} can't become {target}")
        self.source, self.target = source, target


class Stale(Exception):
    """The change is based on what the invitation said before somebody else changed it."""


def check(source: State, target: State) -> None:
    """Refuse a move that isn't declared.

    Raises:
        IllegalMove: *target* can't follow *source*.
    """
    if target not in MOVES[source]:
        raise IllegalMove(source, target)
