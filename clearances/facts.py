"""Load what the decision needs from the database into its own plain facts.

Dates become instants here and nowhere else: from 00:00 of the first day to 24:00 of the last, in the zone of
whoever the fact belongs to (access.md §3). Facts shared by all readers are kept in the process under a version
that is read again for every subject; decisions are never kept.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Permission
from django.db import connection, models

from accounts.models import Group, Membership, Party
from clearances import decisions
from clearances.models.policies import Classification, Label, Policy, Recognition, SecurityAgreement
from clearances.record import present, recorded

RECORDED: Final = (0, 0)  # The version of facts that were read from the record; they are never kept.


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is the same for every reader at one version."""

    version: tuple[int, int]
    world: decisions.World
    labels: Mapping[int, decisions.Label]
    suspended: frozenset[str]  # Codes of parties that are suspended themselves.
    zones: Mapping[str, ZoneInfo]
    codes: Mapping[int, str]  # Of parties, by their ids.
    policies: Mapping[int, str]  # Codes by ids.
    ranks: Mapping[int, int]  # Of classifications, by their ids.
    permissions: Mapping[str, tuple[int, ...]]  # Ids of permissions by "app.codename".


def period(first: date | None, last: date | None, zone: ZoneInfo) -> decisions.Period:
    """From 00:00 of *first* to 24:00 of *last* in *zone*; None is open, and so are the first and last day there are."""
    return decisions.Period(
        None if first in (None, date.min) else datetime.combine(first, time.min, zone).astimezone(UTC),
        None if last in (None, date.max) else end_of(last, zone),
    )


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """24:00 of *day* in *zone*, as an instant in UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)


# In SQL, because every request asks.
VERSION = """
    SELECT version, (SELECT coalesce(sum(id), 0) FROM clearances_label) FROM clearances_factsversion WHERE id = 1
"""

Rows = Callable[[type[models.Model]], Iterable[Any]]

_kept: dict[str, Facts] = {}  # One entry per database.


def load() -> Facts:
    """The shared facts as they stand now; one small query when nothing changed."""
    name = str(connection.settings_dict["NAME"])
    version = _version()
    kept = _kept.get(name)
    if kept is None or kept.version != version:
        kept = _kept[name] = _read(version, present)
    return kept


def load_recorded(at: datetime) -> Facts:
    """The shared facts as the record had them at *at*: what was entered later isn't among them."""
    return _read(RECORDED, lambda model: recorded(model, at))


