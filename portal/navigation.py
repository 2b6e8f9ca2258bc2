"""Where one can go from every page. An entry leads to a list that shows only what its reader may see."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from clearances import context
from clearances.guards import roots_held
from notifications.services import unread


@dataclass(frozen=True)
class Place:
    """One entry: a named route, and for whom it is there."""

    route: str
    icon: str
    title: Promise
    is_for: Callable[[User], bool] = lambda user: True


@dataclass(frozen=True)
class Entry:
    url: str
    icon: str
    title: str
    active: bool
    badge: str


def administers_clearances(user: User) -> bool:
    return roots_held(user, "accounts.administer_clearances", Party).exists()


PLACES = [
    Place("portal:home", "list-check", _("Home")),
    Place("exchanges:index", "arrows-exchange", _("Exchanges")),
    Place("exchanges:calendar", "calendar", _("Calendar")),
    Place("planning:board", "timeline", _("Board")),
    Place("programs:index", "folders", _("Programs")),
    Place("participants:index", "mail-opened", _("Invitations")),
    Place("logistics:index", "checklist", _("Tasks")),
    Place("notifications:inbox", "inbox", _("Inbox")),
    Place("clearances:index", "shield-check", _("Clearances"), administers_clearances),
    Place("api:docs", "help-circle", _("API")),
]


def navigation(request: HttpRequest) -> list[Entry]:
    """The entries for whoever is signed in; the one that this page belongs to is active."""
    here = request.path
    user = request.user
    places = [(place, url) for place in PLACES if place.is_for(user) and (url := _address(place))]
    active = max((url for _place, url in places if here.startswith(url)), key=len, default="")
    return [
        Entry(url, place.icon, str(place.title), url == active and (url != "/" or here == "/"), _badge(place, user))
        for place, url in places
    ]


def _address(place: Place) -> str:
    try:
        return reverse(place.route)
    except NoReverseMatch:
        return ""


def _badge(place: Place, user: User) -> str:
    if place.route != "notifications:inbox":
        return ""
    with context.noting_labels():  # Counting messages shows none of them: the page's banner stays as it is.
        waiting = unread(user)
    return "" if not waiting else str(waiting)
