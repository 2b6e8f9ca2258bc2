"""Tasks as lists show them: whose they are, what they belong to, whether they are late. Read through their guards."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from clearances.guards import can
from exchanges.models import Exchange
from logistics.models import Task
from logistics.states import State
from participants.models import Delegation

SHOWN = ("delegation__party",)


def of_person(user: User) -> Any:
    """The tasks that *user* has to see to: those of their delegations, and as a planner the host's own."""
    do, change = Task.objects.for_user(user, "do"), Task.objects.for_user(user, "change")
    hosts = change.filter(delegation__is_host=True)
    return Task.objects.for_user(user).filter(Q(pk__in=do.values("pk")) | Q(pk__in=hosts.values("pk")))


def with_exchanges(user: User, tasks: Iterable[Task]) -> list[Task]:
    """The tasks, each with ``exchange`` (None where its cover is closed), ``is_late`` and ``may_finish``.

    Constant queries, whatever the number; the exchange is never reached through the delegation.
    """
    rows: list[Any] = list(tasks)  # Each is given what its line says.
    found = Exchange.objects.for_user(user).in_bulk({row.delegation.exchange_id for row in rows})
    mine = {row.pk for row in rows if row.state == State.OPEN}
    finishable = _finishable(user, mine)
    now = timezone.now()
    for row in rows:
        row.exchange = found.get(row.delegation.exchange_id)
        row.is_late = row.state == State.OPEN and row.due_at <= now
        row.today = timezone.localdate(now, ZoneInfo(row.exchange.zone)) if row.exchange else None
        row.may_finish = row.pk in finishable
    return rows


def _finishable(user: User, ids: Iterable[Any]) -> set[Any]:
    actions = (Task.objects.for_user(user, action).filter(pk__in=list(ids)) for action in ("do", "change"))
    return {pk for rows in actions for pk in rows.values_list("pk", flat=True)}


def detail(user: User, task: Task) -> dict[str, Any]:
    """Everything that a task's page shows *user*."""
    (row,) = with_exchanges(
        user, Task.objects.for_user(user).filter(pk=task.pk).select_related(*SHOWN, "finished_by__person")
    )
    may_change, may_do = can(user, "change", task), can(user, "do", task)
    return {
        "task": row,
        "may_change": may_change,
        "may_reopen": (may_do or may_change) if task.state == State.DONE else may_change,
        "has_delegation": can(user, "view", task.delegation),
    }


def delegations_to_task(user: User, exchange: Exchange) -> Any:
    """The delegations of *exchange* that *user* may give tasks, the host's first."""
    rows = Delegation.objects.for_user(user, "assign").filter(exchange=exchange)
    return rows.select_related("party").order_by("-is_host", "party__name_en")


def named(tasks: Any, key: str) -> Task | None:
    """The one of *tasks* whose id is written as *key*; None for anything else."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    return tasks.filter(pk=wanted).first()  # type: ignore[no-any-return]
