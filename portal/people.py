"""Who somebody is, in plain words: the offices they hold and what those are for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team, User
from clearances.models import PartyGrant
from clearances.roles import Role

# What each office is for, in a sentence about whoever holds it.
PURPOSES: dict[Role, Promise] = {
    Role.STAFF_OFFICER: gettext_lazy("Schedules exchanges for %(party)s, invites nations and gives them tasks."),
    Role.POINT_OF_CONTACT: gettext_lazy("Asks hosts for exchanges, seats and training teams for %(party)s."),
    Role.PLANNER: gettext_lazy("Plans exchanges in a cell of %(party)s."),
    Role.LIAISON: gettext_lazy("Reviews and answers invitations for %(party)s."),
    Role.SECURITY_ADMINISTRATOR: gettext_lazy(
        "Requests and confirms clearances in the policies of %(party)s; never alone."
    ),
    Role.RELEASING_OFFICER: gettext_lazy("Approves what %(party)s releases to others."),
    Role.SECURITY_OFFICE: gettext_lazy("Vouches for the clearances of nationals of %(party)s."),
    Role.AUDITOR: gettext_lazy("Reads the audit record of %(party)s and changes nothing."),
}
OF_TEAMS = {Team.Kind.DELEGATION: Role.LIAISON, Team.Kind.CELL: Role.PLANNER}


@dataclass(frozen=True)
class Portrait:
    """A person beside their account, as a menu or a picker shows them."""

    user: User
    roles: tuple[Role, ...]

    @property
    def name(self) -> str:
        return str(self.user.person)

    @property
    def organisation(self) -> str:
        return str(self.user.organisation)

    @property
    def role(self) -> str:
        """The offices in words; whoever holds none is described by their post."""
        offices = ", ".join(str(role.label) for role in self.roles)
        return offices or self.user.person.post or _("No office")

    @property
    def sentence(self) -> str:
        known = [PURPOSES[role] for role in self.roles if role in PURPOSES]
        words = [str(text) % {"party": self.organisation} for text in known]
        return " ".join(words) or _("Works for %(party)s and holds no office.") % {"party": self.organisation}


def portraits(users: Iterable[User]) -> list[Portrait]:
    """Each of *users* with their offices, in two queries however many they are."""
    people = list(users)
    held: dict[int, set[Role]] = defaultdict(set)
    teams: dict[int, set[int]] = defaultdict(set)
    for user_id, team_id, kind in User.groups.through.objects.filter(user__in=people).values_list(
        "user_id", "group_id", "group__team__kind"
    ):
        teams[team_id].add(user_id)
        if kind in OF_TEAMS:
            held[user_id].add(OF_TEAMS[Team.Kind(kind)])
    for team_id, role in PartyGrant.objects.filter(group__in=teams).values_list("group_id", "role").distinct():
        for user_id in teams[team_id]:
            held[user_id].add(Role(role))
    order = list(Role)
    return [Portrait(user, tuple(sorted(held[user.pk], key=order.index))) for user in people]
