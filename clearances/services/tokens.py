"""Tokens: made once, shown once, presented by machines, ended at any time."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from clearances.facts import end_of
from clearances.guards import Actor, System, require
from clearances.models.policies import Classification
from clearances.models.tokens import NAME_LENGTH, Token, digest_of
from clearances.subjects import subject_of

LONGEST_DAYS = 365
MOST = 20  # Live ones of one person.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # Nothing that is read as something else.


@transaction.atomic
def make_token(
    user: User,
    *,
    purpose: str,
    name: str,
    until: date,
    scope: str = Token.Scope.MINE,
    scope_id: UUID | None = None,
    reach: str = Token.Reach.LOWEST,
    levels: Iterable[Classification] = (),
    by: User,
) -> tuple[Token, str]:
    """A token of *user* until the end of a day in their zone, and its secret, which nobody can read again.

    The caller has seen *by* prove who they are within the last minutes, and that they see what *scope_id* names.

    Raises:
        PermissionDenied: *by* is somebody else, or may not act.
        ValidationError: by field.
    """
    subject = subject_of(by)
    if by != user or subject is None or not subject.may_act:
        raise PermissionDenied(f"{by.pk} may make no token for {user.pk}.")
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)  # Two at once take turns at the last place.
    now, chosen = timezone.now(), list(levels)
    expires_at = end_of(until, user.zone_info)
    _check(user, name=name, until=until, expires_at=expires_at, levels=chosen, now=now)
    prefix, secret = _new_secret()
    token = Token.objects.create(
        user=user,
        purpose=purpose,
        scope=scope,
        scope_id=scope_id,
        name=name.strip(),
        prefix=prefix,
        digest=digest_of(secret),
        reach=reach,
        round=user.sessions_ended,
        made_at=now,
        expires_at=expires_at,
    )
    token.levels.set(chosen)
    record(by, "token.made", token, prefix=prefix, scope=scope, reach=reach, until=until.isoformat())
    return token, secret


def _new_secret() -> tuple[str, str]:
    """A prefix that pages may say, and the whole, in a form that scanners for leaked secrets can find."""
    prefix = "".join(secrets.choice(ALPHABET) for _place in range(8))
    return prefix, f"accord-{prefix}-{secrets.token_urlsafe(32)}"


def _check(
    user: User, *, name: str, until: date, expires_at: datetime, levels: list[Classification], now: datetime
) -> None:
    today = timezone.localdate(now, user.zone_info)
    problems = {}
    if not 0 < len(name.strip()) <= NAME_LENGTH:
        problems["name"] = _("Say where it will be used, in at most %(n)d characters.") % {"n": NAME_LENGTH}
    if not 0 <= (until - today).days <= LONGEST_DAYS:
        problems["until"] = _("Choose a day from today on, at most %(n)d days ahead.") % {"n": LONGEST_DAYS}
    if len({level.policy_id for level in levels}) != len(levels):
        problems["levels"] = _("Choose one level of a policy at most.")
    if user.tokens.live(now).count() >= MOST:
        problems["__all__"] = _("You have %(n)d already. End one first.") % {"n": MOST}
    if problems:
        raise ValidationError(problems)


@transaction.atomic
def end_token(token: Token, *, by: Actor) -> Token:
    """From now on it opens nothing. Ending one that has ended changes nothing.

    Raises:
        PermissionDenied: *by* is neither its user nor a security administrator of their party.
    """
    if isinstance(by, System) or by.pk != token.user_id:
        require(by, "end", token)
    token = Token.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if token.ended_at is None:
        token.ended_at, token.ended_by = timezone.now(), by if isinstance(by, User) else None
        token.save(update_fields=["ended_at", "ended_by"])
        record(by, "token.ended", token, prefix=token.prefix)
    return token


def bearer_of(secret: str, purpose: str) -> tuple[Token, User] | None:
    """The token behind *secret* and its user, with the ceiling instead of a sign-in; None for whatever is wrong.

    Decided now: an account that may not act any more, or one of a suspended party, bears nothing.
    """
    tokens = Token.objects.live(timezone.now()).filter(purpose=purpose, digest=digest_of(secret))
    token: Token | None = tokens.select_related("user__person__organisation").first()
    if token is None:
        return None
    user: User = token.user
    user.assurance, user.ceiling = None, token.ceiling
    subject = subject_of(user)
    return (token, user) if subject is not None and subject.may_act else None


@transaction.atomic
def note_use(token: Token) -> None:
    """That it was used today: one event a day, however often a phone asks."""
    today = timezone.now().date()
    fresh: Any = Token.objects.filter(pk=token.pk).exclude(last_used_on=today)
    if fresh.update(last_used_on=today):
        record(token.user, "token.used", token, prefix=token.prefix)
