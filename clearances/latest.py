"""When rows last changed, as far as somebody may know: for feeds and whoever else dates what they hand out."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from accounts.history import versions_of
from accounts.models import User
from clearances.guards import grants_on, root_pk
from clearances.roles import BY_INVITATION
from clearances.subjects import Subject, subject_of


def last_changes(user: User, rows: Sequence[Any]) -> dict[Any, datetime]:
    """By primary key, the instant of the last version of each of *rows*, of one guarded model, that *user* may see.

    What happened before a nation was invited is dated from the invitation, as in the history of the row
    (``clearances.versions``). Two queries, whatever the number.
    """
    subject = subject_of(user)
    if not rows or subject is None:
        return {}
    model: Any = type(rows[0])
    kept = versions_of(model).objects.filter(pgh_obj_id__in=[row.pk for row in rows], label_id__any=subject.dominated)
    found = dict(kept.order_by().values_list("pgh_obj_id").annotate(Max("pgh_created_at")))
    begun = _invited(subject, rows)
    return {pk: max(at, begun.get(pk, at)) for pk, at in found.items()}


def _invited(subject: Subject, rows: Sequence[Any]) -> dict[Any, datetime]:
    """By primary key of the row: since when *subject* knows it, where that is by an invitation alone."""
    guard = rows[0].guard
    roots = {row.pk: root_pk(row, guard.via) for row in rows}
    held = grants_on(guard.root(type(rows[0]))).in_force(subject, guard.actions["view"])
    since = _since(
        held.filter(content_object_id__in=roots.values()).values_list("content_object", "role", "granted_at")
    )
    return {pk: since[root] for pk, root in roots.items() if root in since}


def _since(grants: Iterable[tuple[Any, str, datetime]]) -> dict[Any, datetime]:
    begun: dict[Any, list[datetime]] = {}
    others = set()
    for root, role, at in grants:
        begun.setdefault(root, []).append(at)
        if role not in BY_INVITATION:
            others.add(root)
    return {root: min(instants) for root, instants in begun.items() if root not in others}
