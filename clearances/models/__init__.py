"""The models of the kernel, in the order in which they build on each other.

``policies`` lies below the decision's facts, ``grants`` and ``holdings`` lie above the guard. Django loads this
package before any other app that uses it, so every module may import the submodule it needs.
"""

from clearances.models.certification import CertificationDraft
from clearances.models.changes import Change
from clearances.models.equivalences import Equivalence
from clearances.models.grants import PartyGrant, TeamGrant
from clearances.models.holdings import LAPSING_DAYS, Clearance, Standing, Waiver
from clearances.models.locks import Canary, ContextKey
from clearances.models.policies import (
    Classification,
    Compartment,
    FactsVersion,
    InformativeCategory,
    Label,
    Labelled,
    LabelUse,
    Policy,
    Recognition,
    SecurityAgreement,
    offered,
)
from clearances.models.reviews import Review, ReviewItem
from clearances.models.suspensions import Suspension
from clearances.models.tokens import Token

__all__ = [
    "LAPSING_DAYS",
    "Canary",
    "CertificationDraft",
    "Change",
    "Classification",
    "Clearance",
    "Compartment",
    "ContextKey",
    "Equivalence",
    "FactsVersion",
    "InformativeCategory",
    "Label",
    "LabelUse",
    "Labelled",
    "PartyGrant",
    "Policy",
    "Recognition",
    "Review",
    "ReviewItem",
    "SecurityAgreement",
    "Standing",
    "Suspension",
    "TeamGrant",
    "Token",
    "Waiver",
    "offered",
]
