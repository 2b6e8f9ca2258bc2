"""Every write about tasks: give, change, do, take back, remind, and follow the exchange when it moves."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from clearances import labels
from clearances.facts import end_of
from clearances.guards import Actor, System, can, require
from clearances.models import Label
from clearances.services import holders, members_of
from clearances.subjects import subject_of
from exchanges.changes import Change, Verb
from exchanges.models import Exchange, ExchangeContent
from exchanges.states import State as ExchangeState
from logistics import states
from logistics.models import TITLE_LENGTH, Reminder, Task
from logistics.states import State
from notifications.services import mark_read_about, notify
from participants.models import Delegation
from participants.services.access import lock_exchange, zone_of

REMIND_AT = time(8)  # In the host's zone.
BATCH = 500
FAR = timedelta(days=3660)  # A due date further from the exchange is a slip of the keyboard.
OVER = frozenset({ExchangeState.CANCELLED, ExchangeState.CLOSED})
KINDS = {Reminder.Stage.BEFORE: "task_due_soon", Reminder.Stage.DUE: "task_due"}


@transaction.atomic
def add_task(
    delegation: Delegation,
    *,
    title: str,
    due_on: date,
    detail: str = "",
    remind_days: int = 3,
    label: Label | None = None,
    by: User,
) -> Task:
    """Give the party of *delegation* something to have done by the end of a day in the host's zone.

    Without *label* it is as strict as the exchange's content where that is released to the party, else as the
    delegation; always for the owner and that party alone.

    Raises:
        PermissionDenied: *by* may not give this delegation tasks.
        ValidationError: by field.
    """
    require(by, "assign", delegation)
    delegation = Delegation.objects.select_related("party", "label").get(pk=delegation.pk)
    exchange = lock_exchange(delegation.exchange_id)
    if exchange.state in OVER:
        raise ValidationError(_("Nothing more can be planned for this exchange."))
    _check(exchange, title=title, due_on=due_on, remind_days=remind_days)
    task = Task.objects.create(
        delegation=delegation,
        label=_readable(label or _default_label(delegation), delegation, by),
        title=title.strip(),
        detail=detail.strip(),
        due_on=due_on,
        due_at=end_of(due_on, zone_of(exchange)),
        remind_days=remind_days,
        created_by=by,
    )
    _arm(task, zone_of(exchange))
    record(by, "task.given", task, delegation=delegation.pk, due_on=due_on)
    _tell_owners(task, "task_given", by, key=f"task:{task.pk}:given")
    return task


def _check(exchange: Exchange, *, title: str, due_on: date, remind_days: int) -> None:
    problems = {}
    if not title.strip():
        problems["title"] = _("Say what is to be done.")
    elif len(title.strip()) > TITLE_LENGTH:
        problems["title"] = _("Make the title shorter; the details have room for more.")
    if abs(due_on - exchange.ends_on) > FAR:
        problems["due_on"] = _("Choose a date within ten years of the exchange.")
    if not 0 <= remind_days <= 365:  # noqa: PLR2004  (A year.)
        problems["remind_days"] = _("Choose between 0 and 365 days.")
    if problems:
        raise ValidationError(problems)


def _default_label(delegation: Delegation) -> Label:
    content = ExchangeContent.objects.filter(exchange=delegation.exchange_id).select_related("label__owner").first()
    for source in (content.label if content else None, delegation.label):
        if source is not None and labels.is_released_to(source, delegation.party):
            return labels.narrowed(source, to=delegation.party)
    return delegation.label


def _readable(label: Label, delegation: Delegation, by: User) -> Label:
    """Whoever gives a task must be able to read it, and so must the party."""
    subject = subject_of(by)
    if subject is None or label.pk not in subject.dominated_label_ids:
        raise ValidationError({"label": _("You couldn't see this task yourself.")})
    if not labels.is_released_to(label, delegation.party):
        raise ValidationError({"label": _("This isn't released to %(party)s.") % {"party": delegation.party}})
    return label


@transaction.atomic
def amend_task(task: Task, *, title: str, detail: str, due_on: date, remind_days: int, by: User) -> Task:
    """Change an open task; its owners are told when the due date moves.

    Raises:
        PermissionDenied: *by* may not.
        IllegalMove: it is done or cancelled: open it again first.
        ValidationError: by field.
    """
    require(by, "change", task)
    task, exchange = _lock(task)
    if task.state != State.OPEN:
        raise states.IllegalMove(State(task.state), State.OPEN)
    _check(exchange, title=title, due_on=due_on, remind_days=remind_days)
    is_moved = due_on != task.due_on
    task.title, task.detail, task.remind_days = title.strip(), detail.strip(), remind_days
    _set_due(task, due_on, zone_of(exchange))
    task.save(update_fields=["title", "detail", "remind_days", "due_on", "due_at"])
    record(by, "task.amended", task, due_on=due_on)
    if is_moved:
        _tell_owners(task, "task_changed", by, key=f"task:{task.pk}:due:{due_on}")
    return task


def do_task(task: Task, *, by: User) -> Task:
    """Say that it is done; the planners are told. The party's people may, and the planners for them.

    Raises:
        PermissionDenied: *by* is neither.
        IllegalMove: it is done or cancelled already.
    """
    return _turn(task, State.DONE, ("do", "change"), by=by)


def reopen_task(task: Task, *, by: User) -> Task:
    """Undo: a task that was done or cancelled is open again, and reminders that still lie ahead are sent."""
    return _turn(task, State.OPEN, ("do", "change") if task.state == State.DONE else ("change",), by=by)


def cancel_task(task: Task, *, by: User) -> Task:
    """Take a task back; its owners are told."""
    return _turn(task, State.CANCELLED, ("change",), by=by)


@transaction.atomic
def _turn(task: Task, target: State, actions: Iterable[str], *, by: User) -> Task:
    if not any(can(by, action, task) for action in actions):
        raise PermissionDenied(f"{by.pk} may not make {task.pk} {target}.")
    task, exchange = _lock(task)
    source = State(task.state)
    states.check(source, target)
    task.state = target
    is_done = target == State.DONE
    task.finished_by, task.finished_at = (by, timezone.now()) if is_done else (None, None)
    task.save(update_fields=["state", "finished_by", "finished_at"])
    if target == State.OPEN:
        _arm(task, zone_of(exchange))
    record(by, f"task.{target}", task, source=source)
    _tell_of_turn(task, target, by)
    return task


def _tell_of_turn(task: Task, target: State, by: User) -> None:
    key = f"task:{task.pk}:{target}:{timezone.now().isoformat()}"
    if target == State.DONE:
        planners = holders("participants.assign_task", task.delegation)
        notify([user for user in planners if user != by], "task_done", task, key=key)
    elif target == State.CANCELLED:
        _tell_owners(task, "task_cancelled", by, key=key)


def mark_read(task: Task, *, by: User) -> None:
    """Whoever has read the task needn't be told of it any more."""
    mark_read_about(by, task)


