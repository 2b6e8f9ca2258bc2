"""What a marking would change, tried out and undone."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from clearances.guards import SYSTEM, grants_on
from clearances.labels import LabelValue
from clearances.previews import Effect, Scope, effect_of, undone
from programs.labelling import as_label
from releases import services, targets
from releases.models import Release


@dataclass(frozen=True)
class Trial:
    effect: Effect
    is_raise: bool


def trial_of(row: Any, value: LabelValue, reason: str, *, by: User) -> Trial:
    """What marking *row* with *value* would change; nothing of it stays.

    Raises:
        ValidationError: by field: why it can't be.
    """
    with undone():
        new = services.check(row, value, reason, by)
        is_raise = services.direction(row.label, new) == services.Direction.RAISE
        effect = effect_of(lambda: _put(row, new), scope_of(row))
    return Trial(effect, is_raise)


def of(release: Release, row: Any) -> tuple[Callable[[], None], Scope]:
    """The release carried out, and where that may be felt."""
    return (lambda: _put(row, release.to_label)), scope_of(row)


def scope_of(row: Any) -> Scope:
    """What is announced is seen by whoever holds the office it takes for any party, not for its owner alone."""
    root, guard = targets.root_of(row), row.guard
    if "view" not in guard.anywhere:
        keys = [where["content_object_id"] for _permission, where in guard.ways(row, "view")]
    else:
        app, name = guard.actions["view"].split(".")
        held = grants_on(type(root)).filter(permission__codename=name, permission__content_type__app_label=app)
        keys = held.values("content_object_id")
    others = type(root)._default_manager.filter(pk__in=keys).exclude(pk=root.pk)
    return Scope(roots=(root, *others))


def _put(row: Any, label: Any) -> None:
    shown = copy(row)  # The page goes on to show *row*.
    services.put(shown, as_label(label), review_on=row.review_on, by=SYSTEM, action="label.raised")
