"""The end of a posting: the account closes on its day, and what it held ends with it; clearances stay recorded.

What somebody leaves behind is listed before, as far as the officer may see it, and can be handed over to a colleague of
the same organisation: that gives need-to-know, so two officers decide it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services
from accounts.administration.offices import ADMINISTER, Office, require_keeping, require_office
from accounts.administration.sessions import end_all
from accounts.administration.standing import check_enough_stay, check_reason, locked
from accounts.models import Party, Team, User
from audit.services import record
from clearances import context, needs
from clearances.guards import SYSTEM, Actor, grants_on
from clearances.models import Change
from clearances.roles import Role
from clearances.services import changes
from clearances.services.grants import grant, members_of, root_models
from clearances.services.needs import check_giving

Facts = dict[str, Any]


@transaction.atomic
def end(user: User, *, ends_on: date | None, reason: str, by: Actor) -> User:
    """Close the account at the end of *ends_on*, in the organisation's zone; None: now. One officer suffices.

    Raises:
        PermissionDenied: *by* doesn't keep this account, or it is their own.
        ValidationError: a day that has passed, no reason, it has ended, or one of a party's last two administrators.
    """
    user = locked(user, by=by)
    now, zone = timezone.now(), user.organisation.zone_info
    today = now.astimezone(zone).date()
    if user.posting_ends_at is not None and user.posting_ends_at <= now:
        raise ValidationError(_("This posting has ended."))
    if ends_on is not None and ends_on < today:
        raise ValidationError({"ends_on": _("This day has passed.")})
    reason = check_reason(reason)
    check_enough_stay(user)
    user.posting_ends_on = ends_on or today
    user.posting_ends_at = now if ends_on is None else _midnight_after(ends_on, zone)
    user.save(update_fields=["posting_ends_on", "posting_ends_at"])
    record(by, "account.posting_ends", user, ends_on=user.posting_ends_on, reason=reason)
    return user if ends_on else _close(user, by=by)


def _midnight_after(day: date, zone: Any) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)


def _close(user: User, *, by: Actor) -> User:
    """Nothing opens from now on; the grants of their own team end, and they belong to no other."""
    user.is_active, user.suspended_at, user.suspension_reason = False, None, ""
    user.save(update_fields=["is_active", "suspended_at", "suspension_reason"])
    end_all(user)
    for model in [*root_models(), Party]:
        grants_on(model).filter(group=user.personal_team_id).delete()
    for team in _shared(user):
        user.groups.remove(team)
        record(by, "team.left", team, user=user.pk)
    record(by, "account.posting_ended", user)
    context.forget()
    return user


def end_postings(at: datetime) -> None:
    """Sweep: tidy away accounts whose last day has passed. They have opened nothing since its end."""
    due = User.objects.filter(Q(is_active=True) | Q(suspended_at__isnull=False), posting_ends_at__lte=at)
    for pk in due.values_list("pk", flat=True):
        with transaction.atomic():
            _close(locked(User(pk=pk), by=SYSTEM), by=SYSTEM)


def _shared(user: User) -> Any:
    rows: Any = Team.objects
    return rows.filter(user=user).exclude(pk=user.personal_team_id).select_related("party").order_by("title")


@dataclass(frozen=True)
class Left:
    """One thing that somebody would leave behind; *is_last*: nobody else has it."""

    title: str
    is_last: bool
    detail: str = ""


@dataclass(frozen=True)
class Behind:
    """What somebody would leave behind, as far as one officer may see it."""

    teams: list[Left] = field(default_factory=list)
    roles: list[Left] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.teams or self.roles or self.changes)


def left_behind(user: User, *, by: User) -> Behind:
    """The teams, roles and proposals of *user*. What hangs from a delegation is its team's, so its team says it."""
    teams = [
        Left(str(team), is_last=not members_of([team.pk]).exclude(pk=user.pk).exists(), detail=_of_team(team))
        for team in _shared(user)
    ]
    roles = [
        Left(f"{Role(role).label} · {root}", is_last=_is_last(user, role, root))
        for _kind, root, role, _until in _held(user, by)
    ]
    waiting = Change.objects.for_user(by).waiting(timezone.now()).filter(proposed_by=user)
    return Behind(teams, roles, list(waiting.with_names()))


