"""What a marking would change, tried out and undone."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from clearances.guards import SYSTEM
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
        effect = effect_of(lambda: _put(row, new), _scope(row))
    return Trial(effect, is_raise)


def of(release: Release, row: Any) -> tuple[Callable[[], None], Scope]:
    """The release carried out, and where that may be felt."""
    return (lambda: _put(row, release.to_label)), _scope(row)


def _scope(row: Any) -> Scope:
    return Scope(roots=(targets.root_of(row),))


def _put(row: Any, label: Any) -> None:
    shown = copy(row)  # The page goes on to show *row*.
    services.put(shown, as_label(label), review_on=row.review_on, by=SYSTEM, action="label.raised")
