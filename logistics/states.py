"""The states of a task."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", pgettext_lazy("a task", "Cancelled")


MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.DONE, State.CANCELLED}),
    State.DONE: frozenset({State.OPEN}),  # Undo.
    State.CANCELLED: frozenset({State.OPEN}),
}


class IllegalMove(Exception):
    """The task is in a state that the wanted one can't follow."""

    def __init__(self, source: State, target: State) -> None:
        super().__init__(f"{source} can't become {target}")
        self.source, self.target = source, target


def check(source: State, target: State) -> None:
    """Refuse a move that isn't declared.

    Raises:
        IllegalMove: *target* can't follow *source*.
    """
    if target not in MOVES[source]:
        raise IllegalMove(source, target)
