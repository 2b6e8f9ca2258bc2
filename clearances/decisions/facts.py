"""The facts a decision is made from: plain frozen values, no database, no clock.

Dates have become aware instants by the time they get here, and levels have become ranks (the index into their policy's
levels, lowest first).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import cached_property

INSTANTS = 1000  # Of how many groups and instants a world remembers the members.


class Assurance(IntEnum):
    """How strongly somebody signed in."""

    PASSWORD = 1
    SECOND_FACTOR = 2
    PHISHING_RESISTANT = 3


@dataclass(frozen=True, slots=True)
class Period:
    """From *start* up to, but not including, *end*; None is open."""

    start: datetime | None = None
    end: datetime | None = None

    def covers(self, at: datetime) -> bool:
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)


@dataclass(frozen=True, slots=True)
class Policy:
    """A security policy. The three thresholds are ranks; None asks for nothing at any level."""

    id: str
    owner: str
    levels: tuple[str, ...]
    clearance_from: int | None
    second_factor_from: int | None
    phishing_resistant_from: int | None = None

    def assurance_for(self, rank: int) -> Assurance:
        """The weakest sign-in with which something of *rank* may be read."""
        if _reaches(rank, self.phishing_resistant_from):
            return Assurance.PHISHING_RESISTANT
        return Assurance.SECOND_FACTOR if _reaches(rank, self.second_factor_from) else Assurance.PASSWORD

    def needs_clearance(self, rank: int) -> bool:
        return _reaches(rank, self.clearance_from)


def _reaches(rank: int, threshold: int | None) -> bool:
    return threshold is not None and rank >= threshold


@dataclass(frozen=True, slots=True)
class Agreement:
    """What *owner* may release under *policy* to *party*: at most *rank*."""

    owner: str
    policy: str
    party: str
    rank: int
    period: Period


@dataclass(frozen=True, slots=True)
class Recognition:
    """*rank* of *policy* counts as *as_rank* of *as_policy*; ``compartments`` maps theirs to ours. Directional."""

    policy: str
    rank: int
    as_policy: str
    as_rank: int
    compartments: Mapping[str, str]
    period: Period


@dataclass(frozen=True, slots=True)
class Organisation:
    """A party that is not a nation. *members* names the group of its member nations, if it has any."""

    id: str
    nation: str | None = None
    members: str | None = None


@dataclass(frozen=True, eq=False)  # Without slots: the indices below are remembered in the instance.
class World:
    """Everything decisions share, whoever asks. Whatever isn't among *organisations* is a nation."""

    policies: Mapping[str, Policy]
    organisations: Mapping[str, Organisation]
    groups: Mapping[str, Mapping[str, tuple[Period, ...]]]
    agreements: tuple[Agreement, ...] = ()
    recognitions: tuple[Recognition, ...] = ()

    def nation_of(self, party: str) -> str | None:
        """The nation *party* is or belongs to."""
        organisation = self.organisations.get(party)
        return party if organisation is None else organisation.nation

    def parties(self, party: str) -> frozenset[str]:
        """Who somebody acting for *party* acts for: that party and its nation."""
        nation = self.nation_of(party)
        return frozenset((party,)) if nation is None else frozenset((party, nation))

    def members(self, group: str, at: datetime) -> frozenset[str]:
        """The members of *group* at that instant; a group nobody knows has none."""
        if (group, at) not in self._members:
            if len(self._members) >= INSTANTS:
                self._members.clear()
            periods = self.groups.get(group, {})
            self._members[group, at] = frozenset(
                member for member, spans in periods.items() if any(span.covers(at) for span in spans)
            )
        return self._members[group, at]

    def nations(self, party: str, at: datetime) -> frozenset[str]:
        """Whose nationals staff *party*: its own nation, and an international organisation's member nations."""
        nation, organisation = self.nation_of(party), self.organisations.get(party)
        own = frozenset[str]() if nation is None else frozenset((nation,))
        if organisation is None or organisation.members is None:
            return own
        return own | self.members(organisation.members, at)

    def agreed_rank(self, label: Label, parties: frozenset[str], at: datetime) -> int:
        """The highest rank of the label's policy that the label's owner may release to one of *parties*; 0 if none."""
        rows = self._agreements.get((label.owner, label.policy), ())
        return max((row.rank for row in rows if row.party in parties and row.period.covers(at)), default=0)

    def recognised(self, clearance: Clearance, policy: str, at: datetime) -> tuple[int, frozenset[str]] | None:
        """What *clearance* counts as under another *policy*: rank and compartments, or None.

        Of several recognitions of one level, the lowest rank counts, and only the pairs that all of them name.
        """
        rows = self._recognitions.get((clearance.policy, clearance.rank, policy), ())
        in_force = [row for row in rows if row.period.covers(at)]
        if not in_force:
            return None
        pairs = frozenset.intersection(*(frozenset(row.compartments.items()) for row in in_force))
        held = frozenset(ours for theirs, ours in pairs if theirs in clearance.compartments)
        return min(row.as_rank for row in in_force), held

    @cached_property
    def _members(self) -> dict[tuple[str, datetime], frozenset[str]]:
        """Who was found to be a member when: somebody who reads a list asks that hundreds of times of one instant."""
        return {}

    @cached_property
    def _agreements(self) -> Mapping[tuple[str, str], list[Agreement]]:
        index: dict[tuple[str, str], list[Agreement]] = {}
        for row in self.agreements:
            index.setdefault((row.owner, row.policy), []).append(row)
        return index

    @cached_property
    def _recognitions(self) -> Mapping[tuple[str, int, str], list[Recognition]]:
        index: dict[tuple[str, int, str], list[Recognition]] = {}
        for row in self.recognitions:
            index.setdefault((row.policy, row.rank, row.as_policy), []).append(row)
        return index


