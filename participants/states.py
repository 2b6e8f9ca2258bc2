"""The states of an invitation, and what each opens to the delegation's team (access.md §4).

Two tables of moves. ``State`` is stored, shared with the nation, and decides what is open to it. ``Stage`` says how
far the packet has come as its host sees it (domain.md §4.3) and is derived, never stored: staffing from the sign-offs,
which no nation sees; delivered, opened and confirmed from instants kept on the invitation; the rest from its state. So
nothing that the nation can read, not even a count of versions, moves while a packet is staffed.
"""

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


class Stage(TextChoices):
    DRAFT = "draft", _("Draft")
    STAFFING = "staffing", _("In staffing")
    SIGNED = "signed", _("Signed")
    ISSUED = "issued", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    OPENED = "opened", _("Opened")
    REPLIED = "replied", _("Replied")
    CONFIRMED = "confirmed", _("Confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


_ENDS = frozenset({Stage.WITHDRAWN, Stage.EXPIRED})
STAGE_MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.STAFFING, Stage.ISSUED, Stage.WITHDRAWN}),
    Stage.STAFFING: frozenset({Stage.SIGNED, Stage.DRAFT, Stage.WITHDRAWN}),  # Objected to or waiting: not sent.
    Stage.SIGNED: frozenset({Stage.STAFFING, Stage.DRAFT, Stage.ISSUED, Stage.WITHDRAWN}),
    Stage.ISSUED: frozenset({Stage.DELIVERED, Stage.OPENED, Stage.REPLIED}) | _ENDS,
    Stage.DELIVERED: frozenset({Stage.OPENED, Stage.REPLIED}) | _ENDS,
    Stage.OPENED: frozenset({Stage.REPLIED}) | _ENDS,
    Stage.REPLIED: frozenset({Stage.CONFIRMED, Stage.ISSUED}) | _ENDS,
    Stage.CONFIRMED: frozenset({Stage.REPLIED, Stage.ISSUED, Stage.WITHDRAWN}),  # Never expired: it is settled.
    Stage.WITHDRAWN: frozenset({Stage.ISSUED}),
    Stage.EXPIRED: frozenset({Stage.ISSUED, Stage.WITHDRAWN}),
}


class IllegalMove(Exception):
    """The invitation is in a state that the wanted one can't follow, perhaps because another reply came first."""

    def __init__(self, source: State, target: State | Stage) -> None:
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


def check_stage(source: Stage, target: Stage, *, state: State) -> None:
    """As ``check``, for the stage that an invitation in *state* has reached.

    Raises:
        IllegalMove: *target* can't follow *source*.
    """
    if target not in STAGE_MOVES[source]:
        raise IllegalMove(state, target)
