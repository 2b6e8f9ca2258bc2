"""Every write about who takes part: invitations, answers, and what each opens."""

from participants.services.amending import amend
from participants.services.changes import follow_change
from participants.services.confirming import ask_renewal, confirm
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
    invite,
    invite_all,
    issue,
    nations_to_invite,
    seats_left,
    withdraw,
)
from participants.services.packets import packet_of, write_packet
from participants.services.pairing import allow_together, keep_apart
from participants.services.replies import mark_opened, reply
from participants.services.sending import copied_packet, order_sending, send_ordered
from participants.services.staffing import sign, signers, staff
from participants.services.sweeps import deliver_late, expire_invitations, remind_of_replies, remind_of_sign_offs

__all__ = [
    "Wish",
    "allow_together",
    "amend",
    "ask_for_time",
    "ask_renewal",
    "ask_sign_off",
    "confirm",
    "copied_packet",
    "decide",
    "deliver_late",
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
    "order_sending",
    "packet_of",
    "refuse_time",
    "remind_of_replies",
    "remind_of_sign_offs",
    "remove_note",
    "reply",
    "seats_left",
    "send",
    "send_ordered",
    "sign",
    "signers",
    "staff",
    "take_back_sign_off",
    "withdraw",
    "write_note",
    "write_packet",
]
