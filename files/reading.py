"""What pages show of files: each through its own guard, with a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from clearances.guards import can
from clearances.labels import released_to
from exchanges.models import Exchange, ExchangeContent
from files.models import Acknowledgement, File, FileVersion, PacketFile
from files.services.keeping import originates
from participants.known import known
from participants.models import Delegation, Invitation
from participants.services.packets import WRITABLE
from participants.states import SEES_COVER


@dataclass
class Shown:
    """A file with the versions that the reader may see, the newest first."""

    file: File
    versions: list[FileVersion] = field(default_factory=list)
    is_acknowledged: bool = False  # By the reader, the newest that they see.

    @property
    def newest(self) -> FileVersion | None:
        return self.versions[0] if self.versions else None

    @property
    def waits(self) -> bool:
        return self.file.asks_acknowledgement and self.newest is not None and not self.is_acknowledged


def shown(user: User, files: Iterable[File]) -> list[Shown]:
    """*files*, which *user* may see, in their order."""
    rows = list(files)
    found: dict[Any, list[FileVersion]] = defaultdict(list)
    versions = FileVersion.objects.for_user(user).filter(file__in=[row.pk for row in rows])
    for version in versions.select_related("added_by__person"):
        found[version.file_id].append(version)
    newest = [versions[0].pk for versions in found.values()]
    mine = set(Acknowledgement.objects.filter(user=user, version__in=newest).values_list("version", flat=True))
    return [_shown(row, found[row.pk], mine) for row in rows]


def _shown(file: File, versions: list[FileVersion], mine: set[Any]) -> Shown:
    return Shown(file, versions, bool(versions) and versions[0].pk in mine)


def index_page(user: User, content: ExchangeContent) -> dict[str, Any]:
    """Everything that the tab of files shows *user*."""
    exchange = content.exchange
    files = File.objects.for_user(user).filter(exchange=exchange)
    return {
        "content": content,
        "exchange": exchange,
        "rows": sorted(shown(user, files), key=lambda row: row.file.title.casefold()),
        "may_change": can(user, "change", content),
        "may_invite": can(user, "invite", exchange),
    }


def file_page(user: User, file: File) -> dict[str, Any]:
    """One file with its versions and, for its planners, who has acknowledged the newest."""
    (row,) = shown(user, [file])
    may_change = can(user, "change", file)
    by = acknowledged_by(user, file.exchange, row.newest) if may_change and row.newest else []
    facts = {"row": row, "file": file, "exchange": file.exchange, "may_change": may_change, "acknowledged_by": by}
    return {**facts, "may_take": {each.pk for each in row.versions if originates(user, each.label)}}


def acknowledged_by(user: User, exchange: Exchange, content: FileVersion | PacketFile) -> list[Acknowledgement]:
    """Who says that they have read *content*, as far as *user* may know that their nation takes part."""
    parties = known(user, exchange)
    rows = content.acknowledgements.select_related("user__person__organisation")
    return [row for row in rows if _nations(row) & parties]


def _nations(row: Acknowledgement) -> set[int]:
    organisation = row.user.person.organisation
    return {key for key in (organisation.pk, organisation.nation_id) if key is not None}


def newest_for(user: User, delegation: Delegation) -> list[FileVersion]:
    """The newest versions of the exchange's files that *user* could put into the packet: its nation could read them."""
    files = File.objects.for_user(user).filter(exchange=delegation.exchange_id)
    newest = [row.newest for row in shown(user, files) if row.newest is not None]
    return [each for each in newest if originates(user, each.label) and released_to(each.label, [delegation.party])]


@dataclass
class InPacket:
    """A file of a packet, with what the reader may do about it."""

    file: PacketFile
    is_acknowledged: bool
    acknowledged_by: list[Acknowledgement]
    may_take: bool
    may_recall: bool

    @property
    def waits(self) -> bool:
        return self.file.asks_acknowledgement and self.may_take and not self.may_recall and not self.is_acknowledged


def packet_files(user: User, delegation: Delegation) -> dict[str, Any]:
    """The files of one packet, and what *user* may add to it."""
    invitation = Invitation.objects.for_user(user).filter(delegation=delegation).first()
    may_change, may_reply = can(user, "change", delegation), can(user, "reply", delegation)
    rows = list(
        PacketFile.objects.for_user(user).filter(delegation=delegation).select_related("label", "added_by__person")
    )
    said = _acknowledgements(rows)
    return {
        "rows": [_in_packet(user, row, said[row.pk], host=may_change, nation=may_reply) for row in rows],
        "may_offer": may_change and invitation is not None and invitation.state in WRITABLE,
        "may_give": may_reply and invitation is not None and invitation.state in SEES_COVER,
    }


def _acknowledgements(rows: list[PacketFile]) -> dict[Any, list[Acknowledgement]]:
    found: dict[Any, list[Acknowledgement]] = defaultdict(list)
    for each in Acknowledgement.objects.filter(packet_file__in=rows).select_related("user__person__organisation"):
        found[each.packet_file_id].append(each)
    return found


def _in_packet(user: User, row: PacketFile, said: list[Acknowledgement], *, host: bool, nation: bool) -> InPacket:
    may_recall = row.recalled_at is None and (host if row.is_from_host else nation)
    return InPacket(
        row,
        is_acknowledged=any(each.user_id == user.pk for each in said),
        acknowledged_by=said if host else [],
        may_take=row.recalled_at is None and originates(user, row.label),
        may_recall=may_recall,
    )
