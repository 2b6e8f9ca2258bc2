"""Delegations: one party's part in one exchange, with its invitation, replies and questions."""

from participants.models.delegations import Delegation, DelegationGrant, DelegationQuerySet
from participants.models.desk import DeskNote, ReplyDraft, SignOff
from participants.models.extensions import Extension
from participants.models.invitations import Invitation, InvitationQuerySet, PacketDraft, PacketPortion
from participants.models.pairing import PairRule
from participants.models.replies import Question, Reply

__all__ = [
    "Delegation",
    "DelegationGrant",
    "DelegationQuerySet",
    "DeskNote",
    "Extension",
    "Invitation",
    "InvitationQuerySet",
    "PacketDraft",
    "PacketPortion",
    "PairRule",
    "Question",
    "Reply",
    "ReplyDraft",
    "SignOff",
]
