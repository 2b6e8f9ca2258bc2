"""A nation's liaisons as their page shows them."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import Team, TeamMember, User
from participants.services.team import colleagues, ends_of, teams_of


@dataclass(frozen=True)
class Liaison:
    user: User
    until: date | None  # The last day of a stand-in, inclusive, in the party's zone.


@dataclass(frozen=True)
class Liaisons:
    team: Team
    members: list[Liaison]
    has_colleagues: bool


def liaisons(user: User) -> list[Liaisons]:
    """The teams that *user* is in, each with everybody in it."""
    return [_of_team(team) for team in teams_of(user)]


def _of_team(team: Team) -> Liaisons:
    members = TeamMember.objects.filter(group=team).select_related("user__person__organisation")
    ends, zone = ends_of(members), team.party.zone_info
    found = [
        Liaison(row.user, _last(ends[row.pk].not_before.astimezone(zone).date()) if row.pk in ends else None)
        for row in members.order_by("user__person__family_name", "pk")
    ]
    return Liaisons(team, found, colleagues(team).exists())


def _last(day: date) -> date:
    """What ends at 00:00 of *day* lasts until the day before."""
    return day - timedelta(days=1)
