"""Where one can go from every page. An entry leads to a list that shows only what its reader may see."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from clearances import context
from clearances.guards import held_anywhere
from notifications.services import unread


@dataclass(frozen=True)
class Place:
    """One entry: a named route, and whose: of anybody who holds one of *offices* for a party, or everybody's."""

    route: str
    title: Promise
    icon: str
    offices: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Entry:
    url: str
    icon: str
    title: str
    active: bool
    badge: str


PLANNING = frozenset({"accounts.plan_programs"})
ASKING = frozenset({"accounts.ask_hosts"})
SECURITY = frozenset({"accounts.administer_clearances", "accounts.certify_nationals"})
AUDITING = frozenset({"accounts.audit"})
RELEASING = frozenset({"accounts.release"})
PLACES = [
    Place("portal:home", _("Home"), icon="list-check"),
    Place("exchanges:index", _("Exchanges"), icon="arrows-exchange"),
    Place("planning:calendar", _("Calendar"), icon="calendar"),
    Place("planning:board", _("Board"), icon="timeline"),
    Place("calendars:index", _("National calendars"), icon="calendar-event"),
    Place("resources:index", _("Resources"), icon="building", offices=PLANNING),
    Place("programs:index", _("Programs"), icon="folders"),
    Place("participants:index", _("Invitations"), icon="mail-opened"),
    Place("logistics:index", _("Tasks"), icon="checklist"),
    Place("demand:index", _("Requests"), icon="hand-stop", offices=ASKING),
    Place("commitments:index", _("Commitments"), icon="clipboard-list"),
    Place("briefs:index", _("What changed"), icon="news"),
    Place("notifications:inbox", _("Inbox"), icon="inbox"),
    Place("clearances:index", _("Security desk"), icon="shield-check", offices=SECURITY),
    Place("audit:index", _("Audit"), icon="list-search", offices=AUDITING),
    Place("releases:index", _("Releases"), icon="lock-open", offices=RELEASING),
    Place("releases:ledger", _("Release ledger"), icon="book"),
    Place("clearances:policies", _("Policies"), icon="stack-2"),
    Place("accounts:parties", _("Parties"), icon="flag"),
    Place("api:docs", _("API documentation"), icon="help-circle"),
]

OF_EXCHANGES = {  # Pages of one exchange that other apps answer for.
    "planning:find",
    "planning:take",
    "planning:step",
    "planning:reschedule",
    "planning:move",
    "participants:exchange_delegations",
    "participants:invite",
    "logistics:exchange_tasks",
    "resources:exchange_bookings",
    "milestones:index",
    "milestones:add",
    "milestones:apply",
    "milestones:detail",
    "milestones:amend",
}
OF_POLICIES = ("agreement", "compartment", "equivalence", "level", "recognition", "treaties")
OF_PARTIES = ("group", "membership")
OF_THE_DESK = ("person", "people", "account", "posting", "sessions", "factor", "hand_over", "invitation")


def navigation(request: HttpRequest) -> list[Entry]:
    """The entries for whoever is signed in; the one that this page belongs to is active."""
    here = _place_of(request)
    user = request.user
    held = held_anywhere(user, Party)
    places = [(place, reverse(place.route)) for place in PLACES if not place.offices or place.offices & held]
    active = max((url for _place, url in places if here.startswith(url)), key=len, default="")
    return [
        Entry(url, place.icon, str(place.title), url == active and (url != "/" or here == "/"), _badge(place, user))
        for place, url in places
    ]


def _place_of(request: HttpRequest) -> str:
    """The path that says where this page belongs."""
    app, _colon, name = (request.resolver_match.view_name if request.resolver_match else "").partition(":")
    if f"{app}:{name}" in OF_EXCHANGES:
        return reverse("exchanges:index")
    if app == "clearances" and any(word in name for word in OF_POLICIES):
        return reverse("clearances:policies")
    if app == "accounts" and name != "end_other_sessions" and any(word in name for word in OF_THE_DESK):
        return reverse("clearances:index")
    if app == "letters":
        return reverse("participants:index")
    return (
        reverse("accounts:parties") if app == "accounts" and any(word in name for word in OF_PARTIES) else request.path
    )


def _badge(place: Place, user: User) -> str:
    if place.route != "notifications:inbox":
        return ""
    with context.noting_labels():  # Counting messages shows none of them: the page's banner stays as it is.
        waiting = unread(user)
    return "" if not waiting else str(waiting)
