"""Move what was loaded to another anchor, so that an old demonstration is alive again.

Everything whose day the scenario gives as an offset moves by the same number of days; what it gives as a date stays.
Nobody is told: nothing happened, the calendar was turned.
"""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from clearances.facts import end_of
from clearances.services import grants_of
from clearances.subjects import acting_as
from exchanges.models import Exchange
from logistics.models import Reminder, Task
from participants import deadlines
from participants.models import Delegation, Invitation
from participants.states import AWAITS_ANSWER
from phases.models import Phase
from scenarios.clock import told_at
from scenarios.dates import is_offset
from scenarios.story import Step, Story
from serials.effects import moved
from serials.models import Serial

Tell = Callable[[str], None]

VALIDITY = {  # Models that hold from a day until a day, and the columns that say so.
    "clearances.clearance": ("valid_from", "valid_to"),
    "clearances.securityagreement": ("starts_on", "ends_on"),
    "clearances.recognition": ("starts_on", "ends_on"),
    "accounts.membership": ("starts_on", "ends_on"),
    "calendars.blackout": ("starts_on", "ends_on"),
    "demand.catalogueoffer": ("starts_on", "ends_on"),
    "demand.partnerrequest": ("not_before", "not_after"),
}


def reanchor(story: Story, steps: Iterable[Step], anchor: date, *, tell: Tell) -> None:
    """Move the scenario's dates to *anchor*. Repeating it changes nothing."""
    scenario = story.scenario
    shift = anchor - scenario.anchor_on
    if not shift:
        tell(f"The anchor is {anchor} already.")
        return
    loaded = {step.key: step for step in steps if step.key in story.rows}.values()
    # Validities first: they decide who sees the rest, on the day that the anchor will be.
    validities = sum(_validity(story, step, shift) for step in loaded)
    with told_at(datetime.combine(anchor, time(12), UTC)):
        exchanges = sum(_exchange(story, step, shift) for step in loaded if _is_exchange(step))
    scenario.anchor_on = anchor
    scenario.save(update_fields=["anchor_on"])
    tell(f"The anchor is {anchor} now: {exchanges} exchanges and {validities} validities moved by {shift.days} days.")


def _validity(story: Story, step: Step, shift: timedelta) -> bool:
    columns = VALIDITY.get(story.rows[step.key][0])
    if columns is None:
        return False
    moving = [
        column for column, word in zip(columns, ("from", "to"), strict=True) if is_offset(step.entry.data.get(word, ""))
    ]
    with acting_as(story.user(step.by)) if step.by else nullcontext():  # Whoever entered it sees it.
        _shift(story.find(step.key), moving, shift)
    return bool(moving)


def _shift(row: Any, columns: Iterable[str], shift: timedelta) -> None:
    changed = [column for column in columns if getattr(row, column) is not None]
    for column in changed:
        setattr(row, column, getattr(row, column) + shift)
    if changed:
        row.save(update_fields=changed)


def _is_exchange(step: Step) -> bool:
    return step.key.startswith("exchanges/") and step.key.count("/") == 1 and is_offset(step.entry.data["starts"])


def _exchange(story: Story, step: Step, shift: timedelta) -> bool:
    """The exchange with its invitations, tasks and what they opened, as far as whoever planned it still sees them."""
    with acting_as(story.user(step.by or "")):
        exchange = Exchange.objects.filter(pk=story.rows[step.key][1]).first()
        if exchange is None:
            return False
        exchange.version += 1
        exchange.save(update_fields=["version"])
        _shift(exchange, ["starts_on", "ends_on"], shift)
        _grants(exchange, shift)
        _schedule(exchange, shift)
        for delegation in Delegation.objects.filter(exchange=exchange):
            _grants(delegation, shift)
            for invitation in Invitation.objects.filter(delegation=delegation):
                _invitation(invitation, ZoneInfo(exchange.zone), shift)
            for task in Task.objects.filter(delegation=delegation):
                _task(task, ZoneInfo(exchange.zone), shift)
    return True


def _schedule(exchange: Exchange, shift: timedelta) -> None:
    for serial in Serial.objects.filter(exchange=exchange):
        _serial(serial, shift)
    for phase in Phase.objects.filter(exchange=exchange):
        phase.version += 1
        phase.save(update_fields=["version"])
        _shift(phase, ["starts_on", "ends_on"], shift)


def _grants(root: Any, shift: timedelta) -> None:
    """How long the root stays open to those to whom it isn't open for good."""
    for row in grants_of(root).filter(content_object=root, until__isnull=False):
        row.until, row.lapses_at = row.until + shift, row.lapses_at + shift
        row.save(update_fields=["until", "lapses_at"])


def _invitation(invitation: Invitation, zone: ZoneInfo, shift: timedelta) -> None:
    invitation.reply_by += shift
    invitation.reply_due_at = end_of(invitation.reply_by, zone)
    if invitation.state in AWAITS_ANSWER:
        invitation.remind_at = deadlines.next_reminder(invitation.reply_by, zone, timezone.now())
    sent = invitation.cover_as_sent
    for column in {"starts_on", "ends_on"} & set(sent):
        sent[column] = (date.fromisoformat(sent[column]) + shift).isoformat()
    invitation.version += 1
    invitation.save(update_fields=["reply_by", "reply_due_at", "remind_at", "cover_as_sent", "version"])


def _serial(serial: Serial, shift: timedelta) -> None:
    after = moved(serial, shift.days)
    serial.starts_at, serial.ends_at = after.starts_at, after.ends_at
    serial.version += 1
    serial.save(update_fields=["starts_at", "ends_at", "version"])


def _task(task: Task, zone: ZoneInfo, shift: timedelta) -> None:
    task.due_on += shift
    task.due_at = end_of(task.due_on, zone)
    task.save(update_fields=["due_on", "due_at"])
    for reminder in Reminder.objects.filter(task=task):
        reminder.fire_at += shift
        if reminder.fire_at > timezone.now():
            reminder.sent_at = None
        reminder.save(update_fields=["fire_at", "sent_at"])
