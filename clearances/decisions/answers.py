"""What a rule answers: which rule it is, what it found, and whether that passes."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from clearances.decisions.facts import Clearance


class Rule(StrEnum):
    """The rules in the order they are applied."""

    ACCOUNT = "D0"
    NEED_TO_KNOW = "D1"
    AGREEMENT = "D2"
    AUDIENCE = "D3"
    NATIONALITY = "D4"
    CLEARANCE = "D5"
    VALIDITY = "D6"
    RECOGNITION = "D7"
    LEVEL = "D8"
    COMPARTMENTS = "D9"


class Reason(StrEnum):
    """What a rule found. Every reason belongs to one rule and either passes or fails it."""

    ACCOUNT_OPEN = "account open"
    ACCOUNT_INACTIVE = "account inactive"
    SUSPENDED = "suspended"
    SIGN_IN_TOO_WEAK = "sign-in too weak"
    ABOVE_CEILING = "above ceiling"
    GRANTED = "granted"
    NOT_GRANTED = "not granted"
    OWN = "own"
    WITHIN_AGREEMENT = "within agreement"
    ABOVE_AGREEMENT = "above agreement"
    RELEASED = "released"
    NOT_RELEASED = "not released"
    EXCLUDED = "excluded"
    NATIONALITY_NOT_ASKED = "nationality not asked"
    NATIONALITY_ADMITTED = "nationality admitted"
    NATIONALITY_WAIVED = "nationality waived"
    NATIONALITY_UNKNOWN = "nationality unknown"
    NATIONALITY_NOT_ADMITTED = "nationality not admitted"
    CLEARANCE_NOT_NEEDED = "clearance not needed"
    CLEARANCE_HELD = "clearance held"
    CLEARANCE_MISSING = "clearance missing"
    VALID = "valid"
    NOT_ACTIVE = "not active"
    NOT_YET_VALID = "not yet valid"
    LAPSED = "lapsed"
    SAME_POLICY = "same policy"
    RECOGNISED = "recognised"
    NOT_RECOGNISED = "not recognised"
    HIGH_ENOUGH = "high enough"
    TOO_LOW = "too low"
    NO_COMPARTMENTS = "no compartments"
    COMPARTMENTS_HELD = "compartments held"
    COMPARTMENTS_MISSING = "compartments missing"


class Fact(NamedTuple):
    """What a rule looked at: only facts about the subject, never what else the label says.

    *nationalities* are those that were not admitted.
    """

    reason: Reason
    party: str = ""
    nationalities: frozenset[str] = frozenset()
    clearance: Clearance | None = None


class Step(NamedTuple):
    """One rule's answer."""

    rule: Rule
    passed: bool
    fact: Fact