@dataclass(frozen=True, slots=True)
class Label:
    """One distinct marking. *groups* are pairs of a name and the membership it was interned with."""

    id: Hashable
    policy: str
    rank: int
    compartments: frozenset[str]
    owner: str
    parties: frozenset[str] = frozenset()
    groups: tuple[tuple[str, frozenset[str]], ...] = ()
    excluded: frozenset[str] = frozenset()
    orcon: bool = False
    successor: Label | None = None
    succeeds_at: datetime | None = None
    informative: frozenset[str] = frozenset()  # Printed, never decided upon.


@dataclass(frozen=True, slots=True)
class Clearance:
    """One personal clearance; only the status ``active`` counts."""

    policy: str
    rank: int
    compartments: frozenset[str]
    period: Period
    status: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """Lifts the nationality rule for one very label."""

    label: Hashable
    period: Period


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How high a token reaches, instead of the strength of a sign-in: whoever holds its address holds all of it.

    Never to what asks for a clearance, a compartment or more than a password, and never to what only its originator
    may hand on. *ranks* by policy, as its owner chose; where they chose nothing, *lowest_only* says whether the
    lowest level of the policy is all.
    """

    lowest_only: bool = True
    ranks: tuple[tuple[str, int], ...] = ()

    def covers(self, policy: Policy, label: Label) -> bool:
        is_open = policy.assurance_for(label.rank) == Assurance.PASSWORD and not policy.needs_clearance(label.rank)
        return is_open and not label.compartments and not label.orcon and self._reaches(policy.id, label.rank)

    def _reaches(self, policy: str, rank: int) -> bool:
        highest = dict(self.ranks).get(policy, 0 if self.lowest_only else rank)
        return rank <= highest


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody acting for one organisation or nation.

    *suspended* says that the organisation or its nation is. *assurance* None means that there is no session to judge:
    a token or a delivery, whose own ceiling applies instead: that of a token is *ceiling*.
    """

    world: World
    organisation: str
    active: bool
    suspended: bool
    assurance: int | None
    nationalities: frozenset[str]
    clearances: tuple[Clearance, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    ceiling: Ceiling | None = None

    @property
    def parties(self) -> frozenset[str]:
        return self.world.parties(self.organisation)

    def waived(self, label: Label, at: datetime) -> bool:
        """Whether a waiver for this very label is in force."""
        return any(waiver.label == label.id and waiver.period.covers(at) for waiver in self.waivers)
