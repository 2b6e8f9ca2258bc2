"""Where somebody is signed in. Ending all sessions changes what each of them carries, so none can be missed."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import SignIn, User
from audit.services import record

KEY = "sign_in"
BROWSERS = (("Firefox/", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def begin(session: Any, user: User, agent: str) -> None:
    now = timezone.now()
    row = SignIn.objects.create(
        user=user, device=device_of(agent), round=user.sessions_ended, started_at=now, seen_at=now
    )
    session[KEY] = row.pk


def device_of(agent: str) -> str:
    """Browser and system in words, as far as the browser says; for recognising one's own, no more."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return " · ".join(filter(None, (browser, system)))


def touch(session: Any) -> None:
    SignIn.objects.filter(pk=session.get(KEY)).update(seen_at=timezone.now())


def leave(session: Any) -> None:
    SignIn.objects.filter(pk=session.get(KEY), left_at__isnull=True).update(left_at=timezone.now())


def open_of(user: User) -> Any:
    """The sessions of *user* that a request could still use."""
    now = timezone.now()
    rows = SignIn.objects.filter(user=user, left_at__isnull=True, round=user.sessions_ended)
    return rows.filter(
        started_at__gt=now - timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS),
        seen_at__gt=now - timedelta(seconds=settings.SESSION_IDLE_SECONDS),
    )


def end_all(user: User) -> None:
    """Every session of *user* is worth nothing from now on."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])


@transaction.atomic
def end_others(user: User, current: int | None) -> User:
    """End every session of *user* but the *current* one. The caller gives this one its new seal."""
    end_all(user)
    SignIn.objects.filter(pk=current or 0, user=user).update(round=user.sessions_ended)
    record(user, "account.sessions_ended", user)
    return user
