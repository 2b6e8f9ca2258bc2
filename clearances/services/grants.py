"""Need-to-know: every grant is given, inherited and taken back here.

Nobody is decided again for it: a grant is a row that each query reads, never one of the facts kept for a request.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import Party, Team, User
from audit.services import record
from clearances import facts
from clearances.guards import Actor, System, grants_on
from clearances.roles import MATRIX, Role

ABOVE = {"programs.program", "exchanges.exchange"}  # Roots with roots below them: accord_roots_below() knows which.


@transaction.atomic
def grant(role: Role, team: Team, root: models.Model, *, by: Actor, reason: str, until: date | None = None) -> None:
    """Give *team* a *role* on *root* until a day (inclusive, in the zone of the root), and on what hangs below it.

    The caller has decided that *by* may: by creating the root, by the state of an invitation, or by two persons.
    """
    _write(role, team, root, by=by, reason=reason, until=until, origin="")
    record(by, "grant.given", root, role=role, team=team.pk, until=until)


@transaction.atomic
def take_back(role: Role, team: Team, root: models.Model, *, by: Actor, reason: str) -> None:
    """Take a *role* on *root* back from *team*, with everything that was materialised from it. Other grants stay."""
    grants_of(root).filter(group=team, role=role, origin="", content_object=root).delete()
    for model in root_models():
        grants_on(model).filter(group=team, role=role, origin=name_of(root)).delete()
    record(by, "grant.taken_back", root, role=role, team=team.pk, reason=reason)


@transaction.atomic
def inherit(child: models.Model, *parents: models.Model) -> None:
    """Materialise on a new root what is granted on the roots above it, ends included."""
    for parent in parents:
        for row in _distinct(grants_of(parent).filter(content_object=parent)):
            _materialise(type(child), [child.pk], row, origin=row["origin"] or name_of(parent))


def _distinct(grants: Any) -> Iterable[dict[str, Any]]:
    yield from (
        grants.order_by()
        .values("role", "group_id", "origin", "reason", "granted_by_id", "until", "lapses_at")
        .distinct()
    )


def _write(
    role: Role, team: Team, root: models.Model, *, by: Actor, reason: str, until: date | None, origin: str
) -> None:
    row = {
        "role": role,
        "group_id": team.pk,
        "reason": reason,
        "granted_by_id": None if isinstance(by, System) else by.pk,
        "until": until,
        "lapses_at": None if until is None else facts.end_of(until, zone_of(root)),
    }
    _materialise(type(root), [root.pk], row, origin=origin)
    for model, keys in _descendants(root).items():
        _materialise(model, keys, row, origin=name_of(root))


def _materialise(root: type[models.Model], keys: Iterable[Any], row: dict[str, Any], *, origin: str) -> None:
    """One grant row per root and permission of the role that belongs to it; a repeated grant moves its end."""
    model, app = grants_on(root).model, root._meta.app_label
    known = facts.permissions()
    names = sorted(name for name in MATRIX[Role(row["role"])] if name.startswith(f"{app}."))
    permissions = [pk for name in names for pk in known.get(name, ())]
    values = {key: row[key] for key in ("role", "group_id", "reason", "granted_by_id", "until", "lapses_at")}
    model.objects.bulk_create(
        [
            model(permission_id=permission, content_object_id=key, origin=origin, **values)
            for key in keys
            for permission in permissions
        ],
        update_conflicts=True,
        unique_fields=["group", "permission", "content_object", "role", "origin"],
        update_fields=["until", "lapses_at", "reason", "granted_by"],
    )


def _descendants(root: models.Model) -> dict[type[models.Model], list[Any]]:
    """The keys of every root below *root*: a program's exchanges and their delegations.

    Also of those that whoever acts may not see: a grant on a program reaches all of it, and labels still decide. The
    database answers past row-level security, with keys alone.
    """
    found: dict[type[models.Model], list[Any]] = defaultdict(list)
    if isinstance(root, Party):
        for model, keys in _owned(root).items():
            found[model] += keys
    tops = [root.pk] if root._meta.label_lower in ABOVE else [key for keys in found.values() for key in keys]
    for top in tops:
        with connection.cursor() as cursor:
            cursor.execute("SELECT model, id FROM accord_roots_below(%s)", [top])
            for name, key in cursor.fetchall():
                found[apps.get_model(name)].append(key)
    return found


def _owned(party: Party) -> dict[type[models.Model], list[Any]]:
    """What *party* owns, as far as whoever acts may see it: an office that is given later reaches this and what is
    below it. What is hidden from the second person stays closed; somebody who sees it can give the office again.
    """
    owned = [model for model in root_models() if hasattr(model, "owner_id")]
    return {model: list(model._base_manager.filter(owner=party).values_list("pk", flat=True)) for model in owned}


def root_models() -> list[Any]:
    """The models that hold grants of their own."""
    return [model for model in apps.get_models() if hasattr(model, "grants") and model is not Party]


def grants_of(root: models.Model) -> Any:
    return grants_on(type(root))


def name_of(root: models.Model) -> str:
    return f"{root._meta.label_lower}:{root.pk}"


def zone_of(root: Any) -> Any:
    """The zone in which a grant on *root* ends: that of its host or owner."""
    if hasattr(root, "exchange"):
        return zone_of(root.exchange)
    for name in ("host", "owner"):
        if hasattr(root, name):
            return getattr(root, name).zone_info
    return root.zone_info


def members_of(team_ids: Iterable[int]) -> Any:
    return User.objects.filter(groups__in=list(team_ids), is_active=True).distinct()


def holders(permission: str, root: Any) -> Any:
    """The active users whose teams hold *permission* ("app.codename") on *root* now. Labels are asked at delivery."""
    return members_of(_in_force(permission, [root]).values_list("group_id", flat=True))


def holders_of_each(permission: str, roots: Collection[Any]) -> dict[Any, list[User]]:
    """As ``holders`` for many roots of one type, by their keys: two queries, whatever their number."""
    if not roots:
        return {}
    grants = set(_in_force(permission, roots).order_by().values_list("content_object_id", "group_id"))
    members = User.groups.through.objects.filter(group__in={team for _root, team in grants}, user__is_active=True)
    teams: dict[int, list[User]] = defaultdict(list)
    for member in members.select_related("user__person"):
        teams[member.group_id].append(member.user)
    found: dict[Any, dict[Any, User]] = defaultdict(dict)
    for root, team in grants:
        found[root] |= {user.pk: user for user in teams[team]}
    return {root: list(users.values()) for root, users in found.items()}


def _in_force(permission: str, roots: Collection[Any]) -> Any:
    app, _dot, codename = permission.partition(".")
    return grants_of(next(iter(roots))).filter(
        models.Q(lapses_at__isnull=True) | models.Q(lapses_at__gt=timezone.now()),
        content_object__in=roots,
        permission__codename=codename,
        permission__content_type__app_label=app,
    )
