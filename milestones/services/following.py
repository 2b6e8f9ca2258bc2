"""The milestones of an exchange follow it: when its dates or its host change, and when it is cancelled."""

from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from audit.services import record
from clearances.guards import System
from exchanges.changes import Change, Verb
from milestones.models import Milestone
from milestones.models.milestones import WORDS_LENGTH
from milestones.services.milestones import set_state
from milestones.services.planning import arm
from milestones.slipping import Slip, slippage
from milestones.states import State
from programs import versions

MOVED = ["planned_on", "ends_on", "state", "reason", "confirmed_by", "confirmed_at"]


def touched(change: Change, *, for_update: bool = False) -> list[Milestone]:
    """The milestones of the exchange that ``change.by`` may see, in the order of time."""
    rows = Milestone.objects.filter(exchange=change.exchange).select_related("owner")
    if not isinstance(change.by, System):
        rows = rows.filter(pk__in=Milestone.objects.for_user(change.by).values("pk"))
    return list(rows.select_for_update(of=("self",)) if for_update else rows)


def follow_change(change: Change) -> None:
    """Carry out what follows; the caller has decided that ``change.by`` may change the exchange."""
    rows = touched(change, for_update=True)
    if change.verb == Verb.CANCEL:
        for row in filter(attrgetter("is_open"), rows):
            _waive(row, change)
        return
    _follow(rows, change)
    if change.zone != change.exchange.zone:  # The reminders are due when its new clocks say so.
        for row in rows:
            arm(row, ZoneInfo(change.zone))


def _follow(rows: list[Milestone], change: Change) -> None:
    back = {row: before for row in rows if (before := change.before(row))}
    for row, before in back.items():
        _put_back(row, before, change)
    for slip in slippage(change, [row for row in rows if row not in back]).slips:
        _move(slip, change)


def _waive(row: Milestone, change: Change) -> None:
    words = _("The exchange was cancelled: %(reason)s") % {"reason": change.reason}
    source = row.state
    set_state(row, State.WAIVED, words=words[:WORDS_LENGTH], by=change.by)
    versions.save(row, by=change.by, fields=["state", "reason", "confirmed_by", "confirmed_at"])
    record(change.by, "milestone.waived", row, source=source)


def _put_back(row: Milestone, before: Any, change: Change) -> None:
    """As it was before the move that is undone: what was had for these dates then is had for them again."""
    left = row.planned_on
    for name in MOVED:
        setattr(row, name, getattr(before, name))
    versions.save(row, by=change.by, fields=MOVED)
    arm(row, ZoneInfo(change.zone))
    record(change.by, "milestone.moved", row, planned_on_before=left, planned_on=row.planned_on)


def _move(slip: Slip, change: Change) -> None:
    row = slip.milestone
    before = row.planned_on
    row.put_on(slip.day)
    if slip.is_anew:
        set_state(row, State.PLANNED, by=change.by)
    versions.save(row, by=change.by, fields=MOVED)
    arm(row, ZoneInfo(change.zone))
    record(change.by, "milestone.moved", row, planned_on_before=before, planned_on=row.planned_on)
