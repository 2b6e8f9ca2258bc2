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
from clearances.guards import NOTHING, Guard, Guarded, grants_on
from clearances.labels import forget_undone
from clearances.models.policies import Labelled
from clearances.subjects import Subject, acting_as, subject_of


@dataclass(frozen=True)
class Scope:
    """Where to look: at those whose labels or account change anyway, and at everything of these *people* and *roots*.

    *people* are ids of persons whose grants or teams change. *roots* are rows whose own label, or the label of
    something below them, changes: whoever holds a grant there is compared.
    """

    people: frozenset[int] = frozenset()
    roots: tuple[models.Model, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """One labelled row, and the root that it hangs from."""

    model: str
    pk: Any
    root: str
    root_pk: Any


@dataclass(frozen=True)
class Effect:
    """By user id, what each affected account gains and loses, and what it keeps of what others gain or lose."""

    gained: dict[int, frozenset[Seen]] = field(default_factory=dict)
    lost: dict[int, frozenset[Seen]] = field(default_factory=dict)
    kept: dict[int, frozenset[Seen]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost)


Profile = tuple[bool, frozenset[int]]  # May they act; which labels do they dominate.


def effect_of(do: Callable[[], object], scope: Scope | None = None) -> Effect:
    """What *do* would change in anybody's sight. *do* is carried out once, and undone."""
    scope = scope or Scope()
    concerned = Q(is_active=True) | Q(person__in=scope.people)  # A suspended account may be about to be resumed.
    users = list(User.objects.filter(concerned).select_related("person__organisation"))
    before, holders = _profiles(users), _holders(scope.roots)
    with undone():
        do()
        context.forget()
        later = {user.pk: user for user in User.objects.select_related("person__organisation")}
        affected = [
            (user, where)
            for user in users
            if (where := _where(later[user.pk], scope, holders | _holders(scope.roots), before[user.pk])) is not None
        ]
        after = _sights([(later[user.pk], where) for user, where in affected])
    return _compare(_sights(affected), after)


@contextmanager
def undone() -> Iterator[None]:
    """Nothing that is done in the block stays, however it ends; whoever acts is decided again on what is there."""
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        forget_undone()


def _profiles(users: Iterable[User]) -> dict[int, Profile]:
    return {user.pk: _profile(user) for user in users}


def _profile(user: User) -> Profile:
    """As a recipient who has no session: how strongly somebody happens to be signed in now doesn't matter here."""
    subject = Subject(user)
    return subject.may_act, frozenset(subject.dominated_label_ids)


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


Where = Callable[[type[Guarded]], Q]


def _where(user: User, scope: Scope, holders: frozenset[int], before: Profile) -> Where | None:
    """Which rows of a model to compare for *user*; None if nothing of theirs can change."""
    after = _profile(user)
    if user.person_id in scope.people or after[0] != before[0] or not user.is_active:
        return lambda model: Q()
    labels = after[1] ^ before[1]
    roots = scope.roots if user.pk in holders else ()
    if not labels and not roots:
        return None
    return lambda model: _bearing(model, labels) | _below(model, roots)


def _bearing(model: Any, labels: frozenset[int]) -> Q:
    rule = NOTHING
    for path in model.guard.label_paths(model) if labels else ():
        rule |= Q(**{f"{path}__any": sorted(labels)})
    return rule


def _below(model: Any, roots: Iterable[models.Model]) -> Q:
    path = f"{model.guard.via}__pk__in" if model.guard.via else "pk__in"
    kind = model.guard.root(model)
    if "view" in model.guard.anywhere and any(isinstance(root, kind) for root in roots):
        return ~NOTHING  # An office held for one party opens what others announce. An empty Q would vanish in an OR.
    return Q(**{path: [root.pk for root in roots if isinstance(root, kind)]})


def sight(user: User, roots: Iterable[models.Model]) -> frozenset[Seen]:
    """Everything labelled that *user* sees of *roots* and of what hangs from them, however they sign in."""
    wanted = tuple(roots)
    return _sight(user, lambda model: _below(model, wanted))


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


def _sights(affected: Iterable[tuple[User, Where]]) -> dict[int, frozenset[Seen]]:
    """By user id. Whoever holds nothing on a kind of root isn't asked for what hangs from it: most hold little."""
    models, holding = labelled(), _holding()
    return {
        user.pk: _sight(user, where, [model for model in models if _may_reach(user, model, holding)])
        for user, where in affected
    }


def _holding() -> dict[Any, frozenset[int]]:
    """By kind of root: ids of the users whose teams hold any grant there, in force or not."""
    return {
        root: frozenset(User.objects.filter(groups__in=grants_on(root).values("group_id")).values_list("pk", flat=True))
        for root in {model.guard.root(model) for model in labelled() if _is_by_grant(model)}
    }


def _is_by_grant(model: Any) -> bool:
    """Whether a grant is the only way to a row: no rule of an app's own, and nobody who is the row's subject."""
    return type(model.guard) is Guard and not model.guard.own


def _may_reach(user: User, model: Any, holding: dict[Any, frozenset[int]]) -> bool:
    return not _is_by_grant(model) or user.pk in holding[model.guard.root(model)]


def _sight(user: User, where: Where, models: Iterable[Any] | None = None) -> frozenset[Seen]:
    with acting_as(user):
        return frozenset(
            seen for model in (labelled() if models is None else models) for seen in _seen(user, model, where)
        )


def _seen(user: User, model: Any, where: Where) -> Iterator[Seen]:
    root = model.guard.root(model)._meta.label
    rows = model.objects.for_user(user).filter(where(model))
    for pk, root_pk in rows.values_list("pk", f"{model.guard.via}__pk" if model.guard.via else "pk"):
        yield Seen(model._meta.label, pk, root, root_pk)


def labelled() -> list[Any]:
    """Every model whose rows are guarded and labelled."""
    return [model for model in apps.get_models() if issubclass(model, Guarded) and issubclass(model, Labelled)]


def _compare(before: dict[int, frozenset[Seen]], after: dict[int, frozenset[Seen]]) -> Effect:
    gained = {user: after[user] - before[user] for user in before}
    lost = {user: before[user] - after[user] for user in before}
    moved = frozenset().union(*gained.values(), *lost.values())
    kept = {user: before[user] & after[user] & moved for user in before}
    return Effect(*({user: rows for user, rows in side.items() if rows} for side in (gained, lost, kept)))
