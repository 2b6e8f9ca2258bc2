"""A planning conference as its page shows it: what the reader may see of each part."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from clearances.guards import can
from exchanges.models import Exchange
from logistics.lists import with_exchanges
from logistics.models import Task
from milestones.models import ActionItem, Attendance, Entry, Milestone, Part
from milestones.reading import shown
from participants.models import Delegation

ICONS = {Part.AGENDA: "list-check", Part.READ_AHEAD: "book", Part.MINUTE: "file-text", Part.DECISION: "flag"}


@dataclass(frozen=True)
class Section:
    part: Part
    rows: list[Entry]

    @property
    def icon(self) -> str:
        return ICONS[self.part]


def detail(user: User, milestone: Milestone) -> dict[str, Any]:
    """Everything that a milestone's page shows *user*."""
    exchange = Exchange.objects.for_user(user).select_related("host").get(pk=milestone.exchange_id)
    milestone = (
        Milestone.objects.for_user(user).select_related("owner__person", "confirmed_by__person").get(pk=milestone.pk)
    )
    (row,) = shown(user, exchange, [milestone])
    may_change = can(user, "change", milestone)
    facts = {"row": row, "milestone": milestone, "exchange": exchange, "may_change": may_change}
    return {**facts, **_substance(user, milestone)} if milestone.is_conference else facts


def _substance(user: User, milestone: Milestone) -> dict[str, Any]:
    entries = list(Entry.objects.for_user(user).filter(milestone=milestone))
    sections = [Section(part, [entry for entry in entries if entry.part == part]) for part in Part]
    tasks = Task.objects.for_user(user).filter(pk__in=ActionItem.objects.filter(milestone=milestone).values("task"))
    attendances = Attendance.objects.for_user(user).filter(milestone=milestone).select_related("delegation__party")
    return {
        "sections": sections,
        "tasks": with_exchanges(user, tasks.select_related("delegation__party").order_by("due_at", "pk")),
        "attendances": list(attendances),
        "delegations": speaks_for(user, milestone),
    }


def speaks_for(user: User, milestone: Milestone) -> Any:
    """The delegations for which *user* may say whom they send: their own, or as a planner all."""
    rows = Delegation.objects.for_user(user, "see tasks").filter(exchange=milestone.exchange_id)
    planned = Delegation.objects.for_user(user, "assign").values("pk")
    mine = rows.filter(team__in=user.groups.all()).values("pk")
    both = rows.filter(pk__in=planned) | rows.filter(pk__in=mine)
    return both.select_related("party").order_by("-is_host", "party__name_en")
