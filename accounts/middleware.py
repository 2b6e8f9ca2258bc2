"""Sessions end by themselves, and whoever needs a second factor gets no further without one."""

from collections.abc import Callable
from time import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from clearances.services import must_use_second_factor

Handler = Callable[[HttpRequest], HttpResponseBase]

TOUCH_EVERY = 30  # Seconds between writes of the last activity.


def session_limits(get_response: Handler) -> Handler:
    """Sign out after ``SESSION_IDLE_SECONDS`` without a request, and after ``SESSION_ABSOLUTE_SECONDS`` in any case."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = int(time())
            started = request.session.setdefault("started_at", now)
            seen = request.session.setdefault("seen_at", now)
            if now - seen > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_ABSOLUTE_SECONDS:
                logout(request)
            elif now - seen > TOUCH_EVERY:
                request.session["seen_at"] = now
        return get_response(request)

    return middleware


def require_second_factor(get_response: Handler) -> Handler:
    """Holders of a clearance or of an administrator role see only the enrolment pages until they have a second factor."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and request.user.assurance < SECOND_FACTOR and not _is_open(request):
            if must_use_second_factor(request.user):
                return redirect("mfa_activate_totp")
        return get_response(request)

    return middleware


SECOND_FACTOR = 2


def _is_open(request: HttpRequest) -> bool:
    """What somebody without their second factor needs: the sign-in and enrolment pages, the language, signing out."""
    return request.path.startswith((reverse("account_login").rsplit("login", 1)[0], "/i18n/", settings.STATIC_URL))
