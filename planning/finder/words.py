"""Windows, and what stands against them, in sentences. Of what is hidden they say "not available" and no more."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.dates import day, days
from calendars.days_off import Kind
from clearances.markings import Marking, of_page
from planning.finder.constraints import Objection
from planning.finder.facts import Facts
from planning.finder.reasons import Also, DayOff, Lapse, Late, Shortage, Thing, Weekend
from planning.finder.search import Binding, Found, Window

Names = Mapping[str, str]  # What each constraint is called, by its key.
NAMED, SCALE = 3, 100


@dataclass(frozen=True)
class Line:
    """One thing that stands against a window."""

    text: str
    is_hard: bool
    marking: Marking | None = None  # Of the titles in it; None where nothing in it is marked.

    @property
    def icon(self) -> str:
        return "ban" if self.is_hard else "alert-triangle"


@dataclass(frozen=True)
class Card:
    """One window as the page shows it. *share* is its cost beside the dearest one shown, in hundredths."""

    window: Window
    cost: int
    share: int
    lines: list[Line]
    gives: list[str]
    address: str  # Of the page that makes an exchange of it: the query alone.


def cards(
    windows: Sequence[Window], facts: Facts, shared: Collection[str], address: Callable[[Window], str]
) -> list[Card]:
    """Without what stands against every window alike, by its keys in *shared*."""
    costs = [window.cost - sum(each.cost for each in window.objections if each.key in shared) for window in windows]
    dearest = max(costs, default=0) or 1
    return [
        Card(
            window,
            round(cost),
            round(cost / dearest * SCALE),
            [line(each, facts) for each in window.objections if each.key not in shared],
            [facts.names[key] for key in window.gives],
            address(window),
        )
        for window, cost in zip(windows, costs, strict=True)
    ]


def line(objection: Objection, facts: Facts) -> Line:
    """With the high-water mark of what it names."""
    labels = {*facts.labels.get(objection.key, ()), *getattr(objection.reason, "labels", ())}
    text = sentence(objection, facts.names)
    return Line(text, objection.is_hard, of_page(labels) if labels else None)


def shared_by(windows: Sequence[Window]) -> dict[str, Objection]:
    """What doesn't depend on the days, and stands against all of several windows: said once. By its key."""
    if len(windows) < 2:  # noqa: PLR2004  (Of one window, it is told there.)
        return {}
    each_has = [{each.key: each for each in window.objections if _is_same_always(each)} for window in windows]
    return {key: found for key, found in each_has[0].items() if all(key in other for other in each_has[1:])}


def _is_same_always(objection: Objection) -> bool:
    return not objection.is_hard and (isinstance(objection.reason, Late | Lapse) or objection.reason is Thing.ASK)


def sentence(objection: Objection, names: Names) -> str:
    """Who or what, why, and on which days."""
    words = {"who": names[objection.key], "days": days(objection.starts_on, objection.ends_on)}
    return _WORDS[type(objection.reason)](objection, words)


def _day_off(objection: Objection, words: dict[str, Any]) -> str:
    reason: DayOff = objection.reason
    if reason.kind == Kind.NOT_AVAILABLE or not reason.name:
        return _("%(who)s: not available, %(days)s.") % words
    text = _("%(who)s: %(name)s, %(days)s.")
    if reason.kind == Kind.BLACKOUT:
        text = _("%(who)s: blackout period “%(name)s”, %(days)s.")
    elif reason.is_estimate:
        text = _("%(who)s: %(name)s, %(days)s (estimated).")
    return text % (words | {"name": reason.name})


def _also(objection: Objection, words: dict[str, Any]) -> str:
    titles = [f"“{title}”" for title in objection.reason.titles]
    return _("%(who)s: %(titles)s, %(days)s.") % (words | {"titles": _listed(titles)})


