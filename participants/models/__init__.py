"""Delegations: one party's part in one exchange, with its invitation and replies."""

from participants.models.amendments import Amendment
from participants.models.delegations import Delegation, DelegationGrant, DelegationQuerySet
from participants.models.desk import DeskNote, ReplyDraft, SignOff
from participants.models.extensions import Extension
from participants.models.invitations import Invitation, InvitationQuerySet, PacketDraft, PacketPortion
from participants.models.pairing import PairRule
from participants.models.replies import Reply
from participants.models.sending import Sending, SendingItem
from participants.models.staffing import PacketSignOff

__all__ = [
    "Amendment",
    "Delegation",
    "DelegationGrant",
    "DelegationQuerySet",
    "DeskNote",
    "Extension",
    "Invitation",
    "InvitationQuerySet",
    "PacketDraft",
    "PacketPortion",
    "PacketSignOff",
    "PairRule",
    "Reply",
    "ReplyDraft",
    "Sending",
    "SendingItem",
    "SignOff",
]
