"""What many people see, asked together and told apart: as many queries for two thousand people as for two.

Whoever dominates the same labels acts as one **crowd**, whose teams are those of all of them: what ``for_user`` gives
the crowd, the grants tell apart. It is the same question as each person's own: tests/clearances/test_collective.py.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.models import Party, User
from clearances import context
from clearances.guards import NOTHING, Guard, Guarded, grants_on
from clearances.models.policies import Labelled
from clearances.subjects import Subject


@dataclass(frozen=True, slots=True)
class Seen:
    """One labelled row, and the root that it hangs from."""

    model: str
    pk: Any
    root: str
    root_pk: Any


@dataclass(frozen=True)
class Where:
    """Which rows are asked for: those that bear one of *labels* or hang from one of *roots*, or really everything."""

    labels: frozenset[int] = frozenset()
    roots: tuple[models.Model, ...] = ()
    everything: bool = False

    def of(self, model: Any) -> Q:
        return Q() if self.everything else self._bearing(model) | self._below(model)

    def _bearing(self, model: Any) -> Q:
        rule = NOTHING
        for path in model.guard.label_paths(model) if self.labels else ():
            rule |= Q(**{f"{path}__any": sorted(self.labels)})
        return rule

    def _below(self, model: Any) -> Q:
        path = f"{model.guard.via}__pk__in" if model.guard.via else "pk__in"
        kind = model.guard.root(model)
        if "view" in model.guard.anywhere and any(isinstance(root, kind) for root in self.roots):
            return (
                ~NOTHING
            )  # An office held for one party opens what others announce. An empty Q would vanish in an OR.
        return Q(**{path: [root.pk for root in self.roots if isinstance(root, kind)]})


Asked = tuple[Subject, Where]


def labelled() -> list[Any]:
    """Every model whose rows are guarded and labelled."""
    return [model for model in apps.get_models() if issubclass(model, Guarded) and issubclass(model, Labelled)]


def sights(asked: Iterable[Asked]) -> dict[int, frozenset[Seen]]:
    """What each subject sees of where it is asked about, by user id."""
    alike: dict[Any, list[Subject]] = defaultdict(list)
    found: dict[int, frozenset[Seen]] = {}
    for subject, where in asked:
        found[subject.user_id] = frozenset()
        if subject.may_act:
            alike[where, subject.assurance, tuple(subject.dominated_label_ids)].append(subject)
    for (where, *_like), subjects in alike.items():
        found |= _Crowd(subjects, where).told_apart()
    return found


class _Crowd:
    """Subjects who dominate the same labels, and what they are asked about."""

    def __init__(self, subjects: list[Subject], where: Where) -> None:
        self.subjects, self.where = subjects, where
        self.together = copy(subjects[0])
        self.together.team_ids = tuple({team for subject in subjects for team in subject.team_ids})

    def told_apart(self) -> dict[int, frozenset[Seen]]:
        by_team: dict[int, set[Seen]] = defaultdict(set)
        own: dict[int, set[Seen]] = defaultdict(set)
        with context.acting(self.together):
            for model in filter(is_by_grant, labelled()):
                self._by_team(model, by_team)
        for model in (model for model in labelled() if not is_by_grant(model)):
            for subject in self._concerned(model):
                own[subject.user_id].update(self._rows(model, subject))
        return {
            subject.user_id: frozenset(own[subject.user_id].union(*(by_team[team] for team in subject.team_ids)))
            for subject in self.subjects
        }

    def _by_team(self, model: Any, by_team: dict[int, set[Seen]]) -> None:
        rows = list(self._rows(model, self.together))
        if not rows:
            return
        granted = grants_on(model.guard.root(model)).in_force(self.together, model.guard.actions["view"])
        teams: dict[Any, set[int]] = defaultdict(set)
        for root_pk, team in granted.order_by().values_list("content_object_id", "group_id").distinct():
            teams[None if "view" in model.guard.anywhere else root_pk].add(team)
        for row in rows:
            for team in teams[None if "view" in model.guard.anywhere else row.root_pk]:
                by_team[team].add(row)

    def _rows(self, model: Any, subject: Subject) -> Iterator[Seen]:
        guard = model.guard
        name, root = model._meta.label, guard.root(model)._meta.label
        with context.acting(subject):  # ``for_user`` asks for whoever acts, if that is the user.
            rows = model.objects.for_user(subject.user).filter(self.where.of(model)).order_by()
            for pk, root_pk in rows.values_list("pk", f"{guard.via}__pk" if guard.via else "pk"):
                yield Seen(name, pk, root, root_pk)

    def _concerned(self, model: Any) -> list[Subject]:
        """Whom a model with a rule of its own may let see rows: who holds an office, and whom a row names."""
        users = [each.attname for each in model._meta.concrete_fields if each.related_model is User]
        if model.guard.own:
            return self.subjects
        with context.acting(self.together):
            named = {pk for row in model.objects.order_by().values_list("pk", *users).distinct() for pk in row[1:]}
            offices = set(grants_on(Party).held(self.together).order_by().values_list("group_id", flat=True).distinct())
        return [each for each in self.subjects if each.user_id in named or not offices.isdisjoint(each.team_ids)]


def is_by_grant(model: Any) -> bool:
    """Whether a grant is the only way to a row: no rule of an app's own, nobody who is its subject or its author."""
    return type(model.guard) is Guard and not model.guard.own and not model.guard.private
