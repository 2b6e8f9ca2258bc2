"""Who holds what: the need-to-know and the offices that an administrator gives, as far as they may know.

What a delegation's team holds is left out: who is invited is the invitation list's to tell (access.md §4).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from accounts.models import Party, Team, User
from clearances.roles import Role
from clearances.services.grants import grants_of, root_models

NEEDS = (Role.PLANNER, Role.CELL_MEMBER)
OFFICES = (
    Role.STAFF_OFFICER,
    Role.POINT_OF_CONTACT,
    Role.SECURITY_ADMINISTRATOR,
    Role.RELEASING_OFFICER,
    Role.SECURITY_OFFICE,
    Role.AUDITOR,
)


@dataclass(frozen=True)
class Held:
    """One role that a team holds on one root, as it was given there."""

    role: Role
    team: Team
    members: list[User]
    until: date | None
    reason: str
    has_ended: bool


def kinds() -> dict[str, Any]:
    """By name: what an administrator gives roles on. Delegations open by the state of their invitation alone."""
    named = {model._meta.model_name: model for model in root_models() if hasattr(model, "reference")}
    return {**named, "party": Party}


def roles_on(root: Any) -> tuple[Role, ...]:
    return OFFICES if isinstance(root, Party) else NEEDS


def party_of(root: Any) -> Party:
    """Whose administrators give roles on *root*: itself, its host or its owner."""
    party: Party = root if isinstance(root, Party) else getattr(root, "host", None) or root.owner
    return party


def root_of(user: User, parties: Any, kind: str, key: str) -> Any:
    """The root that the address names, if *user* sees its cover and one of *parties* answers for it.

    Raises:
        Http404: there is none such.
    """
    model = kinds().get(kind)
    if model is None:
        raise Http404
    rows = parties.filter(code=key) if model is Party else _seen(user, model).filter(reference=key.upper())
    root = rows.first()
    if root is None or not parties.filter(pk=party_of(root).pk).exists():
        raise Http404
    return root


def seen(user: User, kind: str, pk: Any) -> Any:
    """The root of that kind and key, if *user* sees its cover; None if they don't."""
    model = kinds()[kind]
    rows = model.objects.all() if model is Party else model.objects.for_user(user)
    return rows.filter(pk=pk).first()


def _seen(user: User, model: Any) -> Any:
    return model.objects.for_user(user).select_related("host" if hasattr(model, "host") else "owner")


def roots_for(user: User, parties: Any, text: str, limit: int) -> tuple[list[tuple[str, Any]], bool]:
    """Programs and exchanges of *parties* whose cover *user* sees and whose title holds *text*, and the parties.

    At most *limit* of either; the second value says whether there are more.
    """
    found, is_cut = [("party", party) for party in parties] if not text else [], False
    for kind, model in kinds().items():
        if model is not Party:
            owner = "host" if hasattr(model, "host") else "owner"
            rows = _seen(user, model).filter(**{f"{owner}__in": parties})
            named = list(rows.named_like(text)[: limit + 1])
            found, is_cut = [*found, *((kind, row) for row in named[:limit])], is_cut or len(named) > limit
    return found, is_cut


def held_on(root: Any) -> list[Held]:
    """What was given on *root* itself; what comes down from its program or its owner is listed there."""
    rows = (
        grants_of(root)
        .filter(content_object=root, origin="", role__in=roles_on(root))
        .order_by("role", "group_id", "until")
        .values_list("role", "group_id", "until", "reason", "lapses_at")
        .distinct()
    )
    teams: dict[int, Any] = {team.pk: team for team in teams_by_id(row[1] for row in rows)}
    members = _members(teams)
    now = timezone.now()
    return [
        Held(Role(role), teams[team], members[team], until, reason, lapses is not None and lapses <= now)
        for role, team, until, reason, lapses in rows
    ]


def teams_by_id(ids: Iterable[int] | None) -> Any:
    """With their parties; without *ids*, all. (A team's manager is said to give bare groups.)"""
    rows: Any = Team.objects.all()
    rows = rows.select_related("party")
    return rows if ids is None else rows.filter(pk__in=list(ids))


def _members(teams: Iterable[int]) -> dict[int, list[User]]:
    found: dict[int, list[User]] = {pk: [] for pk in teams}
    links = User.groups.through.objects.filter(group__in=teams, user__is_active=True)
    for link in links.select_related("user__person__organisation").order_by("user__person"):
        found[link.group_id].append(link.user)
    return found


def people_in(team_id: int) -> set[int]:
    """Ids of the persons in a team, active or not: whoever is in it would gain."""
    return set(User.objects.filter(groups=team_id).values_list("person_id", flat=True))


def offered_to(user: User, parties: Any) -> Any:
    """Teams that may be given something: one person's, or a cell or office of *parties*; never one's own."""
    own = Q(kind__in=[Team.Kind.CELL, Team.Kind.OFFICE], party__in=parties)
    anybodys = Q(kind=Team.Kind.PERSONAL, owner__is_active=True)
    mine = user.groups.values("pk")
    return teams_by_id(None).filter(own | anybodys).exclude(pk__in=mine)


def teams(held: list[Held]) -> Any:
    return teams_by_id(row.team.pk for row in held)
