"""Labels among themselves: what is in effect, who is meant, which is stricter, and what a bundle must be marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clearances.decisions.facts import Label, World


class Refused(Exception):
    """No marking can hold these labels together."""


class DifferentPolicies(Refused):
    """Labels of different policies can't be compared."""


class EmptyAudience(Refused):
    """Nobody may see all of it: offer one version per audience."""


@dataclass(frozen=True, slots=True)
class Marking:
    """What a derived thing is marked with: a label without an owner, its groups expanded at one instant.

    *excluded* is kept beside *parties*, because releasing to a nation would let in the agencies that a source excludes.
    """

    policy: str
    rank: int
    compartments: frozenset[str]
    parties: frozenset[str]
    excluded: frozenset[str]
    orcon: bool
    informative: frozenset[str] = frozenset()


def effective(label: Label, at: datetime) -> Label:
    """The label that applies at that instant: succession applies from its date and may chain."""
    while label.successor is not None and label.succeeds_at is not None and label.succeeds_at <= at:
        label = label.successor
    return label


def barred(label: Label) -> frozenset[str]:
    """Whom the label excludes; an owner can't be excluded."""
    return label.excluded - {label.owner}


def audience(world: World, label: Label, at: datetime) -> frozenset[str]:
    """``aud(label, at)``: the parties and those members of its groups that were and still are, minus exclusions, plus
    the owner. Excluding a nation excludes its agencies.
    """
    named = label.parties
    for group, snapshot in label.groups:
        named |= snapshot & world.members(group, at)
    out = barred(label)
    if out:
        named = frozenset(party for party in named if not world.parties(party) & out)
    return named | {label.owner}


def mark(world: World, label: Label, at: datetime) -> Marking:
    """What *label* says at that instant."""
    label = effective(label, at)
    return Marking(
        policy=label.policy,
        rank=label.rank,
        compartments=label.compartments,
        parties=audience(world, label, at),
        excluded=barred(label),
        orcon=label.orcon,
        informative=label.informative,
    )


def at_most(a: Label | Marking, b: Label | Marking, world: World, now: datetime) -> bool:
    """Whether ``a ≤ b``: *b* is at least as strict. Labels of different policies are incomparable.

    Informative categories are no part of the order. Stricter than the parties alone: whom *a* excludes may not come in
    through its nation, or as staff of an organisation, that *b* is released to.
    """
    low, high = _marking(a, world, now), _marking(b, world, now)
    return (
        low.policy == high.policy
        and low.rank <= high.rank
        and low.compartments <= high.compartments
        and low.parties >= high.parties
        and not any(_lets_in(high, party, world, now) for party in low.excluded)
    )


def join(labels: Sequence[Label | Marking], world: World, now: datetime) -> Marking:
    """The least marking that is at least as strict as every source.

    Raises:
        DifferentPolicies: the sources can't be compared.
        EmptyAudience: no party is in every source's audience; it is never widened instead.
    """
    sources = [_marking(label, world, now) for label in labels]
    policies = {source.policy for source in sources}
    if len(policies) != 1:
        raise DifferentPolicies(f"Nothing joins labels of {len(policies)} policies.")
    parties = frozenset.intersection(*(source.parties for source in sources))
    if not parties:
        raise EmptyAudience("No party is in every source's audience.")
    return Marking(
        policy=policies.pop(),
        rank=max(source.rank for source in sources),
        compartments=frozenset().union(*(source.compartments for source in sources)),
        parties=parties,
        excluded=frozenset().union(*(source.excluded for source in sources)),
        orcon=any(source.orcon for source in sources),
        informative=frozenset().union(*(source.informative for source in sources)),
    )


def _marking(label: Label | Marking, world: World, now: datetime) -> Marking:
    return label if isinstance(label, Marking) else mark(world, label, now)


def _lets_in(marking: Marking, party: str, world: World, now: datetime) -> bool:
    represented = world.parties(party)
    if represented & marking.excluded:
        return False
    return bool(represented & marking.parties) or any(party in world.nations(each, now) for each in marking.parties)
