"""What is written about a planning conference: entries, who comes, and what is to be done afterwards."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from clearances import labels
from clearances.guards import Actor, can, require
from clearances.labels import LabelValue, review_of
from clearances.models import Label
from exchanges.models import Exchange
from logistics.models import Task
from logistics.services import add_task
from milestones.models import ActionItem, Attendance, Entry, Milestone, Part
from milestones.services.planning import label_of, lock
from participants.models import Delegation
from programs import versions

LONGEST_MINUTES = 24 * 60
MOST_ENTRIES = 300
MOST_DELEGATES = 1000


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one line of a conference says; *starts_at* is an instant, of agenda items alone."""

    title: str
    text: str = ""
    starts_at: datetime | None = None
    minutes: int | None = None
    presenter: str = ""
    address: str = ""


@transaction.atomic
def add_entry(
    milestone: Milestone, part: Part, said: Said, *, label: Label | LabelValue | None = None, by: Actor
) -> Entry:
    """Write a line of the agenda, the read-ahead, the minutes or the decisions; labelled as the conference by default.

    Raises:
        PermissionDenied: *by* doesn't plan the exchange.
        ValidationError: by field.
    """
    require(by, "change", milestone)
    milestone, exchange = lock(milestone)
    _check(milestone, exchange, part, said)
    kept = _label(milestone, exchange, label, by)
    entry = Entry(milestone=milestone, part=part, label=kept, review_on=review_of(label))
    _fill(entry, said)
    entry.save(force_insert=True)
    record(by, "conference.entry_added", entry, milestone=milestone.pk)
    return entry


@transaction.atomic
def amend_entry(entry: Entry, said: Said, *, version: int | None = None, by: Actor) -> Entry:
    """Raises: as ``add_entry``, and Stale: it isn't at *version* any more."""
    require(by, "change", entry)
    milestone, exchange = lock(Milestone.objects.get(pk=entry.milestone_id))
    entry = versions.lock(entry, version)
    _check(milestone, exchange, Part(entry.part), said)
    _fill(entry, said)
    versions.save(entry, by=by, fields=["title", "text", "starts_at", "minutes", "presenter", "address"])
    record(by, "conference.entry_amended", entry, milestone=milestone.pk)
    return entry


@transaction.atomic
def remove_entry(entry: Entry, *, version: int | None = None, by: Actor) -> None:
    """Raises: as ``amend_entry``."""
    require(by, "change", entry)
    entry = versions.lock(entry, version)
    record(by, "conference.entry_removed", entry, milestone=entry.milestone_id)
    entry.delete()


def _fill(entry: Entry, said: Said) -> None:
    entry.title, entry.text = said.title.strip(), said.text.strip()
    entry.starts_at, entry.minutes = said.starts_at, said.minutes
    entry.presenter, entry.address = said.presenter.strip(), said.address.strip()


def _check(milestone: Milestone, exchange: Exchange, part: Part, said: Said) -> None:
    _check_room(milestone)
    problems = {}
    if not said.title.strip():
        problems["title"] = _("Say what it is about.")
    if (said.minutes or 0) > LONGEST_MINUTES:
        problems["minutes"] = _("It can't last longer than a day.")
    if problem := _time_problem(milestone, exchange, part, said.starts_at):
        problems["starts_at"] = problem
    if problems:
        raise ValidationError(problems)


def _check_room(milestone: Milestone) -> None:
    if not milestone.is_conference:
        raise ValidationError(_("This milestone isn't a conference."))
    if Entry.objects.of(milestone).count() > MOST_ENTRIES:
        raise ValidationError(_("There is no room for more lines."))


def _time_problem(milestone: Milestone, exchange: Exchange, part: Part, starts_at: datetime | None) -> str:
    if part != Part.AGENDA:
        return _("Only an agenda item has a time.") if starts_at else ""
    if starts_at is None:
        return _("Say when it begins.")
    day = starts_at.astimezone(ZoneInfo(exchange.zone)).date()
    if not milestone.planned_on <= day <= milestone.ends_on:
        return _("The conference isn't on that day.")
    return ""


