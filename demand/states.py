"""The states of a request, and what may follow what. Imports nothing of the project."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    SENT = "sent", pgettext_lazy("a request", "Sent")
    REVIEWED = "reviewed", pgettext_lazy("a request", "Under review")
    GRANTED = "granted", pgettext_lazy("a request", "Granted")
    REFUSED = "refused", pgettext_lazy("a request", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("a request", "Withdrawn")


OPEN = frozenset({State.SENT, State.REVIEWED})
MOVES: dict[State, frozenset[State]] = {
    State.SENT: frozenset({State.REVIEWED, State.GRANTED, State.REFUSED, State.WITHDRAWN}),
    State.REVIEWED: frozenset({State.GRANTED, State.REFUSED, State.WITHDRAWN}),
    State.GRANTED: frozenset(),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
}


class IllegalMove(Exception):
    """Somebody decided or withdrew the request before."""

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
