"""The states of a serial."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    PLANNED = "planned", _("Planned")
    CONFIRMED = "confirmed", pgettext_lazy("a serial", "Confirmed")
    CANCELLED = "cancelled", pgettext_lazy("a serial", "Cancelled")


MOVES: dict[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.CONFIRMED, State.CANCELLED}),
    State.CONFIRMED: frozenset({State.PLANNED, State.CANCELLED}),
    State.CANCELLED: frozenset({State.PLANNED}),  # Undo.
}


class IllegalMove(Exception):
    """The serial is in a state that the wanted one can't follow."""

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
