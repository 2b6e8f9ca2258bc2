"""The states of a booking, and what the resource's owner says to it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    TENTATIVE = "tentative", pgettext_lazy("a booking", "Tentative")
    FIRM = "firm", pgettext_lazy("a booking", "Firm")
    FREED = "freed", pgettext_lazy("a booking", "Freed")


class Decision(TextChoices):
    """What the owner of the resource has decided."""

    PENDING = "pending", _("Waits for the owner")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


MOVES: dict[State, frozenset[State]] = {
    State.TENTATIVE: frozenset({State.FIRM, State.FREED}),
    State.FIRM: frozenset({State.TENTATIVE, State.FREED}),
    State.FREED: frozenset({State.TENTATIVE}),  # Undo, as long as nobody else has taken it.
}


class IllegalMove(Exception):
    """The booking is in a state that the wanted one can't follow."""

    def __init__(self, source: str, target: str) -> None:
        super().__init__(f"{source} can't become {target}")
        self.source, self.target = source, target


def check(source: State, target: State) -> None:
    """Refuse a move that isn't declared.

    Raises:
        IllegalMove: *target* can't follow *source*.
    """
    if target not in MOVES[source]:
        raise IllegalMove(source, target)
