"""Every address of the portal that releases or grants something asks who one is first; none can be forgotten."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver

from clearances.checks import access_of

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
# Rooms where everything that changes something is grave, but for what is named here with the reason.
ROOMS = ("clearances", "releases", "audit", "accounts")
UNASKED = {
    "it asks, that is what it is for": {"accounts:again"},
    "before an account is anybody's": {"accounts:welcome"},
    "it reads a label aloud while one chooses it": {"clearances:reading"},
    "one's own language and sessions": {"accounts:profile", "accounts:end_other_sessions"},
    "it opens nothing: a word less, or no": {
        "clearances:refuse",
        "clearances:refuse_change",
        "clearances:withdraw_change",
        "clearances:refuse_waiver",
        "clearances:discard_certificates",
        "releases:refuse",
        "releases:withdraw",
        "accounts:withdraw_invitation",
        "accounts:end_sessions",
    },
    "it is checked first, and asked at the next step": {"clearances:certify", "clearances:start_review"},
    "words of registers, which open nothing": {
        "accounts:create_party",
        "accounts:edit_party",
        "accounts:create_group",
        "clearances:create_policy",
        "clearances:add_level",
        "clearances:replace_level",
        "clearances:retire_level",
        "clearances:add_compartment",
        "clearances:retire_compartment",
    },
}
# Everywhere else: what the daily work asks for, many times a day. Any other action is grave.
DAILY = {
    *("view", "change", "plan", "invite", "ask", "answer", "reply"),
    *("accounts.plan_programs", "accounts.ask_hosts", "accounts.keep_resources", "accounts.keep_calendar"),
    "",  # One's own: views, feeds, messages.
    "by method",  # The API's, which do what the pages of the daily work do.
}
IN_THE_OPEN = {"portal:enter"}  # Before anybody is signed in.


def named() -> Iterator[tuple[str, Any]]:
    """Every view of ours that changes something, by the name of its address."""
    for name, view in _walk(get_resolver().url_patterns, ""):
        if ":" in name and WRITES & set(_allowed(view)):
            yield name, view


def _allowed(view: Any) -> list[str]:
    request = RequestFactory().options("/")
    request.user = AnonymousUser()
    return view(request).headers.get("Allow", "").split(", ")


def _walk(patterns: list[Any], space: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if not isinstance(pattern, URLResolver):
            yield f"{space}{pattern.name}", pattern.callback
        else:
            yield from _walk(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def is_asked(view: Any) -> bool:
    return hasattr(view, "is_fresh")


def test_everything_grave_is_asked_about():
    found, excused = dict(named()), {name for names in UNASKED.values() for name in names}
    rooms = {name: view for name, view in found.items() if name.startswith(ROOMS)}
    others = {name: access_of(view) for name, view in found.items() if name not in rooms and not is_asked(view)}

    assert {name for name, view in rooms.items() if not is_asked(view)} == excused
    assert {name for name, access in others.items() if access[1] not in DAILY} == IN_THE_OPEN
    assert len(found) > 150
