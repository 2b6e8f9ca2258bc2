"""When what people hold was last used, for access reviews; as far as the reviewer may know.

A role on a program or exchange is used when one of its holders opens something of it, and a clearance or a waiver when
its holder opens what needs it (``settings.LAST_USES`` and ``LABEL_USES`` say when). Of an office no single use is known
here: what was done is in the audit record, which is its auditors' alone. There, and where no opening is known, it
counts when the holder was last at work.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import Party, SignIn, User
from clearances import decisions, facts
from clearances.models import Clearance, Waiver

Uses = dict[int, datetime] | None  # By user; None: not known one by one.
Readings = Mapping[tuple[int, int], datetime]  # By user and label.


def uses(root: Any, users: list[User], reader: User) -> Uses:
    """When each of *users* last opened something of a program or exchange; None of a party: nobody opens one."""
    if isinstance(root, Party):
        return None
    found: dict[int, datetime] = {}
    for path in settings.LAST_USES:
        for user_id, at in import_string(path)(root, users, reader).items():
            found[user_id] = max(at, found.get(user_id, at))
    return found


def readings(users: Collection[User]) -> Readings:
    """When each of *users* last opened what bore each label; only of labels that whoever acts dominates."""
    found: dict[tuple[int, int], datetime] = {}
    for path in settings.LABEL_USES:
        for key, at in import_string(path)(users).items():
            found[key] = max(at, found.get(key, at))
    return found


def of_holding(held: Clearance | Waiver, users: Iterable[User], read: Readings, known: facts.Facts) -> datetime | None:
    """When one of *users* last opened what needed *held*; None where nothing is known of that."""
    holders = {user.pk for user in users}
    needing = {held.label_id} if isinstance(held, Waiver) else _needing(held, known)
    return max((at for (user, label), at in read.items() if user in holders and label in needing), default=None)


def _needing(clearance: Clearance, known: facts.Facts) -> set[int]:
    """Ids of the labels for which a personal clearance is needed and this one is enough."""
    codes = known.policies[clearance.policy_id], known.ranks[clearance.classification_id]
    held = decisions.Clearance(*codes, frozenset(clearance.compartments), decisions.Period(None, None), "active")
    now = timezone.now()
    return {pk for pk, label in known.labels.items() if _needs(known, label) and _suffices(known, held, label, now)}


def _needs(known: facts.Facts, label: decisions.Label) -> bool:
    return bool(label.compartments) or known.world.policies[label.policy].needs_clearance(label.rank)


def _suffices(known: facts.Facts, held: decisions.Clearance, label: decisions.Label, now: datetime) -> bool:
    if held.policy == label.policy:
        return held.rank >= label.rank and label.compartments <= held.compartments
    counted = known.world.recognised(held, label.policy, now)
    return counted is not None and counted[0] >= label.rank and label.compartments <= counted[1]


def at_work(users: Collection[User]) -> dict[int, datetime]:
    """When each of *users* was last signed in and at work; who never was is missing."""
    rows = SignIn.objects.filter(user__in=users).order_by().values("user").annotate(at=Max("seen_at"))
    found = {row["user"]: row["at"] for row in rows}
    for user in users:
        if user.last_login:
            found[user.pk] = max(user.last_login, found.get(user.pk, user.last_login))
    return found


def latest(users: Iterable[User], used: Mapping[int, datetime]) -> datetime | None:
    return max((used[user.pk] for user in users if user.pk in used), default=None)
