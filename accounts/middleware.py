"""Sessions end by themselves, and whoever needs a second factor gets no further without one.

The second factor's own page at sign-in is allauth's login stage: an account that has one enrolled isn't signed in
before the code. A stage can't make somebody enrol, though, because enrolling needs a signed-in session; that, and a
session that has only the password although a factor exists, is what ``require_second_factor`` is for.
"""

from collections.abc import Callable
from time import time
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from accounts.administration import sessions
from accounts.models import User
from clearances.services import holds_office, must_use_second_factor

Handler = Callable[[HttpRequest], HttpResponseBase]

TOUCH_EVERY = 30  # Seconds between writes of the last activity.
SECOND_FACTOR = 2
# What somebody without their second factor needs: to enrol or to show it, to leave, to read their language.
OPEN = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "set_language",
    "portal:live",
    "portal:ready",
    "portal:personas",
    "portal:enter",
}


def session_limits(get_response: Handler) -> Handler:
    """Sign out after ``SESSION_IDLE_SECONDS`` without a request, and after ``SESSION_ABSOLUTE_SECONDS`` in any case."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = int(time())
            started = request.session.setdefault("started_at", now)
            seen = request.session.setdefault("seen_at", now)
            if now - started > settings.SESSION_ABSOLUTE_SECONDS or _is_idle(request.user, now - seen):
                logout(request)
            elif now - seen > TOUCH_EVERY and "X-Background" not in request.headers:
                request.session["seen_at"] = now  # A page that refreshes itself isn't somebody at work.
                sessions.touch(request.session)
        return get_response(request)

    return middleware


def _is_idle(user: User, seconds: int) -> bool:
    """Whether nothing came for too long; administrators have ``ADMINISTRATOR_IDLE_SECONDS``."""
    if seconds <= settings.ADMINISTRATOR_IDLE_SECONDS:
        return False
    return seconds > settings.SESSION_IDLE_SECONDS or holds_office(user)


def require_second_factor(get_response: Handler) -> Handler:
    """Holders of a clearance or of an administrator role get no page but those of the second factor without it.

    Nor does somebody who was invited, or whose lost factor was forgotten: their first page is a new one.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        is_weak = user.is_authenticated and user.assurance < SECOND_FACTOR
        if is_weak and not _is_open(request) and (user.needs_second_factor or must_use_second_factor(user)):
            return redirect(_where_to(request))
        return get_response(request)

    return middleware


def _where_to(request: HttpRequest) -> str:
    """Show the factor again where there is one; a password alone mustn't replace it."""
    if not is_mfa_enabled(request.user):
        return reverse("mfa_activate_totp")
    wanted = request.get_full_path() if request.method == "GET" else reverse("portal:home")
    return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': wanted})}"


def _is_open(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in OPEN
    except Resolver404:
        return False
