"""What a thread is about, whom it waits for, and the legal order of its states."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    QUESTION = "question", pgettext_lazy("kind of thread", "Question")
    DISCUSSION = "discussion", _("Discussion")
    ANNOUNCEMENT = "announcement", _("Announcement")


class State(TextChoices):
    OPEN = "open", pgettext_lazy("state of a thread", "Open")
    ANSWERED = "answered", pgettext_lazy("state of a thread", "Answered")
    CLOSED = "closed", pgettext_lazy("state of a thread", "Closed")


class Side(TextChoices):
    """One of the two that talk in a thread: whoever plans the exchange, or the delegation's nation."""

    HOST = "host", _("The host")
    NATION = "nation", _("The nation")

    @property
    def other(self) -> "Side":
        return Side.NATION if self is Side.HOST else Side.HOST


MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.ANSWERED, State.CLOSED}),
    State.ANSWERED: frozenset({State.OPEN, State.CLOSED}),
    State.CLOSED: frozenset({State.OPEN}),
}


class IllegalMove(Exception):
    """The thread can't get there from its state, such as an answer in a closed one."""

    def __init__(self, source: State, target: State) -> None:
        super().__init__(f"{source} to {target}")
        self.source, self.target = source, target


def check(source: State, target: State) -> None:
    if target not in MOVES[source]:
        raise IllegalMove(source, target)


def words_of(move: IllegalMove) -> Any:
    """What happened, and what to do."""
    if move.source == State.CLOSED:
        return _("This thread is closed, and nothing was saved. Open it again to write in it.")
    if move.source == State.ANSWERED:
        return _("This question is answered already, and nothing was saved. Read the answer, or open it again.")
    return _("This isn't possible in the state that the thread has by now. Nothing was changed.")
