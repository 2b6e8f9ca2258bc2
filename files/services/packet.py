"""Files of one delegation's packet: what the host hands to the nation, and what the nation hands to the host."""

from collections.abc import Iterable
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from clearances import labels
from clearances.guards import Actor, System, require
from clearances.labels import LabelValue
from clearances.models import Label
from clearances.subjects import Subject
from files import naming
from files.models import FileVersion, PacketFile
from files.receiving import Received
from files.services import keeping
from notifications.services import notify
from participants.models import Delegation, Invitation
from participants.services import access, noting
from participants.services.packets import WRITABLE, readers_of
from participants.states import SEES_COVER, State


class Closed(Exception):
    """The invitation was declined, withdrawn or has expired: its packet stays as it was."""


@transaction.atomic
def attach(
    delegation: Delegation,
    version: FileVersion,
    *,
    label: Label | LabelValue | None = None,
    asks_acknowledgement: bool = False,
    by: Actor,
) -> PacketFile:
    """Copy one version of an exchange's file into the packet, marked at least as strictly as it is there.

    Raises:
        PermissionDenied: *by* may not change the packet, or not read the version.
        Closed: the packet stays as it was sent.
        ValidationError: by field; its originator alone may hand it on, or the nation couldn't read it.
    """
    require(by, "change", delegation)
    require(by, "export", version)
    _lock(delegation, WRITABLE)
    if version.file.exchange_id != delegation.exchange_id:
        raise PermissionDenied("A file of another exchange.")
    if not keeping.originates(by, version.label):
        raise ValidationError({"version": _("Only its originator may hand it on: it is originator controlled.")})
    floors = [delegation.label, version.label, version.file.label]
    standing = _narrowed(version.label, delegation)
    row = PacketFile(
        delegation=delegation,
        title=version.file.title,
        label=_for_both(keeping.label_for(label, standing, floors, by), delegation),
        is_from_host=True,
        asks_acknowledgement=asks_acknowledgement,
        source=version,
        added_by=None if isinstance(by, System) else by,
        **keeping.copied(version),
    )
    return _kept(row, by)


@transaction.atomic
def offer(
    delegation: Delegation,
    got: Received,
    *,
    title: str = "",
    label: Label | LabelValue | None = None,
    asks_acknowledgement: bool = False,
    by: Actor,
) -> PacketFile:
    """Put a file into the packet that the exchange itself doesn't have; errors as ``attach``."""
    require(by, "change", delegation)
    _lock(delegation, WRITABLE)
    return _received(delegation, got, title, label, asks=asks_acknowledgement, is_from_host=True, by=by)


@transaction.atomic
def give(
    delegation: Delegation, got: Received, *, title: str = "", label: Label | LabelValue | None = None, by: Actor
) -> PacketFile:
    """Hand a file to the host, for the nation: its planners read it, and no other nation.

    Raises:
        PermissionDenied: *by* doesn't answer for the nation.
        Closed: the invitation isn't open to the nation any more.
        ValidationError: by field.
    """
    require(by, "reply", delegation)
    _lock(delegation, SEES_COVER)
    row = _received(delegation, got, title, label, asks=False, is_from_host=False, by=by)
    planners = (user for user in access.planners_of(delegation) if row.label_id in Subject(user).dominated_label_ids)
    notify(planners, "file_given", delegation, key=f"file:{row.pk}")
    return row


@transaction.atomic
def recall(row: PacketFile, *, by: Actor) -> PacketFile:
    """Whoever handed it over takes it back: nobody gets its content any more. What was taken along, is.

    Raises:
        PermissionDenied: *by* isn't of the side that handed it over.
    """
    check_recall(row, by=by)
    row = PacketFile.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.recalled_at is None:
        row.recalled_at = timezone.now()
        row.save(update_fields=["recalled_at"])
        record(by, "packet_file.recalled", row)
        if row.is_from_host:
            noting.note_file(row.delegation, row.label_id, row.pk, is_recalled=True, by=by)
    return row


def check_recall(row: PacketFile, *, by: Actor) -> None:
    """Stop unless *by* is of the side that handed it over.

    Raises:
        PermissionDenied: they aren't.
    """
    require(by, "change" if row.is_from_host else "reply", row)


def _received(
    delegation: Delegation,
    got: Received,
    title: str,
    label: Label | LabelValue | None,
    *,
    asks: bool,
    is_from_host: bool,
    by: Actor,
) -> PacketFile:
    chosen = keeping.label_for(label, delegation.label, [delegation.label], by)
    rows = PacketFile.objects.filter(delegation=delegation, is_from_host=is_from_host, recalled_at=None, source=None)
    keeping.check_room(rows, got, keeping.packet_quota())
    keeping.keep(got)
    row = PacketFile(
        delegation=delegation,
        title=keeping.checked_title(title, got, naming.titled(got.name)),
        label=_for_both(chosen, delegation),
        is_from_host=is_from_host,
        asks_acknowledgement=asks,
        **keeping.facts_of(got, by=by),
    )
    return _kept(row, by)


def _narrowed(label: Label, delegation: Delegation) -> Label:
    try:
        return labels.narrowed(label, delegation.party)
    except ValidationError as problem:
        raise ValidationError({"label": problem.messages}) from problem


def _for_both(label: Label, delegation: Delegation) -> Label:
    """What one side hands to the other, both must be able to read."""
    if not labels.is_released_to(label, delegation.party):
        text = _("This isn't released to %(party)s: it would get an entry that it can't see.")
        raise ValidationError({"label": text % {"party": delegation.party}})
    return label


def _lock(delegation: Delegation, open_in: Iterable[State]) -> None:
    """One writer at a time, in an open packet. The host's own delegation has no packet."""
    invitation = Invitation.objects.filter(delegation=delegation).first()
    if invitation is None:
        raise Closed
    locked, _delegation, _exchange = access.lock(invitation)
    if State(locked.state) not in set(open_in):
        raise Closed


def _kept(row: PacketFile, by: Actor) -> PacketFile:
    row.save(force_insert=True)
    record(by, "packet_file.added", row, delegation=row.delegation_id, size=row.size)
    if row.is_from_host:
        noting.note_file(row.delegation, row.label_id, row.pk, is_recalled=False, by=by)
    if row.is_from_host and _is_sent(row.delegation):
        readers: Iterable[User] = readers_of(row.delegation, [row.label_id])
        notify(readers, "invitation_amended", row.delegation, key=f"packet-file:{uuid4()}")
    return row


def _is_sent(delegation: Delegation) -> bool:
    return bool(Invitation.objects.filter(delegation=delegation, state__in=SEES_COVER).exists())
