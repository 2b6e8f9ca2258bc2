"""What a preview found, told to one reader: by nation, as far as that reader sees the covers (access.md §7).

Whoever belongs to another nation is counted and never named: a name here would tell what that person is cleared for.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Party, User
from clearances.collective import Seen
from clearances.guards import Guarded
from clearances.people import nation_of
from clearances.previews import Effect, Scope, counted, effect_of, known
from clearances.services.holdings import AlreadyDecided

NAMED = 20  # So many objects are named; the rest of a long list is in the counts.


@dataclass(frozen=True)
class Line:
    """One nation's share of one side of the effect."""

    side: str  # "lost", "gained" or "kept".
    text: str
    names: list[str] = field(default_factory=list)  # Of the reader's own nation only.

    @property
    def icon(self) -> str:
        return {"lost": "eye-off", "gained": "eye", "kept": "circle-check"}[self.side]


@dataclass(frozen=True)
class Told:
    """An effect in words. *objects* are the covers concerned that the reader sees."""

    lines: list[Line]
    objects: list[Any]

    def __bool__(self) -> bool:
        return any(line.side != "kept" for line in self.lines)


def foreseen(do: Callable[[], object], scope: Scope | None, viewer: User) -> Told | None:
    """What *do* would change, tried out and undone, as *viewer* may know it; None if it can't be done now."""
    try:
        return told(effect_of(do, scope), viewer)
    except (ValidationError, AlreadyDecided):
        return None


def told(effect: Effect, viewer: User, made: frozenset[Seen] = frozenset()) -> Told:
    """*effect* as *viewer* may know it: nothing, not even a number, of what hangs from a cover that they don't see, nor
    of what is labelled above them. *made* is what *viewer* writes by it: it is stored in the trial only.
    """
    roots = _visible_roots(effect, viewer)
    reached = known(_open(_rows(effect), roots, viewer), viewer) | made
    users = {user.pk: user for user in User.objects.filter(pk__in=_users(effect)).select_related(*ORGANISATION)}
    lines = []
    for side in ("lost", "gained", "kept"):
        by_nation: dict[Party, dict[User, set[Seen]]] = defaultdict(dict)
        for user_id, rows in getattr(effect, side).items():
            if told_of := rows & reached:
                by_nation[_nation(users[user_id])][users[user_id]] = told_of
        lines += [_line(side, nation, by_nation[nation], viewer) for nation in sorted(by_nation, key=str)]
    return Told(lines, [*roots.values()][:NAMED])


ORGANISATION = ("person__organisation__nation",)


def _rows(effect: Effect) -> frozenset[Seen]:
    return frozenset().union(*(rows for side in (effect.lost, effect.gained, effect.kept) for rows in side.values()))


def _users(effect: Effect) -> set[int]:
    return {*effect.lost, *effect.gained, *effect.kept}


def _nation(user: User) -> Party:
    return user.organisation.nation or user.organisation


def _open(rows: Iterable[Seen], roots: Iterable[tuple[str, Any]], viewer: User) -> set[Seen]:
    """Those of *rows* that hang from a cover which *viewer* sees; what hangs from a party, they must see itself."""
    found, announced = set(), defaultdict(set)
    shown = set(roots)
    for row in rows:
        if not issubclass(apps.get_model(row.root), Guarded):
            announced[row.model].add(row)
        elif (row.root, row.root_pk) in shown:
            found.add(row)
    for name, these in announced.items():
        mine = apps.get_model(name).objects.for_user(viewer).filter(pk__in={row.pk for row in these})
        pks = set(mine.order_by().values_list("pk", flat=True))
        found |= {row for row in these if row.pk in pks}
    return found


def _visible_roots(effect: Effect, viewer: User) -> dict[tuple[str, Any], Any]:
    """The covers that hold the grants, as far as *viewer* sees them."""
    wanted: dict[str, set[Any]] = defaultdict(set)
    for row in _rows(effect):
        wanted[row.root].add(row.root_pk)
    found = {}
    for label, pks in sorted(wanted.items()):
        model: Any = apps.get_model(label)
        if issubclass(model, Guarded):
            found.update({(label, row.pk): row for row in model.objects.for_user(viewer).filter(pk__in=pks)})
    return found


def _line(side: str, nation: Party, people: dict[User, set[Seen]], viewer: User) -> Line:
    things = ", ".join(_counted(set().union(*people.values())))
    who = ngettext("%(count)d person of %(nation)s", "%(count)d people of %(nation)s", len(people))
    said = {"who": who % {"count": len(people), "nation": nation}, "things": things}
    own = nation.pk == nation_of(viewer.organisation)
    return Line(side, _sentence(side) % said, sorted(str(user) for user in people) if own else [])


def _sentence(side: str) -> str:
    return {
        "lost": _("Loses sight: %(who)s, of %(things)s."),
        "gained": _("Gains sight: %(who)s, of %(things)s."),
        "kept": _("Keeps sight: %(who)s, of %(things)s."),
    }[side]


def _counted(rows: Iterable[Seen]) -> list[str]:
    """ "3 exchanges", "1 invitation": each kind of row by its own words, and once, in however many ways it is seen."""
    numbers: dict[str, set[Any]] = defaultdict(set)
    for row in rows:
        numbers[apps.get_model(row.model)._meta.concrete_model._meta.label].add(row.pk)
    return [counted(model, len(pks)) for model, pks in sorted(numbers.items())]
