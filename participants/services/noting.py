"""Number what the host changes in a packet that was sent."""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from clearances.guards import Actor
from participants.amending import Part, line
from participants.models import Amendment, Delegation, Invitation
from participants.services import staffing
from participants.states import SEES_COVER, State


def note(invitation: Invitation, lines: Mapping[int, list[dict[str, Any]]], *, by: Actor) -> None:
    """Number what changed in an invitation that was sent, by the label that it is under; the caller holds its lock."""
    for label_id, said in lines.items():
        if said:
            number = Amendment.objects.filter(invitation=invitation, label=label_id).count() + 1
            who = by if isinstance(by, User) else None
            Amendment.objects.create(invitation=invitation, label_id=label_id, number=number, lines=said, made_by=who)


def note_file(delegation: Delegation, label_id: int, key: Any, *, is_recalled: bool, by: Actor) -> None:
    """The host added a file or recalled one: a draft is signed anew, a packet that was sent is amended."""
    invitation = Invitation.objects.get(delegation=delegation)
    if invitation.state == State.DRAFT:
        staffing.ask_again(delegation, by=by)
    elif invitation.state in SEES_COVER:
        part = Part.FILE_RECALLED if is_recalled else Part.FILE_ADDED
        note(invitation, {label_id: [line(part, key=key)]}, by=by)
