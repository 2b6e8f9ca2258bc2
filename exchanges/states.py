"""The life cycle of an exchange: which state may follow which."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    DRAFT = "draft", _("Draft")
    PLANNED = "planned", _("Planned")
    POSTPONED = "postponed", _("Postponed")
    RUNNING = "running", _("Running")
    COMPLETED = "completed", _("Completed")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.PLANNED, State.POSTPONED, State.CANCELLED}),
    State.PLANNED: frozenset({State.POSTPONED, State.RUNNING, State.CANCELLED}),
    State.POSTPONED: frozenset({State.PLANNED, State.CANCELLED}),
    State.RUNNING: frozenset({State.COMPLETED}),
    State.COMPLETED: frozenset({State.CLOSED}),
    State.CLOSED: frozenset(),
    State.CANCELLED: frozenset(),
}

OPEN = frozenset(
    {State.DRAFT, State.PLANNED, State.POSTPONED}
)  # Dates and host may still change; invitations may be sent.
MAIN_LINE = (State.DRAFT, State.PLANNED, State.RUNNING, State.COMPLETED, State.CLOSED)


class IllegalMove(Exception):
    """The exchange is in a state that the wanted one can't follow."""

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


class Fixed(Exception):
    """Dates and host can't change any more: the exchange has begun, or it is over."""

    def __init__(self, state: State) -> None:
        super().__init__(f"{state} exchanges keep their dates and host")
        self.state = state


def check_open(state: State) -> None:
    """Refuse to change dates or host of what has begun.

    Raises:
        Fixed: the exchange isn't in one of the ``OPEN`` states.
    """
    if state not in OPEN:
        raise Fixed(state)
