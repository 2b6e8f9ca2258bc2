"""Load what the decision needs from the database into its own plain facts.

Dates become instants here and nowhere else: from 00:00 of the first day to 24:00 of the last, in the zone of
whoever the fact belongs to (access.md §3). Facts shared by all readers are kept in the process under a version
that is read again for every subject; decisions are never kept.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.models import Group, Party
from clearances import decisions
from clearances.models.policies import Classification, FactsVersion, Label, Policy, Recognition, SecurityAgreement


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is the same for every reader at one version."""

    version: tuple[int, int]
    world: decisions.World
    labels: Mapping[int, decisions.Label]
    suspended: frozenset[str]  # Codes of parties that are suspended themselves.
    zones: Mapping[str, ZoneInfo]


def period(first: date | None, last: date | None, zone: ZoneInfo) -> decisions.Period:
    """From 00:00 of *first* to 24:00 of *last* in *zone*; None is open, and so are the first and last day there are."""
    return decisions.Period(
        None if first in (None, date.min) else datetime.combine(first, time.min, zone).astimezone(UTC),
        None if last in (None, date.max) else end_of(last, zone),
    )


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """24:00 of *day* in *zone*, as an instant in UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)


_kept: dict[str, Facts] = {}  # One entry per database.


def load() -> Facts:
    """The shared facts as they stand now; one small query when nothing changed."""
    name = str(connection.settings_dict["NAME"])
    version = _version()
    kept = _kept.get(name)
    if kept is None or kept.version != version:
        kept = _kept[name] = _read(version)
    return kept


def _version() -> tuple[int, int]:
    """The sum of the labels' ids, not the highest: a lower one may be committed after a higher one."""
    row = FactsVersion.objects.extra(select={"labels": "SELECT coalesce(sum(id), 0) FROM clearances_label"})
    version, labels = row.values_list("version", "labels").get(pk=1)
    return version, labels


def _read(version: tuple[int, int]) -> Facts:
    parties = {party.pk: party for party in Party.objects.select_related("nation", "members")}
    zones = {party.code: party.zone_info for party in parties.values()}
    policies = {policy.pk: policy for policy in Policy.objects.select_related("owner")}
    ranks = {level.pk: level for level in Classification.objects.all()}
    world = decisions.World(
        policies=_policies(policies, ranks),
        organisations={
            party.code: decisions.Organisation(
                party.code, party.nation.code if party.nation else None, party.members.code if party.members else None
            )
            for party in parties.values()
            if not party.is_nation
        },
        groups=_groups(parties),
        agreements=_agreements(policies, parties, ranks),
        recognitions=_recognitions(policies, ranks),
    )
    suspended = frozenset(party.code for party in parties.values() if party.suspended_at is not None)
    return Facts(version, world, _labels(policies, parties, ranks), suspended, zones)


def _policies(policies: Mapping[int, Policy], ranks: Mapping[int, Classification]) -> dict[str, decisions.Policy]:
    levels: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for level in ranks.values():
        levels[level.policy_id].append((level.rank, level.code))
    return {
        policy.code: decisions.Policy(
            id=policy.code,
            owner=policy.owner.code,
            levels=tuple(code for _rank, code in sorted(levels[policy.pk])),
            clearance_from=policy.clearance_from,
            second_factor_from=policy.second_factor_from,
            phishing_resistant_from=policy.phishing_resistant_from,
        )
        for policy in policies.values()
    }


def _groups(parties: Mapping[int, Party]) -> dict[str, dict[str, tuple[decisions.Period, ...]]]:
    groups: dict[str, dict[str, tuple[decisions.Period, ...]]] = {}
    for group in Group.objects.prefetch_related("memberships"):
        zone = ZoneInfo(group.zone)
        members: dict[str, tuple[decisions.Period, ...]] = {}
        for row in group.memberships.all():
            code = parties[row.party_id].code
            members[code] = (*members.get(code, ()), period(row.starts_on, row.ends_on, zone))
        groups[group.code] = members
    return groups


def _agreements(
    policies: Mapping[int, Policy], parties: Mapping[int, Party], ranks: Mapping[int, Classification]
) -> tuple[decisions.Agreement, ...]:
    return tuple(
        decisions.Agreement(
            owner=parties[row.owner_id].code,
            policy=policies[row.policy_id].code,
            party=parties[row.party_id].code,
            rank=ranks[row.highest_id].rank,
            period=period(row.starts_on, row.ends_on, policies[row.policy_id].owner.zone_info),
        )
        for row in SecurityAgreement.objects.all()
    )


def _recognitions(
    policies: Mapping[int, Policy], ranks: Mapping[int, Classification]
) -> tuple[decisions.Recognition, ...]:
    found = []
    for row in Recognition.objects.all():
        theirs, ours = ranks[row.classification_id], ranks[row.counts_as_id]
        found.append(
            decisions.Recognition(
                policy=policies[theirs.policy_id].code,
                rank=theirs.rank,
                as_policy=policies[ours.policy_id].code,
                as_rank=ours.rank,
                compartments=row.compartments,
                period=period(row.starts_on, row.ends_on, policies[ours.policy_id].owner.zone_info),
            )
        )
    return tuple(found)


def _labels(
    policies: Mapping[int, Policy], parties: Mapping[int, Party], ranks: Mapping[int, Classification]
) -> dict[int, decisions.Label]:
    """Successors are older rows: a label is interned after the label that it names."""
    labels: dict[int, decisions.Label] = {}
    for row in Label.objects.order_by("id"):
        zone = policies[row.policy_id].owner.zone_info
        labels[row.pk] = decisions.Label(
            id=row.pk,
            policy=policies[row.policy_id].code,
            rank=ranks[row.classification_id].rank,
            compartments=frozenset(row.compartments),
            owner=parties[row.owner_id].code,
            parties=frozenset(row.parties),
            groups=tuple((code, frozenset(members)) for code, members in row.groups),
            excluded=frozenset(row.excluded),
            orcon=row.orcon,
            informative=frozenset(row.informative),
            successor=labels[row.successor_id] if row.successor_id else None,
            succeeds_at=period(row.succeeds_on, None, zone).start if row.succeeds_on else None,
        )
    return labels
