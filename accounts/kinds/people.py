"""Letting somebody in: inviting them, resuming a suspended account, forgetting a lost second factor."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from accounts.administration import admissions, postings, standing
from accounts.administration.offices import ADMINISTER, CERTIFY, organisations_of
from accounts.models import Admission, Party, Team, User
from clearances import needs
from clearances.changes import Facts, Kind
from clearances.guards import Actor
from clearances.previews import Scope
from clearances.roles import Role

HIDDEN = gettext_lazy("This is about somebody whose account you don't keep.")
ASKED = ("given_name", "family_name", "rank", "post", "email", "language", "nationalities", "is_liaison")


def _admission(facts: Facts) -> Admission:
    found: Admission = Admission.objects.select_related("organisation__nation").get(pk=facts["admission"])
    return found


def _keeps(organisation: Party, reader: User) -> bool:
    return bool(organisations_of(reader).filter(pk=organisation.pk).exists())


def _admission_state(facts: Facts) -> Any:
    row = _admission(facts)
    asked = [getattr(row, name) for name in ASKED]
    return [row.organisation_id, *asked, str(row.expires_at), str(row.withdrawn_at)]


def _admission_title(facts: Facts, reader: User) -> str:
    row = _admission(facts)
    if not _keeps(row.organisation, reader):
        return _("Somebody is to be invited")
    return _("Invite %(person)s to act for %(party)s") % {"person": row, "party": row.organisation}


def _admission_details(facts: Facts, reader: User) -> list[tuple[str, str]]:
    row = _admission(facts)
    if not _keeps(row.organisation, reader):
        return []
    found = [
        (_("Organisation"), str(row.organisation)),
        (_("Post"), row.post or "–"),
        (_("E-mail"), row.email),
        (_("Language"), get_language_info(row.language)["name_translated"]),
        (_("Team"), _("Liaisons: answers its invitations") if row.is_liaison else _("None but their own")),
    ]
    if knows_nationality(reader, row.organisation):
        nations = Party.objects.filter(code__in=row.nationalities)
        found.append((_("Nationality"), ", ".join(map(str, nations)) or "–"))
    return found


def knows_nationality(reader: User, organisation: Party) -> bool:
    """Nationality is never shown to another nation."""
    own = {reader.organisation.pk, reader.organisation.nation_id} - {None}
    return bool(own & {organisation.pk, organisation.nation_id})


def _user(facts: Facts) -> User:
    return User.objects.select_related("person__organisation__nation").get(pk=facts["user"])


def _user_hindrance(facts: Facts, by: User) -> str:
    return "" if _keeps(_user(facts).organisation, by) else str(HIDDEN)


def _user_title(text: Promise, facts: Facts, reader: User) -> str:
    user = _user(facts)
    person: object = user if _keeps(user.organisation, reader) else _("somebody")
    return str(text) % {"person": person}


def _user_details(facts: Facts, reader: User) -> list[tuple[str, str]]:
    user = _user(facts)
    if not _keeps(user.organisation, reader):
        return []
    found = [(_("Organisation"), str(user.organisation)), (_("Post"), user.person.post or "–")]
    return [*found, (_("Suspended because"), user.suspension_reason)] if user.suspension_reason else found


def _invite(name: str, permission: str) -> Kind:
    return Kind(
        name=name,
        permission=permission,
        check=lambda facts, by: admissions.check(_admission(facts)),
        apply=lambda facts, by: _done(admissions.send(_admission(facts), by=by)),
        state=_admission_state,
        title=_admission_title,
        details=_admission_details,
        obstacle=lambda facts, by: "" if _keeps(_admission(facts).organisation, by) else str(HIDDEN),
    )


def _done(row: object) -> None:
    """What a service returns isn't what applying a change does."""


def _of_a_user(
    name: str, permission: str, text: Promise, check: Callable[[User], None], apply: Callable[..., User]
) -> Kind:
    def check_facts(facts: Facts, by: Actor) -> None:
        check(_user(facts))

    return Kind(
        name=name,
        permission=permission,
        check=check_facts,
        apply=lambda facts, by: _done(apply(_user(facts), by=by)),
        state=lambda facts: standing.state_of(_user(facts)),
        title=partial(_user_title, text),
        details=_user_details,
        beneficiaries=lambda facts: {_user(facts).person_id},
        obstacle=_user_hindrance,
        scope=_sight_of,
    )


def _sight_of(facts: Facts) -> Scope | None:
    """A suspended account that is resumed sees again; a forgotten second factor opens nothing by itself."""
    user = _user(facts)
    return None if user.is_active else Scope(people=frozenset({user.person_id}))


def _heirs(facts: Facts) -> list[User]:
    rows = User.objects.select_related("person__organisation__nation")
    return [rows.get(pk=facts[name]) for name in ("leaver", "heir")]


def _hand_over_title(facts: Facts, reader: User) -> str:
    leaver, heir = _heirs(facts)
    if not _keeps(leaver.organisation, reader):
        return _("Work is to be handed over")
    return _("%(heir)s takes over from %(leaver)s") % {"heir": heir, "leaver": leaver}


def _hand_over_details(facts: Facts, reader: User) -> list[tuple[str, str]]:
    if not _keeps(_heirs(facts)[0].organisation, reader):
        return []
    teams: Any = Team.objects
    found = [(_("Team"), str(team)) for team in teams.filter(pk__in=facts["teams"])]
    for role in facts["roles"]:
        root = needs.seen(reader, role["kind"], role["root"])
        if root is not None:
            found.append((str(Role(role["role"]).label), str(root)))
    return found


def _hand_over_state(facts: Facts) -> Any:
    return [[user.person.organisation_id, user.personal_team_id] for user in _heirs(facts)]


def _hand_over_hindrance(facts: Facts, by: User) -> str:
    keeps = _keeps(_heirs(facts)[0].organisation, by)
    if keeps and all(needs.seen(by, role["kind"], role["root"]) is not None for role in facts["roles"]):
        return ""
    return str(UNSEEN if keeps else HIDDEN)


def _hand_over(name: str, permission: str) -> Kind:
    return Kind(
        name=name,
        permission=permission,
        check=lambda facts, by: postings.check_handing_over(facts),
        apply=lambda facts, by: postings.hand_over(facts, by=by),
        state=_hand_over_state,
        title=_hand_over_title,
        details=_hand_over_details,
        beneficiaries=lambda facts: {_heirs(facts)[1].person_id},
        obstacle=_hand_over_hindrance,
        scope=lambda facts: Scope(people=frozenset({_heirs(facts)[1].person_id})),
    )


UNSEEN = gettext_lazy("This is about something that you can't see.")
RESUME = gettext_lazy("Let %(person)s use their account again")
RESET = gettext_lazy("Forget the lost second factor of %(person)s")
KINDS = [
    kind
    for suffix, office in (("", ADMINISTER), ("_national", CERTIFY))
    for kind in (
        _invite(f"account.invite{suffix}", office),
        _of_a_user(f"account.resume{suffix}", office, RESUME, standing.check_resuming, standing.resume),
        _of_a_user(f"account.reset_factor{suffix}", office, RESET, standing.check_resetting, standing.reset_factor),
        _hand_over(f"account.hand_over{suffix}", office),
    )
]
