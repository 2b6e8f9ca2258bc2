"""Accounts as their officers list them: narrowed, with when they were last used, and without what isn't theirs."""

from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from accounts.models import Party, User


def narrowed(rows: Any, form: Any) -> Any:
    """*rows* as far as they fit; what can't be read narrows to nothing and is said next to its field."""
    if not form.is_valid():
        return rows.none()
    wanted, person = form.cleaned_data, "person__"
    if wanted["text"]:
        names = ("family_name", "given_name")
        rows = rows.filter(Q(*((f"{person}{name}__icontains", wanted["text"]) for name in names), _connector=Q.OR))
    if wanted["organisation"]:
        rows = rows.filter(person__organisation=wanted["organisation"])
    return rows.filter(_state(wanted["state"])) if wanted["state"] else rows


def _state(state: str) -> Q:
    ended = Q(posting_ends_at__isnull=False, posting_ends_at__lte=timezone.now())
    if state == "suspended":
        return Q(suspended_at__isnull=False)
    return ended if state == "ended" else Q(is_active=True) & ~ended


def with_use(rows: Any) -> Any:
    """By name, with ``seen_at``: when one of their sessions was last at work."""
    return rows.annotate(seen_at=Max("sign_ins__seen_at")).order_by("person__family_name", "person__given_name", "pk")


def nationalities(user: User, reader: User) -> list[Party] | None:
    """None for a reader of another nation, who may never know."""
    mine, theirs = ({party.pk, party.nation_id} - {None} for party in (reader.organisation, user.organisation))
    return list(user.person.nationalities.all()) if mine & theirs else None
