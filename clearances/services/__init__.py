"""Every write to who may see what passes through here."""

from clearances.services.clearances import (
    AlreadyDecided,
    confirm_clearance,
    holds_office,
    must_use_second_factor,
    obstacle,
    refuse_clearance,
    request_clearance,
    resume_clearance,
    revoke_clearance,
    suspend_clearance,
    warn_of_lapses,
)
from clearances.services.grants import grant, grants_of, holders, holders_of_each, inherit, members_of, take_back
from clearances.services.labels import remember_labels
from clearances.services.resuming import propose_resuming
from clearances.services.waivers import (
    confirm_waiver,
    refuse_waiver,
    request_waiver,
    resume_waiver,
    revoke_waiver,
    suspend_waiver,
    warn_of_waiver_lapses,
)

__all__ = [
    "AlreadyDecided",
    "confirm_clearance",
    "confirm_waiver",
    "grant",
    "grants_of",
    "holders",
    "holders_of_each",
    "holds_office",
    "inherit",
    "members_of",
    "must_use_second_factor",
    "obstacle",
    "propose_resuming",
    "refuse_clearance",
    "refuse_waiver",
    "remember_labels",
    "request_clearance",
    "request_waiver",
    "resume_clearance",
    "resume_waiver",
    "revoke_clearance",
    "revoke_waiver",
    "suspend_clearance",
    "suspend_waiver",
    "take_back",
    "warn_of_lapses",
    "warn_of_waiver_lapses",
]