def _version() -> tuple[int, int]:
    """The sum of the labels' ids, not the highest: a lower one may be committed after a higher one."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        version, labels = cursor.fetchone()
    return version, labels


@dataclass(frozen=True, slots=True)
class _Read:
    """The rows by id, as they stand or as they stood: related rows are looked up here, never through a foreign key."""

    rows: Rows
    parties: Mapping[int, Any]
    policies: Mapping[int, Any]
    levels: Mapping[int, Any]

    def code(self, party_id: int) -> str:
        return str(self.parties[party_id].code)

    def zone(self, party_id: int) -> ZoneInfo:
        return ZoneInfo(self.parties[party_id].zone)

    def zone_of_policy(self, policy_id: int) -> ZoneInfo:
        return self.zone(self.policies[policy_id].owner_id)


def _read(version: tuple[int, int], rows: Rows) -> Facts:
    read = _Read(rows, *({row.id: row for row in rows(model)} for model in (Party, Policy, Classification)))
    groups = {group.id: group for group in rows(Group)}
    parties = read.parties.values()
    world = decisions.World(
        policies=_policies(read),
        organisations=_organisations(read, groups),
        groups=_groups(read, groups),
        agreements=_agreements(read),
        recognitions=_recognitions(read),
    )
    suspended = frozenset(party.code for party in parties if party.suspended_at is not None)
    return Facts(
        version=version,
        world=world,
        labels=_labels(read),
        suspended=suspended,
        zones={party.code: ZoneInfo(party.zone) for party in parties},
        codes={party.id: party.code for party in parties},
        policies={policy.id: policy.code for policy in read.policies.values()},
        ranks={level.id: level.rank for level in read.levels.values()},
        permissions=permissions(),
    )


def permissions() -> Mapping[str, tuple[int, ...]]:
    """Ids of permissions by "app.codename"."""
    return _permissions_of(str(connection.settings_dict["NAME"]))


@cache
def _permissions_of(database: str) -> dict[str, tuple[int, ...]]:
    """Read once: only migrations write these, and no process outlives one."""
    found: dict[str, tuple[int, ...]] = {}
    for app, codename, pk in Permission.objects.values_list("content_type__app_label", "codename", "pk"):
        found[f"{app}.{codename}"] = (*found.get(f"{app}.{codename}", ()), pk)
    return found


def _policies(read: _Read) -> dict[str, decisions.Policy]:
    levels: dict[int, dict[int, str]] = defaultdict(dict)
    for level in read.levels.values():
        levels[level.policy_id][level.rank] = level.code  # In the order of their ids: the newest names its rank.
    return {
        policy.code: decisions.Policy(
            id=policy.code,
            owner=read.code(policy.owner_id),
            levels=tuple(code for _rank, code in sorted(levels[policy.id].items())),
            clearance_from=policy.clearance_from,
            second_factor_from=policy.second_factor_from,
            phishing_resistant_from=policy.phishing_resistant_from,
        )
        for policy in read.policies.values()
    }


def _organisations(read: _Read, groups: Mapping[int, Any]) -> dict[str, decisions.Organisation]:
    return {
        party.code: decisions.Organisation(
            party.code,
            read.code(party.nation_id) if party.nation_id else None,
            groups[party.members_id].code if party.members_id else None,
        )
        for party in read.parties.values()
        if not party.is_nation
    }


def _groups(read: _Read, groups: Mapping[int, Any]) -> dict[str, dict[str, tuple[decisions.Period, ...]]]:
    found: dict[str, dict[str, tuple[decisions.Period, ...]]] = {group.code: {} for group in groups.values()}
    for row in read.rows(Membership):
        group = groups[row.group_id]
        members, code = found[group.code], read.code(row.party_id)
        members[code] = (*members.get(code, ()), period(row.starts_on, row.ends_on, ZoneInfo(group.zone)))
    return found


def _agreements(read: _Read) -> tuple[decisions.Agreement, ...]:
    return tuple(
        decisions.Agreement(
            owner=read.code(row.owner_id),
            policy=read.policies[row.policy_id].code,
            party=read.code(row.party_id),
            rank=read.levels[row.highest_id].rank,
            period=period(row.starts_on, row.ends_on, read.zone_of_policy(row.policy_id)),
        )
        for row in read.rows(SecurityAgreement)
    )


def _recognitions(read: _Read) -> tuple[decisions.Recognition, ...]:
    found = []
    for row in read.rows(Recognition):
        theirs, ours = read.levels[row.classification_id], read.levels[row.counts_as_id]
        found.append(
            decisions.Recognition(
                policy=read.policies[theirs.policy_id].code,
                rank=theirs.rank,
                as_policy=read.policies[ours.policy_id].code,
                as_rank=ours.rank,
                compartments=row.compartments,
                period=period(row.starts_on, row.ends_on, read.zone_of_policy(ours.policy_id)),
            )
        )
    return tuple(found)


def _labels(read: _Read) -> dict[int, decisions.Label]:
    """Labels never change, so today's rows serve every instant, except those that speak of what wasn't there yet.

    Successors are older rows: a label is interned after the label that it names.
    """
    labels: dict[int, decisions.Label] = {}
    for row in present(Label):
        if _is_known(row, read, labels):
            labels[row.id] = _label(row, read, labels)
    return labels


def _is_known(row: Any, read: _Read, labels: Mapping[int, decisions.Label]) -> bool:
    return (
        row.policy_id in read.policies
        and row.classification_id in read.levels
        and row.owner_id in read.parties
        and (row.successor_id is None or row.successor_id in labels)
    )


def _label(row: Any, read: _Read, labels: Mapping[int, decisions.Label]) -> decisions.Label:
    zone = read.zone_of_policy(row.policy_id)
    return decisions.Label(
        id=row.id,
        policy=read.policies[row.policy_id].code,
        rank=read.levels[row.classification_id].rank,
        compartments=frozenset(row.compartments),
        owner=read.code(row.owner_id),
        parties=frozenset(row.parties),
        groups=tuple((code, frozenset(members)) for code, members in row.groups),
        excluded=frozenset(row.excluded),
        orcon=row.orcon,
        informative=frozenset(row.informative),
        successor=labels[row.successor_id] if row.successor_id else None,
        succeeds_at=period(row.succeeds_on, None, zone).start if row.succeeds_on else None,
    )
