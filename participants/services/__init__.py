"""Every write about who takes part: invitations, answers, questions, and what each opens."""

from participants.services.changes import follow_change
from participants.services.invitations import (
    Wish,
    amend,
    invite,
    invite_all,
    issue,
    nations_to_invite,
    seats_left,
    withdraw,
)
from participants.services.packets import packet_of, write_packet
from participants.services.replies import AlreadyAnswered, answer, ask, mark_opened, reply
from participants.services.sweeps import expire_invitations, remind_of_replies

__all__ = [
    "AlreadyAnswered",
    "Wish",
    "amend",
    "answer",
    "ask",
    "expire_invitations",
    "follow_change",
    "invite",
    "invite_all",
    "issue",
    "mark_opened",
    "nations_to_invite",
    "packet_of",
    "remind_of_replies",
    "reply",
    "seats_left",
    "withdraw",
    "write_packet",
]
