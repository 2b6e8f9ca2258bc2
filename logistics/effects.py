"""What a change of an exchange means for its tasks, in words; and its carrying out."""

from typing import Any

from django.utils import timezone
from django.utils.translation import ngettext

from clearances.facts import end_of
from exchanges.changes import Change, Effect, Verb
from logistics.services import follow_change, open_tasks
from participants.services.access import zone_of


def apply(change: Change) -> None:
    follow_change(change)


def describe(change: Change) -> list[Effect]:
    """What follows for the open tasks that ``change.by`` may see; nothing is said about others."""
    tasks = list(open_tasks(change.exchange, change.by))
    if not tasks:
        return []
    if change.verb == Verb.CANCEL:
        return [_cancelled(len(tasks))]
    if change.shift:
        return [_shifted(change, len(tasks)), *_late(change, tasks)]
    return []


def _cancelled(n: int) -> Effect:
    text = ngettext("%(n)d open task is cancelled.", "%(n)d open tasks are cancelled.", n) % {"n": n}
    return Effect(text, "checklist", n)


def _shifted(change: Change, n: int) -> Effect:
    days = abs(change.shift.days)
    by = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    if change.shift.days > 0:
        text = ngettext("%(n)d open task is due %(by)s later.", "%(n)d open tasks are due %(by)s later.", n)
    else:
        text = ngettext("%(n)d open task is due %(by)s earlier.", "%(n)d open tasks are due %(by)s earlier.", n)
    return Effect(text % {"n": n, "by": by}, "checklist", n)


def _late(change: Change, tasks: list[Any]) -> list[Effect]:
    """A move to an earlier date can leave a task no time at all: better said before than found afterwards."""
    zone, now = zone_of(change.exchange), timezone.now()
    n = sum(task.due_at > now >= end_of(task.due_on + change.shift, zone) for task in tasks)
    if not n:
        return []
    text = ngettext("%(n)d of them would be overdue at once.", "%(n)d of them would be overdue at once.", n)
    return [Effect(text % {"n": n}, "alert-triangle", n)]