def _of_team(team: Team) -> str:
    if team.kind == Team.Kind.DELEGATION:
        return _("answers invitations, questions and tasks")
    return str(team.get_kind_display())


def _held(user: User, by: User) -> list[tuple[str, Any, str, date | None]]:
    """What the personal team of *user* was given itself, on roots whose cover *by* sees."""
    found = []
    for kind, model in needs.kinds().items():
        roots = model.objects.all() if model is Party else model.objects.for_user(by)
        rows = grants_on(model).filter(group=user.personal_team_id, origin="", role__in=needs.roles_on(model()))
        keys = rows.order_by("content_object_id", "role").values_list("content_object_id", "role", "until").distinct()
        known = {root.pk: root for root in roots.filter(pk__in=[key for key, _role, _until in keys])}
        found += [(kind, known[key], role, until) for key, role, until in keys if key in known]
    return found


def _is_last(user: User, role: str, root: Any) -> bool:
    rows = grants_on(type(root)).filter(content_object=root, role=role).values("group_id")
    return not members_of(rows.values_list("group_id", flat=True)).exclude(pk=user.pk).exists()


def heirs_of(user: User, *, by: User) -> Any:
    """The colleagues who could take over: of the same organisation, and not whoever asks."""
    rows = User.objects.filter(person__organisation=user.organisation, is_active=True, posting_ends_at__isnull=True)
    return rows.exclude(pk__in=[user.pk, by.pk]).select_related("person__organisation")


def propose_handing_over(user: User, *, heir: User, reason: str, by: User) -> Change:
    """Ask a second officer that *heir* have what *user* has: its teams, and the roles that this office gives.

    Raises:
        PermissionDenied: *by* doesn't keep this account, or would gain by it.
        ValidationError: there is nothing to hand over, or *heir* can't have it.
    """
    require_keeping(by, user)
    office = require_office(by, user.organisation)
    facts = {
        "leaver": user.pk,
        "heir": heir.pk,
        "teams": [team.pk for team in _shared(user) if not team.user_set.filter(pk=heir.pk).exists()],
        "roles": _roles_for(user, office, by),
    }
    if not facts["teams"] and not facts["roles"]:
        raise ValidationError(_("There is nothing that you could hand over."))
    return changes.propose(office.kind("account.hand_over"), party=office.party, facts=facts, reason=reason, by=by)


def _roles_for(user: User, office: Office, by: User) -> list[Facts]:
    if office.permission != ADMINISTER:
        return []
    return [
        {"kind": kind, "root": root.pk, "role": role, "until": until}
        for kind, root, role, until in _held(user, by)
        if needs.party_of(root) == office.party
    ]


def root_of(role: Facts) -> Any:
    """As the database shows it to whoever acts; None if it doesn't."""
    return needs.kinds()[role["kind"]]._base_manager.filter(pk=role["root"]).first()


def check_handing_over(facts: Facts) -> None:
    """Whether the colleague can still have all of it.

    Raises:
        ValidationError: by field.
    """
    leaver, heir = (User.objects.select_related("person").get(pk=facts[name]) for name in ("leaver", "heir"))
    if not heir.may_enter_at(timezone.now()) or heir.person.organisation_id != leaver.person.organisation_id:
        raise ValidationError({"heir": _("This is no active colleague of the same organisation.")})
    for role in facts["roles"]:
        root = root_of(role)
        if root is None:
            raise ValidationError(_("This is about something that you can't see."))
        check_giving(root, {**role, "team": heir.personal_team_id})


@transaction.atomic
def hand_over(facts: Facts, *, by: Actor) -> None:
    """Give it. The caller has two officers' word for it."""
    check_handing_over(facts)
    heir = User.objects.select_related("personal_team").get(pk=facts["heir"])
    for role in facts["roles"]:
        until = date.fromisoformat(role["until"]) if role["until"] else None
        reason = _("Handed over by a colleague whose posting ends.")
        grant(Role(role["role"]), heir.personal_team, root_of(role), by=by, reason=reason, until=until)
    teams: Any = Team.objects
    for team in teams.filter(pk__in=facts["teams"]):
        services.join(heir, team, by=SYSTEM)
    record(by, "account.handed_over", heir, leaver=facts["leaver"])
