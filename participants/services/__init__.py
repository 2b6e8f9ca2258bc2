"""Every write about who takes part: invitations, answers, questions, and what each opens."""

from participants.services.changes import follow_change
from participants.services.desk import (
    ask_sign_off,
    decide,
    hand_over,
    keep_draft,
    remove_note,
    send,
    take_back_sign_off,
    write_note,
)
from participants.services.extensions import ask_for_time, grant_time, refuse_time
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
from participants.services.pairing import allow_together, keep_apart
from participants.services.replies import AlreadyAnswered, answer, ask, mark_opened, reply
from participants.services.sweeps import expire_invitations, remind_of_replies

__all__ = [
    "AlreadyAnswered",
    "Wish",
    "allow_together",
    "amend",
    "answer",
    "ask",
    "ask_for_time",
    "ask_sign_off",
    "decide",
    "expire_invitations",
    "follow_change",
    "grant_time",
    "hand_over",
    "invite",
    "invite_all",
    "issue",
    "keep_apart",
    "keep_draft",
    "mark_opened",
    "nations_to_invite",
    "packet_of",
    "refuse_time",
    "remind_of_replies",
    "remove_note",
    "reply",
    "seats_left",
    "send",
    "take_back_sign_off",
    "withdraw",
    "write_note",
    "write_packet",
]