def _lock(task: Task) -> tuple[Task, Exchange]:
    """The exchange first, as everywhere: a move of its dates and a change of the task wait for each other."""
    delegation = Delegation.objects.get(pk=task.delegation_id)
    exchange = lock_exchange(delegation.exchange_id)
    locked = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    locked.delegation = delegation
    return locked, exchange


def _set_due(task: Task, due_on: date, zone: ZoneInfo) -> None:
    task.due_on, task.due_at = due_on, end_of(due_on, zone)
    _arm(task, zone)


def _arm(task: Task, zone: ZoneInfo) -> None:
    """Set both reminders for the due date as it is now. A day that has passed isn't caught up with; today is."""
    now = timezone.now()
    days = {
        Reminder.Stage.BEFORE: task.due_on - timedelta(days=task.remind_days),
        Reminder.Stage.DUE: task.due_on,
    }
    kept = {row.stage: row for row in task.reminders.all()}
    for stage, day in days.items():
        fire_at = datetime.combine(day, REMIND_AT, zone).astimezone(UTC)
        row = kept.get(stage) or Reminder(task=task, stage=stage)
        if row.fire_at == fire_at and row.sent_at is not None:
            continue
        is_past = day < timezone.localdate(now, zone)
        is_double = stage == Reminder.Stage.BEFORE and task.remind_days == 0
        row.fire_at, row.sent_at = fire_at, now if is_past or is_double else None
        row.save()


def owners_of(task: Task) -> Any:
    """The users who have to see to it: the delegation's team; of the host's own tasks, the planners."""
    if task.delegation.team_id is None:
        return holders("participants.assign_task", task.delegation)
    return members_of([task.delegation.team_id])


def _tell_owners(task: Task, kind: str, by: Actor, *, key: str) -> None:
    notify([user for user in owners_of(task) if user != by], kind, task, key=key)


def remind(at: datetime) -> int:
    """Sweep: remind of open tasks on the days set for it; how many tasks. The tick worker sees every row.

    After a downtime that swallowed both stages, only the due date is told. Whether each recipient may still see the
    task is decided when the message is read and when it is mailed.
    """
    total = 0
    while claimed := _remind_batch(at):
        total += claimed
    return total


@transaction.atomic
def _remind_batch(at: datetime) -> int:
    """Tasks are claimed, not reminders: two workers never hold the two stages of one task."""
    due = Reminder.objects.filter(sent_at__isnull=True, fire_at__lte=at)
    claimed = Task.objects.open().filter(Exists(due.filter(task=OuterRef("pk")))).select_related("delegation")
    tasks = list(claimed.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    newest: dict[Any, str] = dict(due.filter(task__in=tasks).order_by("fire_at", "pk").values_list("task_id", "stage"))
    due.filter(task__in=tasks).update(sent_at=at)
    for task in tasks:
        if stage := newest.get(task.pk):
            kind = KINDS[Reminder.Stage(stage)]
            notify(owners_of(task), kind, task, key=f"task:{task.pk}:{stage}:{task.due_on}")
    return len(newest)


def open_tasks(exchange: Exchange, by: Actor) -> Any:
    """The open tasks of an exchange that *by* may see."""
    rows = Task.objects.open().filter(delegation__exchange=exchange)
    return rows if isinstance(by, System) else rows.filter(pk__in=Task.objects.for_user(by).values("pk"))


def follow_change(change: Change) -> None:
    """Carry out what follows for the open tasks; the caller has decided that ``change.by`` may change the exchange."""
    tasks = open_tasks(change.exchange, change.by).select_for_update(of=("self",))
    if change.verb == Verb.CANCEL:
        for task in tasks:
            task.state = State.CANCELLED
            task.save(update_fields=["state"])
            record(change.by, "task.cancelled", task, source=State.OPEN)
    elif change.is_rescheduling:
        for task in tasks:
            _set_due(task, task.due_on + change.shift, ZoneInfo(change.zone))
            task.save(update_fields=["due_on", "due_at"])
            record(change.by, "task.moved", task, due_on=task.due_on)
