"""From a window to an exchange, in one step: it is created, its resources are held, its nations are asked: to take
part, and if wanted which of several windows suit them.

All of it, or nothing. The preview is the very same step, undone (``planning.confirming``).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.dates import day as in_words
from accounts.dates import days
from accounts.models import Party, User
from clearances import context
from clearances.models import Label
from exchanges.models import Exchange, ExchangeContent
from exchanges.services import create_exchange
from participants.models import Delegation
from participants.services import invite, issue
from planning.confirming import digest
from planning.finder.things import days_taken, reach_of
from planning.polls.offering import Offer, open_poll
from planning.polls.windows import Days
from programs.labelling import asked_by
from programs.models import Program
from resources import hours
from resources.availability import busy
from resources.models import Booking, Resource
from resources.services import NotAvailable, book, claims
from resources.states import Decision
from resources.windows import Window


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to become of a window."""

    program: Program
    kind: str
    title: str
    host: Party
    starts_on: date
    ends_on: date  # Inclusive.
    resources: Collection[Resource] = ()
    nations: Collection[Party] = ()
    seats: int = 0  # For each nation.
    reply_by: date | None = None  # None where no nation is named.
    sends: bool = False  # Invitations are sent, not only drafted.
    polls: bool = False  # They are asked, too, which of this window and those *beside* it suit them.
    beside: Collection[Days] = ()


@dataclass(frozen=True)
class Outcome:
    """What comes of one part of the wish, in words."""

    text: str
    icon: str
    is_problem: bool = False


@dataclass(frozen=True)
class Taken:
    exchange: Exchange
    outcomes: list[Outcome]
    seen: str  # Names the wish, the markings and the outcomes.


@transaction.atomic
def take(wish: Wish, *, by: User) -> Taken:
    """Create the exchange as a draft, marked as its program asks; hold what can be held, ask whom one may ask.

    What can't be held, and who can't be asked, is named in the outcomes and stops nothing else.

    Raises:
        PermissionDenied: *by* doesn't plan in the program.
        ValidationError: by field: the exchange can't be.
    """
    content_label = asked_by(wish.program, by).get("content")
    exchange = _create(wish, content_label, by)
    context.forget()  # Whoever plans in the program plans the exchange from now on.
    claims.lock(each.pk for each in wish.resources)  # All at once: two planners never wait for each other.
    outcomes = [_created(exchange)]
    outcomes += [_tried(each.name, partial(_hold, exchange, each, wish, by)) for each in wish.resources]
    asked: list[Delegation] = []
    outcomes += [_tried(str(each), partial(_ask, exchange, each, wish, asked, by)) for each in wish.nations]
    if wish.polls:
        outcomes.append(_tried(_("the date poll"), partial(_poll, exchange, asked, wish, by)))
    marks = exchange.label_id, content_label and content_label.pk
    return Taken(exchange, outcomes, digest(_named(wish), marks, outcomes))


def _named(wish: Wish) -> list[Any]:
    """All that is wished for, by keys: words may be the same of different things."""
    rows = [wish.program, wish.host, *wish.resources, None, *wish.nations]
    rest = [wish.kind, wish.title, wish.starts_on, wish.ends_on, wish.seats, wish.reply_by, wish.sends, wish.polls]
    return [*(row and row.pk for row in rows), *rest, *wish.beside]


def _create(wish: Wish, content_label: Label | None, by: User) -> Exchange:
    return create_exchange(
        program=wish.program,
        kind=wish.kind,
        title=wish.title,
        host=wish.host,
        starts_on=wish.starts_on,
        ends_on=wish.ends_on,
        label=wish.program.label,
        content_label=content_label,
        by=by,
    )


def _created(exchange: Exchange) -> Outcome:
    words = {"title": exchange.title, "days": days(exchange.starts_on, exchange.ends_on), "host": exchange.host}
    return Outcome(_("“%(title)s” is created as a draft: %(days)s, hosted by %(host)s.") % words, "calendar-event")


