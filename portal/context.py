"""What every page shows around its own content: where one can go, who one is, and in a demonstration who else."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.services import demonstration_users
from portal.demonstration import is_open_to
from portal.navigation import navigation
from portal.people import Portrait, portraits


def shell(request: HttpRequest) -> dict[str, Any]:
    """Everything lazily: a fragment shows none of it."""
    is_demonstration = is_open_to(request)
    found: dict[str, Any] = {"is_demonstration": is_demonstration}
    if is_demonstration:
        found["personas"] = SimpleLazyObject(lambda: _personas(request))
    if request.user.is_authenticated:
        found["me"] = SimpleLazyObject(lambda: _me(request))
        found["navigation"] = SimpleLazyObject(lambda: navigation(request))
    return found


def _me(request: HttpRequest) -> Portrait:
    return portraits([request.user])[0]


def _personas(request: HttpRequest) -> dict[str, Any]:
    people = [
        {
            "value": portrait.user.public_id,
            "name": portrait.name,
            "role": portrait.role,
            "organisation": portrait.organisation,
            "current": portrait.user == request.user,
        }
        for portrait in portraits(demonstration_users())
    ]
    return {"url": reverse("portal:enter"), "people": people}
