"""Giving need-to-know on a program or exchange, and offices of a party: one proposes, another approves."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.dates import day
from accounts.models import Party, Team, User
from clearances import needs
from clearances.changes import Facts, Kind
from clearances.guards import Actor
from clearances.previews import Scope
from clearances.roles import Role
from clearances.services import grant, grants_of
from clearances.services.clearances import ADMINISTER
from clearances.services.needs import check_giving


def _root(facts: Facts) -> Any:
    """As the database shows it to whoever acts; None if it doesn't."""
    return needs.kinds()[facts["kind"]]._base_manager.filter(pk=facts["root"]).first()


def _seen(facts: Facts, reader: User) -> Any:
    """The root, if *reader* sees its cover: an administrator whose clearance doesn't reach it decides nothing there."""
    model = needs.kinds()[facts["kind"]]
    rows = model.objects.all() if model is Party else model.objects.for_user(reader)
    return rows.filter(pk=facts["root"]).first()


def _check(facts: Facts, by: Actor) -> None:
    check_giving(_root(facts), facts)


def _apply(facts: Facts, by: Actor) -> None:
    until = date.fromisoformat(facts["until"]) if facts["until"] else None
    team: Any = Team.objects.get(pk=facts["team"])
    grant(Role(facts["role"]), team, _root(facts), by=by, reason=facts["reason"], until=until)


def _state(facts: Facts) -> Any:
    """Who would gain, and what the team holds already. Not the root itself: its dates may move meanwhile."""
    model = needs.kinds()[facts["kind"]]
    held = grants_of(model()).filter(content_object_id=facts["root"], group_id=facts["team"], role=facts["role"])
    return [sorted(needs.people_in(facts["team"])), sorted(str(row) for row in held.values_list("pk", "until"))]


def _hindrance(facts: Facts, by: User) -> str:
    return "" if _seen(facts, by) is not None else _("This is about something that you can't see.")


def _title(facts: Facts, reader: User) -> str:
    root = _seen(facts, reader)
    if root is None:
        return _("A role is to be given on something that you can't see")
    return _("%(role)s on %(root)s for %(team)s") % {
        "role": Role(facts["role"]).label,
        "root": root,
        "team": Team.objects.get(pk=facts["team"]),
    }


def _details(facts: Facts, reader: User) -> list[tuple[str, str]]:
    if _seen(facts, reader) is None:
        return []
    people = User.objects.filter(groups=facts["team"]).select_related("person").order_by("person")
    until = day(date.fromisoformat(facts["until"])) if facts["until"] else _("No end")
    return [(_("People in the team"), ", ".join(map(str, people))), (_("Until"), until)]


def _kind(name: str) -> Kind:
    return Kind(
        name=name,
        permission=ADMINISTER,
        check=_check,
        apply=_apply,
        state=_state,
        title=_title,
        details=_details,
        beneficiaries=lambda facts: needs.people_in(facts["team"]),
        obstacle=_hindrance,
        scope=lambda facts: Scope(people=frozenset(needs.people_in(facts["team"]))),
    )


KINDS = [_kind("grant.give"), _kind("office.give")]
