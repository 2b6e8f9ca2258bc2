"""Steps that are shown before they are done: what was shown is what happens, or nothing does.

The preview is the very step, undone. Whoever confirms names what they saw; the step is done again, and stays only where
it comes to the same.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, Generic, Protocol, TypeVar

from django.db import transaction

from clearances import labels


class Outcome(Protocol):
    """What a step comes to."""

    @property
    def seen(self) -> str:
        """Names all that whoever confirms it has been shown, and what it is marked with."""


Made = TypeVar("Made", bound=Outcome)


class Changed(Exception, Generic[Made]):
    """Something else would happen by now than what was shown. Holds that; nothing of it was done."""

    def __init__(self, made: Made) -> None:
        super().__init__("What was confirmed isn't what would happen.")
        self.made = made


def undone(act: Callable[[], Made]) -> Made:
    """What *act* would make; nothing of it stays."""
    with transaction.atomic():
        made = act()
        transaction.set_rollback(True)
    labels.forget_undone()
    return made


def confirmed(act: Callable[[], Made], seen: str) -> Made:
    """What *act* made, if that is what was *seen*.

    Raises:
        Changed: it isn't.
    """
    with transaction.atomic():
        made = act()
        is_same = made.seen == seen
        if not is_same:
            transaction.set_rollback(True)
    if not is_same:
        labels.forget_undone()
        raise Changed(made)
    return made


def digest(*facts: Any) -> str:
    return sha256(repr(facts).encode()).hexdigest()
