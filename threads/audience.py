"""Who would read what is about to be told: the check before a release, nation by nation."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from clearances.labels import at_least, narrowed, released_to
from clearances.models import Label
from clearances.subjects import Subject
from participants.models import Delegation


@dataclass(frozen=True)
class Reach:
    """One nation: how many of its delegation's team would read it, of how many; *why* says what stands against it."""

    delegation: Delegation
    readers: int
    people: int
    why: str

    @property
    def reads(self) -> bool:
        return self.readers > 0


def label_of_copy(base: Label | None, delegation: Delegation) -> Label:
    """What a nation's own thread is marked with: as strictly as *base*, for the owner and that nation alone.

    Raises:
        ValidationError: *base* isn't released to the nation, or is more open than its invitation.
    """
    if base is None:
        return delegation.label
    label = narrowed(base, delegation.party)
    if not at_least(label, delegation.label):
        problem = _("It must be marked at least as strictly as the invitation of %(party)s.")
        raise ValidationError({"label": problem % {"party": delegation.party}})
    return label


def reach(base: Label | None, to: Collection[Delegation]) -> list[Reach]:
    """Of each of *to*, who would read a copy marked after *base*."""
    parties = [row.party for row in to]
    released = set(parties if base is None else released_to(base, parties))
    teams = _teams(to)
    return [_reach(row, base or row.label, teams[row.team_id], is_released=row.party in released) for row in to]


def _reach(row: Delegation, label: Label, team: list[User], *, is_released: bool) -> Reach:
    if not is_released:
        return Reach(row, 0, len(team), _("It isn't released to this nation: it gets nothing."))
    readers = [user for user in team if _reads(user, label)]
    if not team:
        return Reach(row, 0, 0, _("Nobody of its delegation has an account yet."))
    why = "" if len(readers) == len(team) else _("The others hold no clearance for it, or their account is closed.")
    return Reach(row, len(readers), len(team), why)


def _reads(user: User, label: Label) -> bool:
    subject = Subject(user)
    return subject.may_act and subject.decide(label.pk).allow


def _teams(rows: Collection[Delegation]) -> dict[Any, list[User]]:
    members = User.groups.through.objects.filter(group__in=[row.team_id for row in rows], user__is_active=True)
    found: dict[Any, list[User]] = defaultdict(list)
    for member in members.select_related("user__person"):
        found[member.group_id].append(member.user)
    return found


def seen(rows: Collection[Reach], *said: str) -> str:
    """What was shown, in short: what is sent later must be that very thing."""
    facts = [[str(row.delegation.pk), row.readers, row.people] for row in rows]
    return hashlib.sha256(json.dumps([facts, said]).encode()).hexdigest()
