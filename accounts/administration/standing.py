"""Whether an account may be used: suspended by one officer, resumed by two; its second factor reset by two."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.administration.offices import ADMINISTER, require_keeping, require_office
from accounts.administration.sessions import end_all
from accounts.models import Party, User
from audit.services import record
from clearances import context
from clearances.guards import Actor
from clearances.models import Change, PartyGrant
from clearances.roles import Role
from clearances.services import changes, holders
from clearances.services.needs import FEWEST


def locked(user: User, *, by: Actor) -> User:
    """The row of *user*, whom *by* keeps.

    Raises:
        PermissionDenied: they don't, or it is their own.
    """
    rows = User.objects.select_for_update(of=("self",)).select_related("person__organisation__nation")
    user = rows.get(pk=user.pk)
    require_keeping(by, user)
    return user


def check_reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    return reason.strip()


@transaction.atomic
def suspend(user: User, *, reason: str, by: Actor) -> User:
    """Keep *user* out from their next request on; their sessions end. Nothing of theirs is taken away.

    Raises:
        PermissionDenied: *by* doesn't keep this account, or it is their own.
        ValidationError: it isn't active, no reason, or one of a party's last two administrators.
    """
    user = locked(user, by=by)
    if not user.is_active:
        raise ValidationError(_("This account isn't active."))
    check_enough_stay(user)
    user.is_active, user.suspended_at, user.suspension_reason = False, timezone.now(), check_reason(reason)
    user.save(update_fields=["is_active", "suspended_at", "suspension_reason"])
    end_all(user)
    record(by, "account.suspended", user)
    context.forget()
    return user


def check_enough_stay(user: User) -> None:
    """Whether every party keeps two administrators without *user*; those who are about to leave don't count.

    Raises:
        ValidationError: one wouldn't.
    """
    grants = PartyGrant.objects.filter(group__in=user.groups.all()).of_roles([Role.SECURITY_ADMINISTRATOR])
    parties = Party.objects.select_for_update().filter(pk__in=grants.values("content_object_id")).order_by("pk")
    for party in parties:
        others = holders(ADMINISTER, party).exclude(pk=user.pk).filter(posting_ends_at__isnull=True)
        if others.count() < FEWEST:
            text = _("%(party)s would be left with fewer than two administrators: appoint another one first.")
            raise ValidationError(text % {"party": party})


def propose(name: str, user: User, *, reason: str, by: User) -> Change:
    """Ask a second officer for "account.resume" or "account.reset_factor" of *user*.

    Raises:
        PermissionDenied, ValidationError: as for carrying it out.
    """
    require_keeping(by, user)
    office = require_office(by, user.organisation)
    return changes.propose(office.kind(name), party=office.party, facts={"user": user.pk}, reason=reason, by=by)


def check_resuming(user: User) -> None:
    if user.suspended_at is None:
        raise ValidationError(_("This account isn't suspended."))
    if user.posting_ends_at is not None and user.posting_ends_at <= timezone.now():
        raise ValidationError(_("This posting has ended: invite the person anew."))


@transaction.atomic
def resume(user: User, *, by: Actor) -> User:
    """Let a suspended account be used again. The caller has two officers' word for it."""
    user = locked(user, by=by)
    check_resuming(user)
    user.is_active, user.suspended_at, user.suspension_reason = True, None, ""
    user.save(update_fields=["is_active", "suspended_at", "suspension_reason"])
    record(by, "account.resumed", user)
    context.forget()
    return user


def check_resetting(user: User) -> None:
    if not user.is_active:
        raise ValidationError(_("This account isn't active."))
    if not Authenticator.objects.filter(user=user).exists():
        raise ValidationError(_("This account has no second factor; the next sign-in asks for one if it needs it."))


@transaction.atomic
def reset_factor(user: User, *, by: Actor) -> User:
    """Forget a lost second factor: sessions end, and the next sign-in leads nowhere but to a new one.

    The caller has two officers' word for it.
    """
    user = locked(user, by=by)
    check_resetting(user)
    Authenticator.objects.filter(user=user).delete()
    user.needs_second_factor = True
    user.save(update_fields=["needs_second_factor"])
    end_all(user)
    record(by, "account.factor_reset", user)
    return user


@transaction.atomic
def end_sessions(user: User, *, reason: str, by: User) -> User:
    """Sign *user* out everywhere. One officer suffices."""
    user = locked(user, by=by)
    reason = check_reason(reason)
    end_all(user)
    record(by, "account.sessions_ended", user, reason=reason)
    return user


def state_of(user: User) -> Any:
    """What an approval is bound to."""
    factors = Authenticator.objects.filter(user=user).order_by("pk").values_list("pk", flat=True)
    ends = user.posting_ends_at.isoformat() if user.posting_ends_at else ""
    return [user.organisation.pk, user.is_active, str(user.suspended_at), ends, list(factors)]
