"""Grants that were given before their role gained a permission: the tick worker completes them when it starts.

Not ``migrate``: it may add nothing to the audit record.
"""

import hashlib
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import models, transaction
from django.db.models import Exists, OuterRef

from accounts.models import Party
from audit.services import record
from clearances.guards import SYSTEM, grants_on
from clearances.roles import MATRIX, Role
from clearances.services.grants import root_models

COPIED = ("group_id", "content_object_id", "origin", "reason", "granted_by_id", "until", "lapses_at")
A_DAY = 24 * 60 * 60
SAME = ("group_id", "content_object_id", "origin", "role")  # What rows of one grant have in common.


def keep_complete(at: datetime) -> int:
    """Sweep: once for each matrix of roles, and once a day. The cache may forget that; then it is done once more."""
    said = sorted((role, sorted(permissions)) for role, permissions in MATRIX.items())
    key = f"grants.complete:{hashlib.sha256(repr(said).encode()).hexdigest()}"
    if cache.get(key):
        return 0
    added = complete_grants()
    cache.set(key, True, A_DAY)
    return added


@transaction.atomic
def complete_grants() -> int:
    """Add to every grant the permissions that its role has gained since; how many rows. Again, it changes nothing.

    Ends, reasons, granters and origins are the grant's own. What a role has lost isn't taken from anybody here.
    """
    added = sum(_complete(root, role) for root in [Party, *root_models()] for role in Role)
    if added:
        record(SYSTEM, "grants.completed", None, count=added)
    return added


def _complete(root: type[models.Model], role: Role) -> int:
    app = root._meta.app_label
    names = [name.partition(".")[2] for name in MATRIX[role] if name.startswith(f"{app}.")]
    permissions = Permission.objects.filter(content_type__app_label=app, codename__in=names)
    return sum(_add(grants_on(root), role, permission) for permission in permissions)


def _add(grants: Any, role: Role, permission: Permission) -> int:
    same = grants.filter(permission=permission, **{name: OuterRef(name) for name in SAME})
    lacking = grants.filter(~Exists(same), role=role).order_by().values(*COPIED).distinct()
    rows = [grants.model(role=role, permission=permission, **row) for row in lacking]
    return len(grants.bulk_create(rows))
