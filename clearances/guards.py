"""The rule: permitted = D0 and a grant in force on the root and label ids this subject dominates.

One ``Q``, used by everything.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, ClassVar, Final, Self

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Exists, Q
from django.utils.translation import ngettext_lazy

from accounts.models import User
from clearances.models.policies import Labelled
from clearances.subjects import Subject, subject_of

NOTHING = Q(pk__in=[])


class System:
    """The explicit actor of sweeps and loaders: never ``None``, never a person."""

    def __str__(self) -> str:
        return "the system"


SYSTEM: Final = System()
Actor = User | System


@dataclass(frozen=True)
class Guard:
    """What a model demands; declared on the model as ``guard = Guard(...)``.

    ``actions`` names the permission each action needs; an undeclared action is a ``KeyError``. Grants live on the
    root: the row itself, or the ancestor that ``via`` leads to. A row of facet "content" also needs the label of the
    root's content. ``own`` is the path to a person who may always view the row, being its subject; ``private`` the path
    to the one user who may reach it at all, such as the author of a draft.

    ``anywhere`` names actions whose permission may be held on any root of the kind, not on the row's own: what a party
    announces (a resource that it offers, a blackout period) needs to be known by whoever plans for a party of its
    audience, and the label says which parties these are.

    ``readers`` names the field of a root that points to its ``ReaderSet``: who holds "view" there, kept by the database
    in step with the grants, so that a long list asks one small table instead of all grants (docs/adr/0010).
    """

    actions: Mapping[str, str]
    via: str = ""
    facet: str = "cover"
    own: str = ""
    private: str = ""
    anywhere: frozenset[str] = frozenset()
    readers: str = ""

    def permitted(self, model: type[models.Model], subject: Subject | None, action: str) -> Q:
        self.actions[action]  # Undeclared: a KeyError, whoever asks.
        if subject is None or not subject.may_act:
            return NOTHING
        rule = self._needed(model, subject, action)
        for label in self.label_paths(model):
            rule &= Q(**{f"{label}__any": subject.dominated})
        if self.own and action == "view":
            rule |= Q(**{self.own: subject.person_id})
        if self.private:
            rule &= Q(**{self.private: subject.user_id})
        return rule

    def _between(self, model: type[models.Model]) -> Iterator[str]:
        """Paths to the labels of the rows on the way to the root, such as the conference of an item of its agenda."""
        steps = self.via.split("__")
        for number, step in enumerate(steps[:-1], start=1):
            model = model._meta.get_field(step).related_model  # type: ignore[assignment]
            if issubclass(model, Labelled):
                yield f"{'__'.join(steps[:number])}__label_id"

    def _needed(self, model: type[models.Model], subject: Subject, action: str) -> Q:
        """Need-to-know: a grant in force that counts for the row."""
        if self.readers and action == "view":
            return Q(**{f"{self.readers}_id__held_by": (subject.team_ids, subject.at)})
        granted = grants_on(self.root(model)).in_force(subject, self.actions[action])
        if action in self.anywhere:
            return Q(Exists(granted))
        path = f"{self.via}__" if self.via else ""
        return Q(**{f"{path}pk__in": granted.values("content_object_id")})

    def ways(self, row: Any, action: str) -> list[tuple[str, dict[str, Any]]]:
        """What opens *row*: each permission that does, with which grants of it count: those on its root, or on any."""
        return [
            (self.actions[action], {} if action in self.anywhere else {"content_object_id": root_pk(row, self.via)})
        ]

    def root(self, model: type[models.Model]) -> type[models.Model]:
        """The model that holds the grants."""
        for step in filter(None, self.via.split("__")):
            model = model._meta.get_field(step).related_model  # type: ignore[assignment]
        return model

    def label_paths(self, model: type[models.Model]) -> Iterable[str]:
        """Paths to every label that must be dominated: own, of what lies between, the root's cover, its content."""
        root = self.root(model)
        if issubclass(model, Labelled):
            yield "label_id"
        yield from self._between(model)
        if self.via and issubclass(root, Labelled):
            yield f"{self.via}__label_id"
            if self.facet == "content" and has_content(root) and not is_content_of(model, root):
                yield f"{self.via}__content__label_id"