def _label(milestone: Milestone, exchange: Exchange, chosen: Label | LabelValue | None, by: Actor) -> Label:
    """At least as strict as the conference that the line belongs to."""
    if chosen is None:
        return milestone.label
    label = label_of(exchange, chosen, by=by)
    if not labels.at_least(label, milestone.label):
        raise ValidationError({"label": _("It must be marked at least as strictly as the conference.")})
    return label


@transaction.atomic
def say_attendance(
    milestone: Milestone, delegation: Delegation, *, number: int, names: str = "", version: int | None = None, by: User
) -> Attendance:
    """Say whom a nation sends; its own people may, and the planners for it. Other nations never learn of it.

    Raises:
        PermissionDenied: *by* is neither, or doesn't see the conference.
        ValidationError: by field.
        Stale: somebody else said it meanwhile.
    """
    require(by, "view", milestone)
    if not (can(by, "see tasks", delegation) and (can(by, "assign", delegation) or _sits_for(by, delegation))):
        raise PermissionDenied(f"{by.pk} may not speak for {delegation.pk}.")
    milestone, _exchange = lock(milestone)
    _check_attendance(milestone, delegation, number, names)
    stored = Attendance.objects.filter(milestone=milestone, delegation=delegation).first()
    row = versions.lock(stored, version) if stored else _new_attendance(milestone, delegation, by)
    row.number, row.names, row.said_by = number, names.strip(), by
    if stored:
        versions.save(row, by=by, fields=["number", "names", "said_by"])
    else:
        row.save(force_insert=True)
    record(by, "conference.attendance_said", row, milestone=milestone.pk)
    return row


def _sits_for(by: User, delegation: Delegation) -> bool:
    return delegation.team_id is not None and by.groups.filter(pk=delegation.team_id).exists()


def _check_attendance(milestone: Milestone, delegation: Delegation, number: int, names: str) -> None:
    if not milestone.is_conference or delegation.exchange_id != milestone.exchange_id:
        raise ValidationError(_("This milestone isn't a conference of that delegation."))
    if not 0 <= number <= MOST_DELEGATES:
        raise ValidationError({"number": _("Choose at most %(most)d.") % {"most": MOST_DELEGATES}})
    if len([line for line in names.splitlines() if line.strip()]) > number:
        raise ValidationError({"names": _("There are more names than people.")})


def _new_attendance(milestone: Milestone, delegation: Delegation, by: User) -> Attendance:
    """For the owner of the conference's label and that nation alone."""
    label = labels.narrowed(milestone.label, to=delegation.party)
    return Attendance(milestone=milestone, delegation=delegation, label=label, said_by=by)


@transaction.atomic
def add_action_item(
    milestone: Milestone, delegation: Delegation, *, title: str, due_on: date | None = None, detail: str = "", by: User
) -> Task:
    """Give a nation a task that the conference decided; due by default the day before the next milestone.

    Raises:
        PermissionDenied: *by* doesn't plan the exchange, or may not give this delegation tasks.
        ValidationError: by field.
    """
    require(by, "change", milestone)
    if not milestone.is_conference or delegation.exchange_id != milestone.exchange_id:
        raise ValidationError({"delegation": _("Choose a delegation of this exchange.")})
    due = due_on or next_due(milestone, by=by)
    task = add_task(delegation, title=title, due_on=due, detail=detail, by=by)
    ActionItem.objects.create(milestone=milestone, task=task)
    record(by, "conference.action_item_added", task, milestone=milestone.pk)
    return task


def next_due(milestone: Milestone, *, by: User) -> date:
    """The day before the next open milestone that *by* sees, and before STARTEX; never before tomorrow."""
    exchange = Exchange.objects.for_user(by).get(pk=milestone.exchange_id)
    rows = Milestone.objects.for_user(by).open().filter(exchange=exchange, planned_on__gt=milestone.ends_on)
    following = rows.order_by("planned_on").values_list("planned_on", flat=True).first()
    due: date = min(filter(None, [following, exchange.starts_on]))
    tomorrow: date = exchange.today + timedelta(days=1)
    last: date = milestone.ends_on
    return max(due - timedelta(days=1), last, tomorrow)
