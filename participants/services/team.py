"""A nation keeps its own liaisons: who joins them, who leaves them, who stands in until a day.

A liaison chooses among the people of the own nation whose accounts its security office admitted, and nobody sees more
by it than their own clearances allow. So it takes one person, as access.md §6 lets a delegation see to itself.
"""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team, TeamMember, User
from accounts.services import join
from audit.services import record
from clearances import context
from clearances.facts import end_of
from clearances.guards import SYSTEM
from jobs import services as jobs
from jobs.models import OutboxItem

ENDS = "liaison"  # The kind of outbox item that ends a stand-in.


def teams_of(user: User) -> QuerySet[Team]:
    """The liaison teams that *user* is in."""
    return QuerySet(Team).filter(kind=Team.Kind.DELEGATION, user=user).select_related("party").order_by("title")


def colleagues(team: Team) -> QuerySet[User]:
    """Whom the team may still take in: active people of its party, its agencies included."""
    own = Q(person__organisation=team.party) | Q(person__organisation__nation=team.party)
    rows = User.objects.filter(own, is_active=True).exclude(groups=team)
    return rows.select_related("person__organisation").order_by("person__family_name", "pk")


def members(team: Team) -> QuerySet[User]:
    return User.objects.filter(groups=team)


@transaction.atomic
def add_liaison(team: Team, user: User, *, until: date | None = None, by: User) -> TeamMember:
    """Take *user* into the team; with *until* they stand in, that day included (in the party's zone).

    Raises:
        PermissionDenied: *by* isn't of the team.
        ValidationError: by field: somebody else's person, or a day that has passed.
    """
    team = _locked(team, by)
    if not colleagues(team).filter(pk=user.pk).exists():
        raise ValidationError({"person": _("Choose one of your nation's people who isn't a liaison yet.")})
    if until is not None and until < timezone.localdate(timezone=team.party.zone_info):
        raise ValidationError({"until": _("This day has passed.")})
    join(user, team, by=SYSTEM)
    context.forget()
    member: TeamMember = TeamMember.objects.get(user=user, group=team)
    if until is not None:
        jobs.post(ENDS, _key(member), member.pk, not_before=end_of(until, team.party.zone_info))
    record(by, "liaison.added", user, team=team.pk, until=until)
    return member


@transaction.atomic
def remove_liaison(team: Team, user: User, *, by: User) -> None:
    """Let *user* leave the team; what they had in hand stays with the others.

    Raises:
        PermissionDenied: *by* isn't of the team.
        ValidationError: nobody would be left who can sign in.
    """
    team = _locked(team, by)
    others = User.objects.filter(groups=team, is_active=True).exclude(pk=user.pk)
    if not others.exists():
        raise ValidationError(_("Somebody must be left to answer: take in a colleague first."))
    if TeamMember.objects.filter(user=user, group=team).delete()[0]:
        context.forget()
        record(by, "liaison.removed", user, team=team.pk)


def end_stand_in(member_pk: int) -> None:
    """What the outbox does when a stand-in's last day is over. Whoever was taken in anew since stays."""
    member = TeamMember.objects.filter(pk=member_pk).select_related("user").first()
    if member is not None:
        member.delete()
        record(SYSTEM, "liaison.ended", member.user, team=member.group_id)


def _key(member: TeamMember) -> str:
    return f"liaison:{member.pk}"


def ends_of(members: QuerySet[TeamMember]) -> dict[int, OutboxItem]:
    """Until when each of *members* stands in, by the member's key."""
    keys = {_key(member): member.pk for member in members}
    waiting = OutboxItem.objects.filter(kind=ENDS, key__in=keys, state=OutboxItem.State.PENDING)
    return {keys[item.key]: item for item in waiting}


def _locked(team: Team, by: User) -> Team:
    if not teams_of(by).filter(pk=team.pk).exists():
        raise PermissionDenied(f"{by.pk} isn't of team {team.pk}.")
    return QuerySet(Team).select_for_update(of=("self",)).select_related("party").get(pk=team.pk)
