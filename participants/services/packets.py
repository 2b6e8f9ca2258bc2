"""Write an invitation's packet: what is asked of the party and what it is offered, paragraph by paragraph."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from audit.services import record
from clearances.guards import Actor, require
from clearances.subjects import Subject
from exchanges.models import DescriptionPortion
from notifications.services import notify
from participants import states
from participants.amending import Part, line
from participants.models import Delegation, Invitation, PacketPortion
from participants.services import access, noting, staffing
from participants.states import SEES_COVER, State
from portions import services as portions
from portions.containers import Block, Container

WRITABLE = SEES_COVER | {State.DRAFT}


def packet_of(delegation: Delegation) -> Container:
    """The packet, as the portions of the delegation: none is more open than that the party is invited.

    What it repeats of the exchange's description is marked at least as strictly as it is there.
    """
    label, beside = delegation.label, ((DescriptionPortion, delegation.exchange_id),)
    return Container(delegation, delegation, PacketPortion, default=label, floor=label, beside=beside)


@transaction.atomic
def write_packet(invitation: Invitation, blocks: Sequence[Block], *, read: str | None = None, by: Actor) -> bool:
    """Make the packet what *blocks* say; portions that *by* doesn't see stay where they are. Whether it differs.

    The invitation's own version doesn't rise: it would tell the party of a paragraph that isn't for them. Of those who
    were sent the invitation, whoever sees a part that changed is told.

    Raises:
        PermissionDenied: *by* may not change it.
        Stale: somebody changed what *by* sees of it since *read* (``portions.containers.state_of``).
        IllegalMove: it was declined, withdrawn or has expired: it stays as it was sent.
        ValidationError: by block: a text that is too long, a label that can't be.
    """
    require(by, "change", invitation)
    invitation, delegation, _exchange = access.lock(invitation)
    state = State(invitation.state)
    if state not in WRITABLE:
        raise states.IllegalMove(state, state)
    before = _as_read(delegation)
    written = portions.write(packet_of(delegation), blocks, read=read, by=by)
    if written.touched:
        record(by, "invitation.packet_written", invitation)
        if state == State.DRAFT:
            staffing.ask_again(delegation, by=by)
        if state in SEES_COVER:
            noting.note(invitation, _changed(before, _as_read(delegation)), by=by)
            readers = readers_of(delegation, written.label_ids)
            notify(readers, "invitation_amended", delegation, key=f"packet:{uuid4()}")
    return bool(written.touched)


Read = dict[Any, tuple[int, int]]  # Of each paragraph that whoever acts may see: its label, its version.


def _as_read(delegation: Delegation) -> Read:
    rows = PacketPortion.objects.filter(delegation=delegation).values_list("pk", "label", "version")
    return {pk: (label, version) for pk, label, version in rows}


def _changed(before: Read, after: Read) -> dict[int, list[dict[str, Any]]]:
    """What an amendment says of each paragraph, by the label under which it may be said."""
    lines: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for pk, (label, version) in after.items():
        if pk not in before:
            lines[label].append(line(Part.ADDED, key=pk))
        elif before[pk] != (label, version):
            lines[label].append(line(Part.CHANGED, key=pk))
    for pk in before.keys() - after.keys():
        lines[before[pk][0]].append(line(Part.REMOVED, key=pk))
    return lines


def readers_of(delegation: Delegation, label_ids: Collection[int]) -> Iterator[User]:
    """Those of the delegation's team who see at least one of these labels, decided as for a delivery."""
    for user in access.team_members(delegation):
        if not set(label_ids).isdisjoint(Subject(user).dominated_label_ids):
            yield user
