"""What the pages of sending many invitations show, as far as their planner sees it. Constant queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from exchanges.models import Exchange
from participants.models import Invitation, PacketSignOff, Sending, SendingItem
from participants.stages import stage_of
from participants.states import Stage, State


@dataclass(frozen=True)
class Draft:
    """An invitation that could be sent, and whether its sign-offs let it."""

    invitation: Invitation
    stage: Stage

    @property
    def is_ready(self) -> bool:
        return self.stage != Stage.STAFFING


def drafts_of(user: User, exchange: Exchange) -> Any:
    """The invitations that could be sent."""
    rows = Invitation.objects.for_user(user, "change").filter(delegation__exchange=exchange, state=State.DRAFT)
    return rows.select_related("delegation__party").order_by("delegation__party__name_en", "pk")


def shown(user: User, drafts: Iterable[Invitation]) -> list[Draft]:
    """*drafts*, each with its stage."""
    rows = list(drafts)
    asked = PacketSignOff.objects.for_user(user).filter(delegation__in=[row.delegation_id for row in rows])
    sign_offs: dict[Any, list[PacketSignOff]] = defaultdict(list)
    for each in asked:
        sign_offs[each.delegation_id].append(each)
    return [Draft(row, stage_of(row, sign_offs[row.delegation_id])) for row in rows]


class Order:
    """How far one order has come."""

    def __init__(self, user: User, sending: Sending) -> None:
        rows = SendingItem.objects.for_user(user).filter(sending=sending).select_related("delegation__party")
        self.sending, self.items = sending, list(rows.order_by("delegation__party__name_en", "pk"))

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def done(self) -> int:
        return sum(item.state != SendingItem.State.WAITING for item in self.items)

    @property
    def failed(self) -> int:
        return sum(item.state == SendingItem.State.FAILED for item in self.items)

    @property
    def is_finished(self) -> bool:
        return self.done == self.total
