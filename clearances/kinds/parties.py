"""What of the registry moves somebody's sight: joining a group, belonging to a nation, when days begin."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Group, Membership, Party, Person, User
from accounts.services import parties, require_keeper
from clearances.changes import Facts, Kind
from clearances.guards import Actor
from clearances.kinds.treaties import period
from clearances.previews import Scope

ADMINISTER = "accounts.administer_clearances"


def membership_facts(*, group: Group, party: Party, starts_on: date | None, ends_on: date | None) -> Facts:
    return {"group": group.pk, "party": party.pk, "starts_on": starts_on, "ends_on": ends_on}


def _membership(facts: Facts) -> Membership:
    first, last = facts["starts_on"], facts["ends_on"]
    return Membership(
        group=Group.objects.get(pk=facts["group"]),
        party=Party.objects.get(pk=facts["party"]),
        starts_on=date.fromisoformat(first) if first else None,
        ends_on=date.fromisoformat(last) if last else None,
    )


def _check_membership(facts: Facts, by: Actor) -> None:
    require_keeper(by)
    parties.check_membership(_membership(facts))


def _join(facts: Facts, by: Actor) -> None:
    row = _membership(facts)
    parties.add_membership(row.group, row.party, starts_on=row.starts_on, ends_on=row.ends_on, by=by)


def _members(facts: Facts) -> Any:
    rows = Membership.objects.filter(group=facts["group"])
    return list(rows.order_by("pk").values("pk", "party", "starts_on", "ends_on"))


def _join_title(facts: Facts, reader: User) -> str:
    row = _membership(facts)
    return _("%(party)s joins %(group)s") % {"party": row.party, "group": row.group}


def _join_details(facts: Facts, reader: User) -> list[tuple[str, str]]:
    row = _membership(facts)
    return [
        (_("Group"), str(row.group)),
        (_("Party"), str(row.party)),
        (_("Member"), period(row.starts_on, row.ends_on)),
        (_("Zone of its days"), row.group.zone),
    ]


def _people(facts: Facts) -> set[int]:
    """Whoever acts for the party gains by it; but if that is the operator itself, nobody else could decide."""
    keeper, party = parties.operator(), Party.objects.get(pk=facts["party"])
    if keeper is not None and party.pk in {keeper.pk, keeper.nation_id}:
        return set()
    own = Person.objects.filter(organisation=party) | Person.objects.filter(organisation__nation=party)
    return set(own.values_list("pk", flat=True))


def change_facts(party: Party, *, nation: Party | None, members: Group | None, zone: str) -> Facts:
    return {
        "party": party.pk,
        "nation": nation.pk if nation else None,
        "members": members.pk if members else None,
        "zone": zone,
    }


def _changed(facts: Facts) -> Party:
    """The party as it would be, in memory."""
    party = Party.objects.get(pk=facts["party"])
    nation, members = facts["nation"], facts["members"]
    party.nation = Party.objects.get(pk=nation) if nation else None
    party.members = Group.objects.get(pk=members) if members else None
    party.zone = facts["zone"]
    return party


def _check_change(facts: Facts, by: Actor) -> None:
    require_keeper(by)
    if _standing(facts) == [facts["nation"], facts["members"], facts["zone"]]:
        raise ValidationError(_("Nothing would change."))
    parties.check_change(_changed(facts))


def _change(facts: Facts, by: Actor) -> None:
    party = _changed(facts)
    parties.change_party(party, nation=party.nation, members=party.members, zone=party.zone, by=by)


def _standing(facts: Facts) -> Any:
    return list(Party.objects.values_list("nation_id", "members_id", "zone").get(pk=facts["party"]))


def _change_title(facts: Facts, reader: User) -> str:
    return _("Change where %(party)s belongs") % {"party": _changed(facts)}


def _change_details(facts: Facts, reader: User) -> list[tuple[str, str]]:
    old, new = Party.objects.select_related("nation", "members").get(pk=facts["party"]), _changed(facts)
    nothing = _("none")
    return [
        (_("Nation"), f"{old.nation or nothing} → {new.nation or nothing}"),
        (_("Staffed by members of"), f"{old.members or nothing} → {new.members or nothing}"),
        (_("Time zone"), f"{old.zone} → {new.zone}"),
    ]


KINDS = [
    Kind(
        name="membership.create",
        permission=ADMINISTER,
        check=_check_membership,
        apply=_join,
        state=_members,
        title=_join_title,
        details=_join_details,
        beneficiaries=_people,
        scope=lambda facts: Scope(),
    ),
    Kind(
        name="party.change",
        permission=ADMINISTER,
        check=_check_change,
        apply=_change,
        state=_standing,
        title=_change_title,
        details=_change_details,
        beneficiaries=_people,
        scope=lambda facts: Scope(),
    ),
]