def _thing(objection: Objection, words: dict[str, Any]) -> str:
    if objection.reason is Thing.NOT_AVAILABLE:
        return _("%(who)s is not available, %(days)s.") % words
    if objection.reason is Thing.CLOSED:
        return _("%(who)s is closed, %(days)s.") % words
    return _("%(who)s: its owner must be asked, who alone can tell.") % words


def _weekend(objection: Objection, words: dict[str, Any]) -> str:
    return _("Weekend, %(days)s: %(parties)s.") % (words | {"parties": _listed(objection.reason.parties)})


def _listed(names: Sequence[str]) -> str:
    """The first few by name, the others by number."""
    left, named = len(names) - NAMED, ", ".join(names[:NAMED])
    if left <= 0:
        return named
    text = ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", left)
    return text % {"names": named, "n": left}


def _shortage(objection: Objection, words: dict[str, Any]) -> str:
    reason: Shortage = objection.reason
    text = ngettext(
        "Only %(free)d of the resources that you named is free throughout; you need %(needed)d.",
        "Only %(free)d of the resources that you named are free throughout; you need %(needed)d.",
        reason.free,
    )
    return text % {"free": reason.free, "needed": reason.needed}


def _late(objection: Objection, words: dict[str, Any]) -> str:
    reason: Late = objection.reason
    text = _("%(who)s comes too late (it takes %(lead)s).") if reason.lead else _("%(who)s comes too late.")
    if reason.day is not None:
        text += " " + _("From STARTEX %(day)s on it is in time.")
    return text % (words | {"lead": reason.lead, "day": day(reason.day) if reason.day else ""})


def _lapse(objection: Objection, words: dict[str, Any]) -> str:
    return _("%(who)s lapses before ENDEX, on %(day)s.") % (words | {"day": day(objection.reason.day)})


_WORDS: dict[type, Callable[[Objection, dict[str, Any]], str]] = {
    DayOff: _day_off,
    Also: _also,
    Thing: _thing,
    Weekend: _weekend,
    Shortage: _shortage,
    Late: _late,
    Lapse: _lapse,
}


def binding(found: Binding | None, names: Names) -> str:
    """Which constraint costs most choice; "" where nothing is ruled out."""
    if found is None:
        return ""
    words = {"who": names[found.key], "n": found.freed, "blocked": found.blocked}
    if not found.freed:
        text = ngettext(
            "%(who)s rules out %(blocked)d window, but never alone.",
            "%(who)s rules out %(blocked)d windows, but never alone.",
            found.blocked,
        )
        return f"{text % words} {_for_example(found, names)}"
    text = ngettext(
        "%(who)s binds: without it %(n)d more window could be had.",
        "%(who)s binds: without it %(n)d more windows could be had.",
        found.freed,
    )
    return f"{text % words} {_for_example(found, names)}"


def _for_example(found: Binding, names: Names) -> str:
    return _("For example: %(sentence)s") % {"sentence": sentence(found.example, names)}


def summary(found: Found) -> str:
    """How many windows can be had at all."""
    text = ngettext(
        "%(possible)d of %(asked)d window can be had.",
        "%(possible)d of %(asked)d windows can be had.",
        found.asked,
    )
    return text % {"possible": found.possible, "asked": found.asked}


def slip(found: Found, wished: Any) -> str:
    """The cheapest slip from the STARTEX that was wished."""
    if wished is None or found.nearest is None:
        return ""
    distance = (found.nearest.starts_on - wished).days
    if not distance:
        return _("The STARTEX that you wish for can be had.")
    n = abs(distance)
    if distance > 0:
        text = ngettext(
            "The nearest that can be had is %(n)d day later: %(days)s.",
            "The nearest that can be had is %(n)d days later: %(days)s.",
            n,
        )
    else:
        text = ngettext(
            "The nearest that can be had is %(n)d day earlier: %(days)s.",
            "The nearest that can be had is %(n)d days earlier: %(days)s.",
            n,
        )
    return text % {"n": n, "days": days(found.nearest.starts_on, found.nearest.ends_on)}
