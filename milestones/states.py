"""The states of a milestone."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    PLANNED = "planned", pgettext_lazy("a milestone", "Planned")
    STARTED = "started", pgettext_lazy("a milestone", "Under way")  # Its lead time is running.
    DONE = "done", pgettext_lazy("a milestone", "Done")
    WAIVED = "waived", pgettext_lazy("a milestone", "Waived")
    MISSED = "missed", pgettext_lazy("a milestone", "Missed")


OPEN = frozenset({State.PLANNED, State.STARTED})

MOVES: dict[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.STARTED, State.DONE, State.WAIVED, State.MISSED}),
    State.STARTED: frozenset({State.PLANNED, State.DONE, State.WAIVED, State.MISSED}),
    State.DONE: frozenset({State.PLANNED}),  # Undo; and what is had for certain days must be had anew for others.
    State.WAIVED: frozenset({State.PLANNED}),
    State.MISSED: frozenset({State.PLANNED, State.DONE}),  # Late is better than never.
}
NEEDS_WORDS = frozenset({State.WAIVED, State.MISSED})  # Why it isn't had.


class IllegalMove(Exception):
    """The milestone is in a state that the wanted one can't follow."""

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
