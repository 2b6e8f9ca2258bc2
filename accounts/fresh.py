"""What is grave asks who one is again, unless that was shown in the last few minutes (docs/adr/0012).

The question comes in the place of the answer and carries what was posted, so that nothing is lost and nothing waits in
the session: the very same request is sent again, with the code or password beside it.
"""

from collections.abc import Callable
from functools import wraps
from time import time
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.forms.again import DEMONSTRATION, PREFIX, form_for

View = Callable[..., HttpResponseBase]
READING = {"GET", "HEAD"}
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 — the name of Django's field
# The form that says them all again is no place for these.
UNREPEATED = (f"{PREFIX}-", TOKEN)


def fresh(
    *, reading: bool = False, when: Callable[[HttpRequest], bool] = lambda request: True
) -> Callable[[View], View]:
    """Ask who one is again before what changes something, and with *reading* before what takes something along.

    It stands below the door: whoever may not do it at all is told so, and asked for nothing. *when* tells the
    requests that do it from those that only prepare it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            is_grave = reading if request.method in READING else when(request)
            asked = _asked(request) if is_grave and not is_fresh(request) else None
            return asked or view(request, *args, **kwargs)

        wrapper.is_fresh = True  # type: ignore[attr-defined]  # Read by the gate in tests/accounts/test_fresh.py.
        return wrapper

    return decorate


def is_fresh(request: HttpRequest) -> bool:
    """Whether this session was shown a code, a password or a click of the demonstration a moment ago."""
    return time() - max(_instants(request), default=0) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def minutes() -> int:
    """How long a confirmation holds."""
    return int(settings.ACCOUNT_REAUTHENTICATION_TIMEOUT) // 60


def _instants(request: HttpRequest) -> list[float]:
    """When this session showed what counts: of whoever has a second factor, a password alone doesn't."""
    uncounted = set() if settings.DEMONSTRATION else {DEMONSTRATION}
    if is_mfa_enabled(request.user):
        uncounted.add("password")
    records = get_authentication_records(request, request.user)
    return [each.get("at", 0) for each in records if each.get("method") not in uncounted]


def _asked(request: HttpRequest) -> HttpResponseBase | None:
    """The question, or nothing once it is answered well."""
    if request.method in READING:
        return redirect(f"{reverse('accounts:again')}?{urlencode({'next': request.get_full_path()})}")
    form = form_for(request)
    if form.is_bound and form.is_valid():
        form.save()
        request.POST = _without_answer(request.POST)  # type: ignore[assignment]  # Django's own setter takes it.
        return None
    facts = {"form": form, "repeated": _repeated(request.POST), "minutes": minutes()}
    response = TemplateResponse(request, "account/again.html", facts)
    response.is_question = True  # type: ignore[attr-defined]  # What the view loaded isn't shown, so it isn't read.
    if request.headers.get("HX-Request"):
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    return response


def _repeated(posted: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in posted.lists() for value in values if not name.startswith(UNREPEATED)]


def _without_answer(posted: QueryDict) -> QueryDict:
    kept = posted.copy()
    for name in [name for name in kept if name.startswith(f"{PREFIX}-")]:
        del kept[name]
    return kept
