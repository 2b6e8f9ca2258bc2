"""What a change of an exchange means for its milestones: the slip preview, and its carrying out."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from accounts.dates import day
from accounts.models import User
from exchanges.changes import Change, Effect, Row, Verb
from milestones.backplan import Unit
from milestones.services.following import follow_change, touched
from milestones.slipping import Slip, Slippage, slippage


def apply(change: Change) -> None:
    follow_change(change)


def told(change: Change) -> Iterable[User]:
    """The owners of what moves, as far as ``change.by`` may see it."""
    rows = touched(change)
    if change.verb != Verb.CANCEL:
        rows = [slip.milestone for slip in slippage(change, rows).slips]
    return {row.owner for row in rows if row.owner and row.is_open}


def describe(change: Change) -> list[Effect]:
    """What follows for the milestones that ``change.by`` may see; nothing is said about others."""
    rows = touched(change)
    if change.verb == Verb.CANCEL:
        return _counted(_WAIVED, [row for row in rows if row.is_open], "flag")
    found = slippage(change, rows)
    effects = _moves(found.slips)
    effects += _counted(_ANEW, [slip for slip in found.slips if slip.is_anew], "refresh")
    effects += _counted(_PAST, [slip for slip in found.slips if slip.falls_into_the_past], "alert-triangle")
    effects += _counted(_INFEASIBLE, [slip for slip in found.slips if slip.becomes_infeasible], "alert-triangle")
    return [*effects, *_float(found)]


_WAIVED = ngettext_lazy("%(n)d open milestone is waived.", "%(n)d open milestones are waived.", "n")
_MOVED = ngettext_lazy("%(n)d milestone moves.", "%(n)d milestones move.", "n")
_ANEW = ngettext_lazy(
    "%(n)d milestone was had for the old dates and must be had anew.",
    "%(n)d milestones were had for the old dates and must be had anew.",
    "n",
)
_PAST = ngettext_lazy("%(n)d milestone falls into the past.", "%(n)d milestones fall into the past.", "n")
_INFEASIBLE = ngettext_lazy(
    "%(n)d milestone can no longer be had in time.", "%(n)d milestones can no longer be had in time.", "n"
)


def _counted(text: Any, things: Sequence[Any], icon: str) -> list[Effect]:
    n = len(things)
    return [Effect(text % {"n": n}, icon, n)] if n else []


def _moves(slips: Sequence[Slip]) -> list[Effect]:
    if not slips:
        return []
    rows = tuple(_row(slip) for slip in sorted(slips, key=lambda slip: (slip.day, slip.milestone.title)))
    return [Effect(_MOVED % {"n": len(rows)}, "flag", len(rows), rows)]


def _row(slip: Slip) -> Row:
    return Row(slip.milestone.title, slip.milestone.planned_on, slip.day, _note(slip), slip.is_problem)


def _note(slip: Slip) -> str:
    if slip.standing.is_past:
        return _("In the past")
    if slip.standing.is_infeasible:
        return _("Needs %(lead)s: it had to be begun by %(day)s") % {
            "lead": lead_words(slip.milestone.lead_days, slip.milestone.lead_unit),
            "day": day(slip.standing.latest_start),
        }
    if slip.is_anew:
        return _("Must be had anew; begin by %(day)s") % {"day": day(slip.standing.latest_start)}
    return ""


def lead_words(days: int, unit: str) -> str:
    """A lead time in words."""
    text: str | Promise
    if unit == Unit.WORKING:
        text = ngettext("%(n)d working day", "%(n)d working days", days)
    else:
        text = ngettext("%(n)d day", "%(n)d days", days)
    return str(text % {"n": days})


def _float(found: Slippage) -> list[Effect]:
    """How much less would do, or how much more."""
    if found.float_days is None:
        return []
    text = ngettext(
        "Float: STARTEX can move %(n)d day this way before the first milestone fails.",
        "Float: STARTEX can move %(n)d days this way before the first milestone fails.",
        found.float_days,
    )
    effects = [Effect(text % {"n": found.float_days}, "arrows-horizontal")]
    if found.nearest:
        days = _(" or ").join(day(each) for each in found.nearest)
        effects.append(Effect(_("Nothing would fail with STARTEX on %(days)s.") % {"days": days}, "bulb"))
    return effects
