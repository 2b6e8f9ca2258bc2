"""Who gains and who loses sight of what, if something were saved.

Nothing is predicted: the change is made in a savepoint, the sight of everybody it may touch is compared before and
after, and the savepoint is rolled back. What is saved afterwards can't differ from what was shown.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from accounts.models import User
from clearances import context
from clearances.collective import Seen, Where, sights
from clearances.guards import grants_on
from clearances.labels import forget_undone
from clearances.subjects import Subject, subject_of, subjects_of


@dataclass(frozen=True)
class Scope:
    """Where to look: at those whose labels or account change anyway, and at everything of these *people* and *roots*.

    *people* are ids of persons whose grants or teams change. *roots* are rows whose own label, or the label of
    something below them, changes: whoever holds a grant there is compared.
    """

    people: frozenset[int] = frozenset()
    roots: tuple[models.Model, ...] = ()


@dataclass(frozen=True)
class Effect:
    """By user id, what each affected account gains and loses, and what it keeps of what others gain or lose."""

    gained: dict[int, frozenset[Seen]] = field(default_factory=dict)
    lost: dict[int, frozenset[Seen]] = field(default_factory=dict)
    kept: dict[int, frozenset[Seen]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost)


def effect_of(do: Callable[[], object], scope: Scope | None = None) -> Effect:
    """What *do* would change in anybody's sight. *do* is carried out once, and undone."""
    scope = scope or Scope()
    concerned = Q(is_active=True) | Q(person__in=scope.people)  # A suspended account may be about to be resumed.
    users = list(User.objects.filter(concerned).select_related("person__organisation"))
    before, holders = subjects_of(users), _holders(scope.roots)
    with undone():
        do()
        context.forget()
        now = list(User.objects.filter(pk__in=before).select_related("person__organisation"))
        later, holders = subjects_of(now), holders | _holders(scope.roots)
        wheres = {
            user.pk: where
            for user in now
            if (where := _where(user, scope, holders, before[user.pk], later[user.pk])) is not None
        }
        after = sights((later[pk], where) for pk, where in wheres.items())
    return _compare(sights((before[pk], where) for pk, where in wheres.items()), after)


@contextmanager
def undone() -> Iterator[None]:
    """Nothing that is done in the block stays, however it ends; whoever acts is decided again on what is there."""
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        forget_undone()


def _holders(roots: Iterable[models.Model]) -> frozenset[int]:
    """Ids of the users whose teams hold any grant on *roots*; one query for each model of them."""
    keys: dict[Any, set[Any]] = defaultdict(set)
    for root in roots:
        keys[type(root)].add(root.pk)
    found: set[int] = set()
    for model, pks in keys.items():
        teams = grants_on(model).filter(content_object_id__in=pks).values("group_id")
        found.update(User.objects.filter(groups__in=teams).values_list("pk", flat=True))
    return frozenset(found)


def _where(user: User, scope: Scope, holders: frozenset[int], before: Subject, after: Subject) -> Where | None:
    """Which rows to compare for *user*; None if nothing of theirs can change."""
    if user.person_id in scope.people or after.may_act != before.may_act or not user.is_active:
        return Where(everything=True)
    labels = frozenset(after.dominated_label_ids) ^ frozenset(before.dominated_label_ids)
    roots = scope.roots if user.pk in holders else ()
    return Where(labels, roots) if labels or roots else None


def seen_by(users: Iterable[User], roots: Iterable[models.Model]) -> frozenset[Seen]:
    """Everything labelled that any of *users* sees of *roots* and of what hangs from them, however they sign in."""
    where = Where(roots=tuple(roots))
    return frozenset().union(*sights((subject, where) for subject in subjects_of(users).values()).values())


def known(rows: Iterable[Seen], reader: User) -> frozenset[Seen]:
    """Those of *rows* whose label *reader* dominates: hidden parts leave no trace, not even a number (access.md §5).

    To tell of them is to show that they are there, so the page is marked for them.
    """
    subject, keys = subject_of(reader), defaultdict(set)
    for row in rows:
        keys[row.model].add(row.pk)
    ids = subject.dominated_label_ids if subject else []
    reached = set()
    for name, pks in keys.items():
        found = apps.get_model(name)._default_manager.filter(pk__in=pks, label_id__any=ids).order_by()
        for pk, label_id in found.values_list("pk", "label_id"):
            context.note_label(label_id)
            reached.add((name, pk))
    return frozenset(row for row in rows if (row.model, row.pk) in reached)


def counted(model: str, count: int) -> str:
    """ "3 exchanges": so many rows of a model in its own words."""
    return str(apps.get_model(model).counted % {"count": count})


def _compare(before: dict[int, frozenset[Seen]], after: dict[int, frozenset[Seen]]) -> Effect:
    gained = {user: after[user] - before[user] for user in before}
    lost = {user: before[user] - after[user] for user in before}
    moved = frozenset().union(*gained.values(), *lost.values())
    kept = {user: before[user] & after[user] & moved for user in before}
    return Effect(*({user: rows for user, rows in side.items() if rows} for side in (gained, lost, kept)))
