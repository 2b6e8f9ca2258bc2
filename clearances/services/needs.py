"""Taking need-to-know and offices back: one administrator, at once. Giving them is a change of two persons."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party, Team, User
from clearances import needs
from clearances.guards import Actor, Guarded, require, require_held
from clearances.models import Change
from clearances.roles import Role
from clearances.services import changes, grants_of, holders, take_back
from clearances.services.clearances import ADMINISTER
from clearances.services.holdings import AlreadyDecided

INCOMPATIBLE = gettext_lazy("Somebody in this team holds a role that doesn't go together with this one.")
FEWEST = 2  # So many administrators a party keeps: nothing can be confirmed with fewer.


def propose_giving(root: Any, *, by: User, team: Team, role: str, until: Any, reason: str) -> Change:
    """Ask the administrators of the root's party to give *role* on it to *team*.

    Raises:
        PermissionDenied: *by* doesn't administer for that party, doesn't see the cover, or is in the team.
        ValidationError: by field: what can't be given.
    """
    _require(by, root)
    kind = "office.give" if isinstance(root, Party) else "grant.give"
    facts = {"kind": root._meta.model_name, "root": root.pk, "role": role, "team": team.pk, "until": until}
    facts["reason"] = reason.strip()
    return changes.propose(kind, party=needs.party_of(root), facts=facts, reason=reason, by=by)


@transaction.atomic
def take_away(root: Any, *, role: str, team: Team, by: Actor, reason: str) -> None:
    """Take *role* on *root* back from *team*, at once and with all that hangs below.

    Raises:
        PermissionDenied: *by* doesn't administer for that party or doesn't see the cover.
        AlreadyDecided: the team doesn't hold it any more.
        ValidationError: it would leave a party with fewer than two administrators.
    """
    _require(by, root)
    party = Party.objects.select_for_update().get(pk=needs.party_of(root).pk)
    held = grants_of(root).filter(content_object=root, group=team, role=role, origin="")
    if role not in needs.roles_on(root) or not held.exists():
        raise AlreadyDecided
    take_back(Role(role), team, root, by=by, reason=reason)
    if role == Role.SECURITY_ADMINISTRATOR and holders(ADMINISTER, party).count() < FEWEST:
        raise ValidationError(_("The last two administrators of a party can't be removed: appoint another one first."))


def _require(by: Actor, root: Any) -> None:
    require_held(by, ADMINISTER, needs.party_of(root))
    if isinstance(root, Guarded):
        require(by, "view", root)


def check_giving(root: Any, facts: dict[str, Any]) -> None:
    """What may be given to whom. *root* is None where it is hidden from whoever acts.

    Raises:
        ValidationError: by field: a role that isn't held there, a past day, an empty team, or an incompatible pair.
    """
    if root is None or facts["role"] not in needs.roles_on(root):
        raise ValidationError({"role": _("This role isn't held here.")})
    if facts["until"] and str(facts["until"]) < str(_today(root)):
        raise ValidationError({"until": _("This day has passed.")})
    people = needs.people_in(facts["team"])
    if not people:
        raise ValidationError({"team": _("Nobody is in this team.")})
    if _clashes(root, facts, people):
        raise ValidationError({"team": INCOMPATIBLE})


def _today(root: Any) -> Any:
    return timezone.now().astimezone(needs.party_of(root).zone_info).date()


def _clashes(root: Any, facts: dict[str, Any], people: set[int]) -> bool:
    """Whether one of *people* holds what excludes the role (domain.md §3a).

    A liaison of another party gets no role of the host's on any of its exchanges: asking whether theirs takes part in
    this one would tell an administrator, who reads covers only, who is invited.
    """
    members = User.groups.through.objects.filter(user__person__in=people)
    teams = needs.teams_by_id(members.values_list("group_id", flat=True))
    if isinstance(root, Party):
        held = grants_of(root).filter(content_object=root, group__in=teams.values("pk"))
        return bool(held.filter(role=EXCLUSIVE.get(facts["role"])).exists())
    host = needs.party_of(root)
    others = teams.filter(kind=Team.Kind.DELEGATION).exclude(party__in={host.pk, host.nation_id} - {None})
    return bool(others.exists())


EXCLUSIVE = {Role.RELEASING_OFFICER.value: Role.AUDITOR, Role.AUDITOR.value: Role.RELEASING_OFFICER}
