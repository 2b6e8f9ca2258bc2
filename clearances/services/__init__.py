"""Every write to who may see what passes through here."""

from clearances.services.clearances import (
    AlreadyDecided,
    confirm_clearance,
    holds_office,
    must_use_second_factor,
    obstacle,
    refuse_clearance,
    request_clearance,
    revoke_clearance,
    warn_of_lapses,
)
from clearances.services.grants import grant, grants_of, holders, inherit, members_of, take_back
from clearances.services.labels import remember_labels

__all__ = [
    "AlreadyDecided",
    "confirm_clearance",
    "grant",
    "grants_of",
    "holders",
    "holds_office",
    "inherit",
    "members_of",
    "must_use_second_factor",
    "obstacle",
    "refuse_clearance",
    "remember_labels",
    "request_clearance",
    "revoke_clearance",
    "take_back",
    "warn_of_lapses",
]
