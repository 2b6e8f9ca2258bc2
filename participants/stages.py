"""How far a packet has come, derived from what is stored: for those who see its sign-offs, which no nation does."""

from collections.abc import Iterable

from participants.models import Invitation, PacketSignOff
from participants.states import ANSWERS, Stage, State

CLOSED = {State.WITHDRAWN: Stage.WITHDRAWN, State.EXPIRED: Stage.EXPIRED}


def stage_of(invitation: Invitation, sign_offs: Iterable[PacketSignOff] = ()) -> Stage:
    """The stage of *invitation*, whose host's *sign_offs* only count while it is a draft."""
    state = State(invitation.state)
    if state == State.DRAFT:
        return _in_draft([row.state for row in sign_offs])
    if state in CLOSED:
        return CLOSED[state]
    if state in ANSWERS:
        return Stage.CONFIRMED if invitation.confirmed_at else Stage.REPLIED
    return _on_its_way(invitation)


def _in_draft(said: list[str]) -> Stage:
    if not said:
        return Stage.DRAFT
    return Stage.SIGNED if all(each == PacketSignOff.State.SIGNED for each in said) else Stage.STAFFING


def _on_its_way(invitation: Invitation) -> Stage:
    if invitation.opened_at:
        return Stage.OPENED
    return Stage.DELIVERED if invitation.delivered_at else Stage.ISSUED
