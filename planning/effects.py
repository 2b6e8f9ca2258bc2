"""What follows from a change of an exchange, said before it happens; the exchange's own part and that of each app."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import cast

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.dates import day, days
from accounts.models import User
from clearances.services import holders
from exchanges.changes import TARGETS, Change, Contributor, Effect, Verb
from exchanges.states import State

TOLD: dict[Verb, str] = {  # The kind of message that planners get; the other verbs tell nobody.
    Verb.MOVE: "dates_changed",
    Verb.PLAN: "dates_changed",
    Verb.POSTPONE: "postponed",
    Verb.REHOST: "rehosted",
    Verb.CANCEL: "cancelled",
}


def contributors() -> list[Contributor]:
    return [cast(Contributor, import_module(path)) for path in settings.EXCHANGE_CONTRIBUTORS]


def describe(change: Change) -> list[Effect]:
    """Every consequence that ``change.by`` may know of, in the order in which a person would ask."""
    return around(change, following(change))


def following(change: Change) -> list[Effect]:
    """What follows for everything that hangs from the exchange, as far as ``change.by`` may know of it."""
    return [effect for contributor in contributors() for effect in contributor.describe(change)]


def around(change: Change, found: list[Effect]) -> list[Effect]:
    """*found* between what changes about the exchange itself and who is told."""
    return [*_of_the_exchange(change), *found, *_people_told(change)]


def _of_the_exchange(change: Change) -> Iterable[Effect]:
    exchange = change.exchange
    if change.verb in TARGETS:
        target = TARGETS[change.verb]
        yield Effect(
            _("Its state changes from “%(old)s” to “%(new)s”.")
            % {"old": State(exchange.state).label, "new": target.label},
            icon="flag",
        )
    if (change.starts_on, change.ends_on) != (exchange.starts_on, exchange.ends_on):
        yield Effect(
            _("The dates change from %(old)s to %(new)s.")
            % {"old": days(exchange.starts_on, exchange.ends_on), "new": days(change.starts_on, change.ends_on)},
            icon="calendar-event",
        )
    yield from _of_the_host(change)
    yield from _out_of_time(change)


def _of_the_host(change: Change) -> Iterable[Effect]:
    if change.is_rehosting:
        names = {"old": change.exchange.host, "new": change.host}
        yield Effect(_("The host changes from %(old)s to %(new)s.") % names, icon="home-move")
    if change.zone != change.exchange.zone:
        zones = {"old": change.exchange.zone, "new": change.zone}
        yield Effect(_("Its dates are days in %(new)s instead of %(old)s.") % zones, icon="clock")


def _out_of_time(change: Change) -> Iterable[Effect]:
    """A warning where a step is taken before its day has come."""
    today = timezone.localdate()
    if change.verb == Verb.START and today < change.starts_on:
        yield Effect(_("STARTEX is only on %(day)s.") % {"day": day(change.starts_on)}, icon="alert-triangle")
    if change.verb == Verb.COMPLETE and today <= change.ends_on:
        yield Effect(_("ENDEX is only on %(day)s.") % {"day": day(change.ends_on)}, icon="alert-triangle")


def _people_told(change: Change) -> Iterable[Effect]:
    count = len(people_told(change))
    if count:
        text = ngettext("%(count)d person is told, once.", "%(count)d people are told, once each.", count)
        yield Effect(text % {"count": count}, icon="bell", count=count)


def people_told(change: Change) -> list[User]:
    """Everybody whom the change concerns, as far as ``change.by`` may know of it, apart from them; each once."""
    if change.verb not in TOLD:
        return []
    found = {user.pk: user for user in planners_told(change)}
    for contributor in contributors():
        told: Callable[[Change], Iterable[User]] = getattr(contributor, "told", lambda change: ())
        found |= {user.pk: user for user in told(change)}
    return [user for user in found.values() if user != change.by and user.is_active]


def planners_told(change: Change) -> list[User]:
    """Who plans the exchange, apart from the person who acts; nobody where nothing they rely on has changed."""
    is_quiet = change.verb == Verb.PLAN and change.exchange.state == State.DRAFT and not change.is_rescheduling
    if change.verb not in TOLD or is_quiet:
        return []
    return [user for user in holders("exchanges.change_exchange", change.exchange) if user != change.by]
