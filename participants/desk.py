"""What a nation's desk shows: read for one of its own people. The host never comes here."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import User
from accounts.registry import nations
from clearances.models import Classification
from participants.models import Delegation, DeskNote, ReplyDraft, SignOff
from participants.packets import Packet
from participants.services.access import team_members
from participants.targets import targets


@dataclass(frozen=True)
class Asked:
    """A sign-off as the page shows it."""

    row: SignOff
    is_late: bool
    is_mine: bool


class Desk:
    """One delegation's desk as one of its liaisons sees it. Constant queries."""

    def __init__(self, user: User, delegation: Delegation) -> None:
        self.user, self.delegation, self.packet = user, delegation, Packet(user, delegation)

    @cached_property
    def draft(self) -> ReplyDraft | None:
        """The one that isn't sent yet."""
        return self._drafts.open().first()  # type: ignore[no-any-return]

    @property
    def levels(self) -> Any:
        """Above the invitation's own, of the same policy: how strictly the answer may be marked."""
        marked = self.delegation.label.classification
        return Classification.objects.filter(policy=marked.policy_id, rank__gt=marked.rank).order_by("rank")

    @cached_property
    def sent(self) -> list[ReplyDraft]:
        """Those that became an answer, the newest first."""
        return list(self._drafts.filter(sent_as__isnull=False).select_related("sent_as"))

    @cached_property
    def notes(self) -> list[DeskNote]:
        rows = DeskNote.objects.for_user(self.user).filter(delegation=self.delegation)
        return list(rows.select_related("author__person"))

    @cached_property
    def asked(self) -> list[Asked]:
        """Who must agree to the open draft, the earliest day first."""
        if self.draft is None:
            return []
        rows = SignOff.objects.for_user(self.user).filter(draft=self.draft).select_related("person__person")
        return [Asked(row, row.is_late(self.today), row.person_id == self.user.pk) for row in rows]

    @property
    def all_agreed(self) -> bool:
        return all(each.row.state == SignOff.State.AGREED for each in self.asked)

    @property
    def colleagues(self) -> Any:
        """Everybody of the delegation's team, the reader too: a queryset of users, for choices."""
        return team_members(self.delegation).select_related("person")

    @cached_property
    def serials(self) -> list[tuple[str, str]]:
        """The activities that a caveat can be about, as far as the reader sees them."""
        exchange = self.packet.exchange
        return [(each.key, each.name) for each in targets(self.user, exchange).values()] if exchange else []

    @cached_property
    def parties(self) -> list[tuple[str, str]]:
        """Every other nation, whether it takes part or not: that isn't the reader's to learn."""
        return [(party.code, str(party)) for party in nations().exclude(pk=self.delegation.party_id)]

    @property
    def today(self) -> date:
        """Where the nation is: the host's clocks are the host's."""
        return timezone.localdate(timezone=ZoneInfo(self.delegation.party.zone))

    @property
    def _drafts(self) -> Any:
        rows = ReplyDraft.objects.for_user(self.user).filter(delegation=self.delegation)
        return rows.select_related("holder__person", "changed_by__person")