def root_pk(row: Any, via: str) -> Any:
    """The key of the row at the end of *via*, without asking for that row."""
    *steps, last = via.split("__") if via else [""]
    return getattr(reduce(getattr, steps, row), f"{last}_id") if last else row.pk


def grants_on(root: Any) -> Any:
    """The grants held on one model of roots."""
    return root.grants.rel.related_model.objects


def has_content(root: type[models.Model]) -> bool:
    return any(field.name == "content" and field.one_to_one for field in root._meta.get_fields())


def is_content_of(model: type[models.Model], root: type[models.Model]) -> bool:
    return root._meta.get_field("content").related_model is model


class GuardedQuerySet(models.QuerySet[Any]):
    def for_user(self, user: User | AnonymousUser, action: str = "view") -> Self:
        """The rows on which *user* may perform *action*, and no sign of others."""
        return self.filter(self.model.guard.permitted(self.model, subject_of(user), action))


class Guarded(models.Model):
    """A model whose rows are reached through its guard only."""

    guard: ClassVar[Guard]
    counted: ClassVar[Any] = ngettext_lazy("%(count)d part", "%(count)d parts", "count")  # "3 exchanges".

    objects: ClassVar[Any] = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True


def can(user: User | AnonymousUser, action: str, row: Guarded) -> bool:
    """Whether *user* may perform *action* on the stored row behind *row*.

    Asked of the database, not of the instance in memory, so unsaved edits can't talk their way in.
    """
    return type(row).objects.for_user(user, action).filter(pk=row.pk).exists()


def require(by: Actor, action: str, row: Guarded) -> None:
    """Stop unless *by* may perform *action* on *row*. Every service calls this first.

    Raises:
        PermissionDenied: they may not.
    """
    if isinstance(by, System):
        return
    if not can(by, action, row):
        raise PermissionDenied(f"{by.pk} may not {action} {row.pk}.")


def holds(user: User | AnonymousUser, permission: str, root: models.Model) -> bool:
    """Whether one of the user's teams holds *permission* ("app.codename") on *root* now; for roots without a label."""
    subject = subject_of(user)
    if subject is None or not subject.may_act:
        return False
    return bool(grants_on(type(root)).in_force(subject, permission).filter(content_object=root).exists())


def roots_held(user: User | AnonymousUser, permission: str, root: type[models.Model]) -> models.QuerySet[Any]:
    """The unlabelled roots of type *root* on which the user's teams hold *permission* now."""
    subject = subject_of(user)
    if subject is None or not subject.may_act:
        return root._default_manager.none()
    granted = grants_on(root).in_force(subject, permission)
    return root._default_manager.filter(pk__in=granted.values("content_object_id"))


def held_anywhere(user: User | AnonymousUser, root: type[models.Model]) -> frozenset[str]:
    """The permissions ("app.codename") that the user's teams hold on any of the unlabelled roots of type *root* now."""
    subject = subject_of(user)
    if subject is None or not subject.may_act:
        return frozenset()
    held = set(grants_on(root).held(subject).order_by().values_list("permission_id", flat=True).distinct())
    return frozenset(name for name, ids in subject.facts.permissions.items() if not held.isdisjoint(ids))


def require_held(by: Actor, permission: str, root: models.Model) -> None:
    """As ``require``, for a permission held on an unlabelled root such as a party.

    Raises:
        PermissionDenied: *by* doesn't hold it.
    """
    if isinstance(by, System):
        return
    if not holds(by, permission, root):
        raise PermissionDenied(f"{by.pk} does not hold {permission} on {root.pk}.")
