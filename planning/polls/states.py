"""The states of a date poll."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    OPEN = "open", pgettext_lazy("date poll", "Open")  # Nations answer, and may answer again.
    CLOSED = "closed", pgettext_lazy("date poll", "Closed")  # The answers are in; the host decides.
    DECIDED = "decided", _("Decided")  # One of its windows became the dates of the exchange.
    DROPPED = "dropped", _("Ended without a choice")


MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.CLOSED, State.DECIDED, State.DROPPED}),
    State.CLOSED: frozenset({State.OPEN, State.DECIDED, State.DROPPED}),
    State.DECIDED: frozenset({State.OPEN}),  # Its window fell through: the nations are asked again.
    State.DROPPED: frozenset({State.OPEN}),
}
UNDECIDED = frozenset({State.OPEN, State.CLOSED})


class IllegalMove(Exception):
    """The poll is in a state that the wanted one can't follow: it was closed or decided meanwhile."""

    def __init__(self, source: State, target: State) -> None:
        super().__init__(f"{source} can't become {target}")
        self.source, self.target = source, target


class Over(Exception):
    """The nation can't answer any more: the poll is closed, its deadline has passed, or the nation takes no part."""


def check(source: State, target: State) -> None:
    """Refuse a move that isn't declared.

    Raises:
        IllegalMove: *target* can't follow *source*.
    """
    if target not in MOVES[source]:
        raise IllegalMove(source, target)