def _tried(name: str, act: Callable[[], Outcome]) -> Outcome:
    """What *act* says; where a service refuses, whom or what it refused and why, and nothing of it stays."""
    try:
        with transaction.atomic():
            return act()
    except ValidationError as problem:
        words = {"name": name, "why": " ".join(problem.messages)}
        return Outcome(_("Not %(name)s. %(why)s") % words, "alert-triangle", is_problem=True)


def _hold(exchange: Exchange, resource: Resource, wish: Wish, by: User) -> Outcome:
    """Throughout; else on the days on which it can be had."""
    free = _free(resource, wish, by)
    if not free:
        raise NotAvailable(resource)
    windows = [Window.of_days(first, last, resource.zone_info) for first, last in free]
    made = [book([resource], window=each, exchange=exchange, over_closed=True, by=by)[0] for each in windows]
    text = _held(made[0]) % {"resource": resource.name, "owner": resource.owner}
    limits = [*filter(None, [_only_on(free, wish), hours.closed_on(resource, windows)])]
    return Outcome(" ".join([text, *limits]), "alert-triangle" if limits else "building")


def _only_on(free: list[tuple[date, date]], wish: Wish) -> str:
    if free == [(wish.starts_on, wish.ends_on)]:
        return ""
    named = ", ".join(days(first, last) for first, last in free)
    return _("Only on %(days)s: it is not available otherwise.") % {"days": named}


def _free(resource: Resource, wish: Wish, by: User) -> list[tuple[date, date]]:
    """From when to when it can be had, as far as *by* may know: of what nobody may tell, all of it is asked for."""
    begin, end = wish.starts_on, wish.ends_on
    reach = timedelta(days=reach_of(resource))
    taken = busy([resource], begin, end + reach, user=by).get(resource.pk, ())
    out = {*days_taken(resource, taken, begin, end), end + timedelta(days=1)}
    runs, first = [], begin
    for day in sorted(out):
        if first < day:
            runs.append((first, day - timedelta(days=1)))
        first = day + timedelta(days=1)
    return runs


def _held(booking: Booking) -> str:
    if booking.decision == Decision.APPROVED:
        return _("%(resource)s is held tentatively.")
    if booking.occupies is not None:
        return _("%(resource)s is held until %(owner)s decides.")
    return _("%(resource)s is asked for; nothing is held until %(owner)s decides.")


def _ask(exchange: Exchange, party: Party, wish: Wish, asked: list[Delegation], by: User) -> Outcome:
    """Who is invited now is added to those *asked*."""
    terms: dict[str, Any] = {"seats": wish.seats, "reply_by": wish.reply_by}
    made = invite(exchange, party=party, by=by, **terms)
    if not wish.sends:
        return Outcome(_("An invitation of %(party)s is drafted.") % {"party": party}, "mail")
    issue(made.invitation, by=by)
    asked.append(made)
    return Outcome(_("%(party)s is invited, and told at once.") % {"party": party}, "send")


def _poll(exchange: Exchange, asked: list[Delegation], wish: Wish, by: User) -> Outcome:
    """Whoever could be invited says which of the windows suit."""
    content = ExchangeContent.objects.for_user(by, "change").filter(exchange=exchange).first()
    if content is None or wish.reply_by is None or not asked:
        raise ValidationError(_("Nobody could be invited who would answer."))
    windows = sorted({Days(wish.starts_on, wish.ends_on), *wish.beside})
    offer = Offer(windows=tuple(windows), asked=[each.pk for each in asked], reply_by=wish.reply_by)
    open_poll(content, offer, by=by)
    words = {
        "parties": ", ".join(str(each.party) for each in asked),
        "windows": ", ".join(days(*each) for each in windows),
        "day": in_words(wish.reply_by),
    }
    text = _("%(parties)s: asked until %(day)s which of these days suit: %(windows)s.")
    return Outcome(text % words, "calendar-question")
