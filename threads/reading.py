"""What the pages of threads show: read across models, each through its own guard, in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from clearances.guards import can
from exchanges.models import Exchange
from milestones.models import Milestone
from participants.models import Delegation
from threads.models import Thread, ThreadEntry
from threads.people import may_be_named
from threads.states import Kind, Side, State

SHOWN = 5  # On the page of a delegation.


@dataclass
class Row:
    """A thread in a list."""

    thread: Thread
    is_overdue: bool

    @property
    def tone(self) -> str:
        return "overdue" if self.is_overdue else str(self.thread.state)

    @property
    def word(self) -> str:
        return _("Overdue") if self.is_overdue else str(self.thread.get_state_display())

    @property
    def is_announced(self) -> bool:
        return self.thread.kind == Kind.ANNOUNCEMENT


def listed(user: User, rows: Any) -> Any:
    """*rows* with what a list shows: the delegation's party, and how many entries the reader sees."""
    entries = ThreadEntry.objects.for_user(user).filter(thread=OuterRef("pk")).order_by()
    number = entries.values("thread").annotate(number=Count("pk")).values("number")
    return rows.select_related("delegation__party", "opened_by__person").annotate(number=Coalesce(Subquery(number), 0))


def shown(rows: Any, at: datetime | None = None) -> list[Row]:
    now = at or timezone.now()
    return [Row(row, row.is_overdue(now)) for row in rows]


def of_exchange(user: User, exchange: Exchange) -> Any:
    """Every thread of an exchange that *user* sees: a planner's, of all delegations."""
    return Thread.objects.for_user(user).filter(delegation__exchange=exchange)


def of_delegation(user: User, delegation: Delegation) -> Any:
    return Thread.objects.for_user(user).filter(delegation=delegation)


def in_packet(user: User, delegation: Delegation) -> dict[str, Any]:
    """The newest threads of a delegation, for its page."""
    found = shown(listed(user, of_delegation(user, delegation))[: SHOWN + 1])
    may = can(user, "ask", delegation) or can(user, "answer", delegation)
    return {"rows": found[:SHOWN], "is_more": len(found) > SHOWN, "may_open": may}


class Talk(Row):
    """One thread as one reader sees it."""

    def __init__(self, user: User, thread: Thread) -> None:
        super().__init__(thread, thread.is_overdue(timezone.now()))
        self.user = user

    @cached_property
    def delegation(self) -> Delegation:
        rows = Delegation.objects.for_user(self.user).select_related("party", "label")
        return rows.get(pk=self.thread.delegation_id)  # type: ignore[no-any-return]

    @cached_property
    def exchange(self) -> Exchange | None:
        """For a planner's way back; None for whoever doesn't plan it."""
        rows = Exchange.objects.for_user(self.user, "invite")
        return rows.filter(pk=self.delegation.exchange_id).first()

    @cached_property
    def milestone(self) -> Milestone | None:
        rows = Milestone.objects.for_user(self.user)
        return rows.filter(pk=self.thread.milestone_id).first()

    @cached_property
    def entries(self) -> list[ThreadEntry]:
        rows = ThreadEntry.objects.for_user(self.user).filter(thread=self.thread)
        return list(rows.select_related("written_by__person").prefetch_related("mentions__person"))

    @cached_property
    def side(self) -> Side | None:
        """For whom the reader writes; None for whoever only reads."""
        if can(self.user, "answer", self.thread):
            return Side.HOST
        return Side.NATION if can(self.user, "ask", self.thread) else None

    @property
    def waits_for(self) -> str:
        """Who is to answer; nothing where nobody is."""
        if not self.thread.waits:
            return ""
        return _("waits for the host") if self.thread.addressed_to == Side.HOST else _("waits for the nation")

    @property
    def may_reopen(self) -> bool:
        return self.side is not None and self.thread.state != State.OPEN and not self.is_announced

    @property
    def may_write(self) -> bool:
        return self.side is not None and self.thread.state != State.CLOSED

    @property
    def may_answer(self) -> bool:
        return self.side == self.thread.addressed_to and self.thread.waits

    @property
    def may_answer_all(self) -> bool:
        is_asked = self.thread.kind == Kind.QUESTION and self.thread.addressed_to == Side.HOST
        return is_asked and self.may_write and self.side == Side.HOST and self.exchange is not None

    @cached_property
    def people(self) -> list[User]:
        if self.side is None or not self.may_write:
            return []
        return may_be_named(self.user, self.side, self.thread, self.delegation)
