"""What somebody may read of policies, treaties and the equivalence table (access.md §1).

A policy's levels and the equivalence table are everybody's. The names of compartments are for those who hold them and
for the owner's administrators. A treaty is for both its sides: what a nation has agreed with a third one isn't told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Party, User
from accounts.services import keeps_registry
from clearances.guards import roots_held
from clearances.labels import ceiling_of
from clearances.models import (
    Classification,
    Clearance,
    Compartment,
    Equivalence,
    Policy,
    Recognition,
    SecurityAgreement,
    offered,
)

ADMINISTER = "accounts.administer_clearances"


@dataclass(frozen=True)
class LevelRow:
    """One level as a page tells it."""

    level: Classification
    is_offered: bool
    asks: list[str]  # Of "clearance", "second_factor", "phishing_resistant".
    is_above_ceiling: bool


def policies() -> QuerySet[Policy]:
    return Policy.objects.select_related("owner").prefetch_related("classifications").order_by("owner__name_en", "code")


def policies_of(parties: Iterable[Party]) -> QuerySet[Policy]:
    return Policy.objects.filter(owner__in=parties).select_related("owner")


def levels_of(parties: Iterable[Party]) -> QuerySet[Classification]:
    """The levels of policies that one of *parties* owns, as far as they aren't obsolete."""
    return Classification.objects.filter(policy__owner__in=parties, obsolete_from=None).select_related("policy__owner")


def offered_levels() -> QuerySet[Classification]:
    rows = Classification.objects.filter(offered(timezone.localdate()))
    return rows.select_related("policy__owner").order_by("policy__owner__name_en", "policy", "rank")


def compartments_of(parties: Iterable[Party]) -> QuerySet[Compartment]:
    return Compartment.objects.filter(policy__owner__in=parties, obsolete_from=None).select_related("policy__owner")


def level_rows(policy: Policy) -> list[LevelRow]:
    """The levels of *policy*, highest first, obsolete versions below the present one of their rank."""
    ceiling, today = ceiling_of(policy), today_of(policy)
    rows = sorted(policy.classifications.all(), key=lambda row: (-row.rank, row.obsolete_from is not None, -row.pk))
    return [
        LevelRow(
            level, level.is_offered(today), _asks(policy, level.rank), ceiling is not None and level.rank > ceiling.rank
        )
        for level in rows
    ]


def _asks(policy: Policy, rank: int) -> list[str]:
    thresholds = {
        "clearance": policy.clearance_from,
        "second_factor": policy.second_factor_from,
        "phishing_resistant": policy.phishing_resistant_from,
    }
    return [name for name, threshold in thresholds.items() if threshold is not None and rank >= threshold]


def today_of(policy: Policy) -> date:
    return timezone.localdate(timezone=policy.owner.zone_info)


def compartments_known(user: User, policy: Policy) -> list[Compartment]:
    """Those of *policy* whose names *user* may read: all as its administrator, else those of their own clearances."""
    rows = policy.compartments.order_by("obsolete_from", "code")
    if administers(user, policy.owner):
        return list(rows)
    active = Clearance.objects.filter(person_id=user.person_id, policy=policy, status=Clearance.Status.ACTIVE)
    held = {code for codes in active.values_list("compartments", flat=True) for code in codes}
    return [row for row in rows if row.code in held]


def administers(user: User, owner: Party) -> bool:
    return roots_held(user, ADMINISTER, Party).filter(pk=owner.pk).exists()


def _sides(user: User) -> Any:
    """The parties for whom *user* acts or administers."""
    own = [user.organisation.pk, user.organisation.nation_id]
    return Party.objects.filter(Q(pk__in=[pk for pk in own if pk]) | Q(pk__in=roots_held(user, ADMINISTER, Party)))


def agreements(user: User) -> QuerySet[SecurityAgreement]:
    """Those that an own party has given or received."""
    sides = _sides(user)
    rows = SecurityAgreement.objects.filter(Q(owner__in=sides) | Q(party__in=sides))
    return rows.select_related("owner", "party", "policy__owner", "highest").order_by(
        "owner__name_en", "party__name_en", "-highest__rank", "starts_on", "pk"
    )


def agreements_with(user: User, party: Party) -> QuerySet[SecurityAgreement]:
    """Those between *party* and another that *user* stands for; on the page of an own party that would be all."""
    if party.pk in {user.organisation.pk, user.organisation.nation_id}:
        return SecurityAgreement.objects.none()
    return agreements(user).filter(Q(owner=party) | Q(party=party))


def recognitions(user: User) -> QuerySet[Recognition]:
    """Those between a policy of an own party and another."""
    sides = _sides(user)
    rows = Recognition.objects.filter(
        Q(classification__policy__owner__in=sides) | Q(counts_as__policy__owner__in=sides)
    )
    return rows.select_related("classification__policy__owner", "counts_as__policy__owner", "equivalence").order_by(
        "counts_as__policy__code", "-counts_as__rank", "classification__policy__code", "starts_on", "pk"
    )


def equivalences() -> QuerySet[Equivalence]:
    return Equivalence.objects.present().by_level()


def with_nations(rows: Iterable[Equivalence]) -> list[tuple[Equivalence, str]]:
    """Each row with the name of its nation, where the registry has it; else its code."""
    rows = list(rows)
    names = {party.code: str(party) for party in Party.objects.filter(code__in={row.nation for row in rows})}
    return [(row, names.get(row.nation, row.nation)) for row in rows]


def versions(row: Equivalence) -> QuerySet[Equivalence]:
    """Every row of the same nation and level: other times, and earlier versions."""
    rows = Equivalence.objects.filter(nation=row.nation, level=row.level)
    return rows.order_by("superseded_at", "-valid_from", "-version")


def verified_names() -> QuerySet[Equivalence]:
    """What a recognition may rest on."""
    return Equivalence.objects.present().verified().exclude(names=[])


def confirmable(user: User) -> QuerySet[Equivalence]:
    """What *user* may propose to confirm; nothing for whoever doesn't keep the registry."""
    rows = Equivalence.objects.present().unverified()
    return rows if keeps_registry(user) else rows.none()
