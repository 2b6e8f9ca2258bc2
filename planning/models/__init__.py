"""What planning keeps: ways to look at the board, and date polls."""

from planning.models.polls import (
    REASON_LENGTH,
    Answer,
    Ballot,
    DatePoll,
    PollAnswer,
    PollWindow,
)
from planning.models.views import NAME_LENGTH, QUERY_LENGTH, SavedView

__all__ = [
    "NAME_LENGTH",
    "QUERY_LENGTH",
    "REASON_LENGTH",
    "Answer",
    "Ballot",
    "DatePoll",
    "PollAnswer",
    "PollWindow",
    "SavedView",
]
