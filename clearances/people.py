"""About whose sight somebody may ask (domain.md §3a): never a list of people whom they don't know of anyway."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Party, Team, User
from clearances.guards import roots_held

EVERYBODY = ("accounts.administer_clearances", "accounts.release")  # Their holders choose among all people already.


def nation_of(party: Party) -> int | None:
    """Whose people act for *party*, by id; None for an organisation of many nations, whose people share no nation."""
    return party.pk if party.is_nation else party.nation_id


def askable(user: User) -> QuerySet[Any]:
    """The users whose sight *user* may ask about.

    Themselves; who shares a team with them; to liaisons, their own nation's people; to a nation's security office, its
    nationals; to security administrators and releasing officers, everybody, within the level of what is asked about.
    """
    people = User.objects.select_related("person__organisation__nation")
    if any(roots_held(user, office, Party).exists() for office in EVERYBODY):
        return people
    every: Any = Team.objects
    teams = every.filter(user=user).exclude(kind=Team.Kind.PERSONAL)
    known = Q(pk=user.pk) | Q(groups__in=teams.values("pk"))
    nations = list(roots_held(user, "accounts.certify_nationals", Party))
    if teams.filter(kind=Team.Kind.DELEGATION).exists():
        nations.append(user.organisation.nation or user.organisation)
    if nations:
        known |= Q(person__organisation__in=nations) | Q(person__organisation__nation__in=nations)
    return people.filter(known).distinct()
