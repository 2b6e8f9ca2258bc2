"""Where a packet stands, for its planners: its stages, and who must sign it. No nation comes here."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import User
from participants.models import Delegation, Invitation, PacketSignOff
from participants.stages import stage_of
from participants.states import ANSWERS, SEES_CONTENT, Stage, State


@dataclass(frozen=True)
class Step:
    """One stage on the way; *at* only where the host may know when: never of the opening."""

    stage: Stage
    is_reached: bool
    is_now: bool
    at: datetime | None = None


@dataclass(frozen=True)
class Signer:
    """A sign-off as the page shows it."""

    row: PacketSignOff
    is_late: bool
    is_mine: bool


class Way:
    """One invitation's way as one of its planners sees it."""

    def __init__(self, user: User, delegation: Delegation, invitation: Invitation, *, zone: str) -> None:
        self.user, self.delegation, self.invitation, self.zone = user, delegation, invitation, zone

    @cached_property
    def sign_offs(self) -> list[PacketSignOff]:
        rows = PacketSignOff.objects.for_user(self.user).filter(delegation=self.delegation)
        return list(rows.select_related("person__person"))

    @property
    def signers(self) -> list[Signer]:
        return [Signer(row, row.is_late(self.today), row.person_id == self.user.pk) for row in self.sign_offs]

    @cached_property
    def stage(self) -> Stage:
        return stage_of(self.invitation, self.sign_offs)

    @property
    def today(self) -> date:
        return timezone.localdate(timezone=ZoneInfo(self.zone))

    @property
    def is_draft(self) -> bool:
        return self.invitation.state == State.DRAFT

    @property
    def may_confirm(self) -> bool:
        row = self.invitation
        return self.may_renew and row.confirmed_at is None and row.renewal_asked_at is None

    @property
    def may_renew(self) -> bool:
        return State(self.invitation.state) in SEES_CONTENT

    @property
    def steps(self) -> list[Step]:
        """The stages in their order; those of a packet that is over end with how it ended."""
        row, reached = self.invitation, self._reached
        shown = [stage for stage in STEPS if stage != Stage.STAFFING or self.sign_offs]
        if self.stage in {Stage.WITHDRAWN, Stage.EXPIRED}:
            shown = [stage for stage in shown if stage in reached] + [self.stage]
        instants = {Stage.ISSUED: row.issued_at, Stage.DELIVERED: row.delivered_at, Stage.CONFIRMED: row.confirmed_at}
        return [Step(stage, stage in reached, stage == self.stage, instants.get(stage)) for stage in shown]

    @property
    def _reached(self) -> set[Stage]:
        row = self.invitation
        reached = {
            Stage.DRAFT: True,
            Stage.STAFFING: row.state != State.DRAFT or self.stage == Stage.SIGNED,
            Stage.ISSUED: bool(row.issued_at),
            Stage.DELIVERED: bool(row.delivered_at or row.opened_at),
            Stage.OPENED: bool(row.opened_at),
            Stage.REPLIED: row.state in ANSWERS,
            Stage.CONFIRMED: bool(row.confirmed_at),
        }
        return {stage for stage, is_so in reached.items() if is_so} | {self.stage}


STEPS = (
    Stage.DRAFT,
    Stage.STAFFING,
    Stage.ISSUED,
    Stage.DELIVERED,
    Stage.OPENED,
    Stage.REPLIED,
    Stage.CONFIRMED,
)
