"""The next edition of an exchange: its milestones, planned anew by their rules or as far from STARTEX as they were."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.changes import Effect
from exchanges.editions import Carried, Copy
from milestones.models import Milestone
from milestones.services.milestones import Facts, add_milestone, planners
from milestones.services.planning import calendar_of
from milestones.states import State

SAME = ("title", "kind", "lead_days", "lead_unit", "is_bound", "role", "deliverable", "gate", "asked", "place")
OF_THE_RULE = ("code", "anchor", "months", "days", "is_rounded")


def carry(copy: Copy) -> list[Effect]:
    carried = Carried(copy)
    rows = list(copy.visible(Milestone).exclude(state=State.WAIVED).select_related("label", "owner"))
    days = _days(copy, rows)
    cell = set(planners(copy.target).values_list("pk", flat=True))
    for row in rows:
        is_kept = row.owner_id in cell
        note = "" if is_kept or row.owner_id is None else _("Nobody sees to it yet")
        again = _facts(copy, row, days[row.pk], is_kept=is_kept)
        moved = (row.planned_on, days[row.pk])
        carried.take(row, row.title, moved, lambda row=row, again=again: _again(copy, row, again), note=note)  # type: ignore[misc]
    return carried.told(_sentence, "flag")


def _days(copy: Copy, rows: list[Milestone]) -> dict[object, date]:
    """When each is due; constant queries."""
    if not rows:
        return {}
    start, end = copy.target.starts_on, copy.target.ends_on
    raw = {row.pk: row.rule.raw_day(start, end) if row.rule else row.planned_on + copy.shift for row in rows}
    calendar = calendar_of(copy.target.host, raw.values())
    return {row.pk: row.rule.day(start, end, calendar) if row.rule else raw[row.pk] for row in rows}


def _facts(copy: Copy, row: Milestone, day: date, *, is_kept: bool) -> Facts:
    """Its agenda, minutes and evidence belong to the last edition."""
    return Facts(
        **{name: getattr(row, name) for name in SAME},
        planned_on=day,
        ends_on=day + (row.ends_on - row.planned_on),
        owner=row.owner if is_kept else None,
        after=copy.made.get(row.after_id),
        rule={name: getattr(row, name) for name in OF_THE_RULE},
    )


def _again(copy: Copy, row: Milestone, facts: Facts) -> Milestone:
    return add_milestone(copy.content, facts, label=row.label, by=copy.by)


def _sentence(n: int) -> str:
    return ngettext("%(n)d milestone is planned anew.", "%(n)d milestones are planned anew.", n) % {"n": n}
