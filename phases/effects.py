"""What a change of an exchange means for its phases: they keep their distance from STARTEX, and end by ENDEX."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clearances.guards import System
from exchanges.changes import Change, Effect, Row, Verb
from phases import services
from phases.models import Phase


@dataclass(frozen=True)
class Moved:
    """Where a phase goes; *is_cut* says that the new dates leave it fewer days."""

    phase: Phase
    starts_on: date
    ends_on: date
    is_cut: bool


def apply(change: Change) -> None:
    for each in _moved(change, _followers(change).select_for_update(of=("self",))):
        services.shift(each.phase, starts_on=each.starts_on, ends_on=each.ends_on, by=change.by)


def describe(change: Change) -> list[Effect]:
    """What follows for the phases that ``change.by`` may see; nothing is said about others."""
    found = list(_moved(change, _followers(change)))
    if not found:
        return []
    text = ngettext("%(n)d phase moves along.", "%(n)d phases move along.", len(found)) % {"n": len(found)}
    return [Effect(text, "calendar-event", len(found), tuple(_row(each) for each in found))]


def _followers(change: Change) -> Any:
    rows = Phase.objects.filter(exchange=change.exchange)
    if isinstance(change.by, System):
        return rows
    return rows.filter(pk__in=Phase.objects.for_user(change.by).values("pk"))


def _moved(change: Change, rows: Any) -> Iterator[Moved]:
    if change.verb == Verb.CANCEL:
        return
    for phase in rows:
        before = change.before(phase)
        if before:  # What the move that is undone cut short gets its days back.
            yield Moved(phase, before.starts_on, before.ends_on, is_cut=False)
            continue
        starts_on, ends_on = phase.starts_on + change.shift, phase.ends_on + change.shift
        cut = Moved(
            phase, min(starts_on, change.ends_on), min(ends_on, change.ends_on), is_cut=ends_on > change.ends_on
        )
        if (cut.starts_on, cut.ends_on) != (phase.starts_on, phase.ends_on):
            yield cut


def _row(each: Moved) -> Row:
    note = _("Cut short by ENDEX") if each.is_cut else ""
    return Row(each.phase.name, each.phase.starts_on, each.starts_on, note, is_problem=each.is_cut)
