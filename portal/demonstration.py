"""Only in a demonstration, and only on the machine it runs on: enter as anybody, and read everybody's mail."""

from collections.abc import Callable
from functools import wraps
from itertools import groupby
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_POST

from accounts import services as accounts
from clearances.decorators import public
from portal.mailbox import mails
from portal.people import portraits

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LOOPBACK = {"127.0.0.1", "::1"}
# Any of these was written by a proxy, which speaks for somebody who may be anywhere.
OF_A_PROXY = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip")


def is_open_to(request: HttpRequest) -> bool:
    """Asked at every request: a demonstration, by its own machine, through no proxy that speaks for somebody else."""
    is_proxied = any(name in request.headers for name in OF_A_PROXY)
    return settings.DEMONSTRATION and request.META.get("REMOTE_ADDR") in LOOPBACK and not is_proxied


def demonstration(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """404 wherever this isn't a demonstration on the reader's own machine."""

    @wraps(view)
    def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not is_open_to(request):
            raise Http404
        return view(request, **kwargs)

    return public("A demonstration on one's own machine, checked at every request; else it doesn't exist.")(wrapper)


@require_GET
@demonstration
def personas(request: HttpRequest) -> HttpResponse:
    people = portraits(accounts.demonstration_users())
    parties = [(name, list(group)) for name, group in groupby(people, key=lambda portrait: portrait.organisation)]
    return TemplateResponse(request, "portal/personas.html", {"parties": parties})


@require_POST
@demonstration
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as somebody of the demonstration; the click counts as their second factor, and as asked for again."""
    user = accounts.demonstration_user(request.POST.get("person", ""))
    if user is None:
        raise Http404
    logout(request)
    login(request, user, backend=BACKEND)
    record_authentication(request, user, "demonstration", reauthenticated=True)
    return redirect("portal:home")


@require_GET
@demonstration
def mailbox(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "portal/mailbox.html", {"mails": mails()})
