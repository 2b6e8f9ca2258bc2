"""A packet before it is sent: which offices of the host must sign it, and what they say."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from clearances.guards import Actor, System, require
from clearances.subjects import Subject, subject_of
from notifications.services import notify
from participants import states
from participants.models import Delegation, Invitation, PacketSignOff
from participants.models.staffing import NOTE_LENGTH
from participants.services import access
from participants.states import State


@transaction.atomic
def staff(
    invitation: Invitation, *, people: Mapping[str, User], due_on: date | None = None, by: User
) -> list[PacketSignOff]:
    """Say which offices must sign the draft, each by one person; offices that aren't named needn't (any more).

    Whoever has signed already and stays named isn't asked again.

    Raises:
        PermissionDenied: *by* may not change the packet.
        IllegalMove: it was sent already.
        ValidationError: by field ("due_on", or the office): the day has passed, or somebody can't be asked.
    """
    require(by, "change", invitation)
    invitation, delegation, exchange = access.lock(invitation)
    _in_draft(invitation)
    require_owner(delegation, by)
    _check(delegation, people, due_on, by=by, today=timezone.localdate(timezone=access.zone_of(exchange)))
    known = {row.office: row for row in PacketSignOff.objects.filter(delegation=delegation)}
    for office, row in known.items():
        if people.get(office) != row.person:
            record(by, "packet_sign_off.taken_back", row, person=row.person_id)
            row.delete()
    asked = [office for office in people if office not in known or known[office].person != people[office]]
    for office in asked:
        _ask(delegation, office, people[office], cast(date, due_on), by)  # It was checked.
    return list(PacketSignOff.objects.filter(delegation=delegation))


def _ask(delegation: Delegation, office: str, person: User, due_on: date, by: User) -> None:
    row = PacketSignOff.objects.create(
        delegation=delegation,
        label=access.host_label(delegation),
        office=office,
        person=person,
        due_on=due_on,
        asked_by=by,
    )
    record(by, "packet_sign_off.asked", row, office=office, person=person.pk)
    _tell([person], "packet_sign_off_asked", row)


def _check(delegation: Delegation, people: Mapping[str, User], due_on: date | None, *, by: User, today: date) -> None:
    may_sign = set(signers(delegation, by))
    problems: dict[str, Any] = {
        office: _("Choose a planner of this exchange other than yourself, who reads the packet.")
        for office, person in people.items()
        if person not in may_sign
    }
    if people and due_on is None:
        problems["due_on"] = _("Say by which day they must have signed.")
    elif people and due_on is not None and due_on < today:
        problems["due_on"] = _("That day has passed.")
    if problems:
        raise ValidationError(problems)


def signers(delegation: Delegation, by: User) -> list[User]:
    """Whom *by* may name: others of the host who plan this exchange and may read what only the host reads."""
    label = access.host_label(delegation)
    planners = access.planners_of(delegation).exclude(pk=by.pk).select_related("person__organisation")
    return [user for user in planners if label.pk in Subject(user).dominated_label_ids]


def require_owner(delegation: Delegation, by: Actor) -> None:
    """Stop unless *by* may read what only the host reads: what they don't see they can't leave in order.

    Raises:
        PermissionDenied: they may not.
    """
    if isinstance(by, System):
        return
    subject, label = subject_of(by), access.host_label(delegation)
    if subject is None or label.pk not in subject.dominated_label_ids:
        raise PermissionDenied("Only planners of the exchange's owner keep drafts.")


@transaction.atomic
def sign(sign_off: PacketSignOff, *, signs: bool, round_of: int, note: str = "", by: User) -> PacketSignOff:
    """Sign the packet as it is, or object. Only whoever is named does so; an objection may be taken back by signing.

    Raises:
        PermissionDenied: somebody else is named.
        Stale: the packet was changed since *by* read it (``round_of``), or the sign-off isn't asked for any more.
        IllegalMove: the packet was sent meanwhile.
        ValidationError: an objection without its reason.
    """
    require(by, "change", sign_off)
    if sign_off.person_id != by.pk:
        raise PermissionDenied("Somebody else is named to sign.")
    if not signs and not note.strip():
        raise ValidationError({"note": _("Say what stands against it.")})
    invitation, _delegation, _exchange = access.lock(Invitation.objects.get(delegation=sign_off.delegation_id))
    row = (
        PacketSignOff.objects.select_for_update(of=("self",)).select_related("asked_by").filter(pk=sign_off.pk).first()
    )
    if row is None or row.round != round_of:
        raise states.Stale
    _in_draft(invitation)
    row.state = PacketSignOff.State.SIGNED if signs else PacketSignOff.State.OBJECTED
    row.note, row.decided_at = note.strip()[:NOTE_LENGTH], timezone.now()
    row.save(update_fields=["state", "note", "decided_at"])
    record(by, f"packet_sign_off.{row.state}", row, office=row.office)
    _tell([row.asked_by], "packet_sign_off_decided", row)
    return row  # type: ignore[no-any-return]


def ask_again(delegation: Delegation, *, by: Actor) -> None:
    """The draft has changed: whoever has signed or objected is asked again. The caller holds the invitation's lock.

    Raises:
        PermissionDenied: *by* can't see whether anybody has signed.
    """
    require_owner(delegation, by)
    rows = PacketSignOff.objects.filter(delegation=delegation)
    decided = list(rows.exclude(state=PacketSignOff.State.WAITING).select_related("person"))
    rows.update(state=PacketSignOff.State.WAITING, decided_at=None, note="", reminded_at=None, round=F("round") + 1)
    for row in decided:
        row.round += 1
        if row.person != by:
            _tell([row.person], "packet_sign_off_asked", row)


def require_signed(delegation: Delegation, *, by: Actor) -> None:
    """Stop unless every office that must sign the draft has signed it.

    Raises:
        PermissionDenied: *by* can't see whether they have.
        ValidationError: who hasn't.
    """
    require_owner(delegation, by)
    missing = PacketSignOff.objects.filter(delegation=delegation).exclude(state=PacketSignOff.State.SIGNED)
    named = [f"{row.get_office_display()}: {row.person}" for row in missing.select_related("person")]
    if named:
        text = _("These haven't signed yet: %(named)s. Send it when they have, or take them off the list.")
        raise ValidationError(text % {"named": "; ".join(named)})


def _in_draft(invitation: Invitation) -> None:
    if invitation.state != State.DRAFT:
        raise states.IllegalMove(State(invitation.state), State.DRAFT)


def _tell(people: list[User], kind: str, row: PacketSignOff) -> None:
    key = f"packet-sign-off:{row.pk}:{kind}:{row.round}:{row.state}"
    notify(people, kind, row.delegation, key=key)
