"""What stands against days on the side of nations: their calendars, exchanges they are busy with, treaties that lapse.

Constant queries; everything as far as the asker may see it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Party, User
from calendars.days_off import Kind, reasons
from calendars.spans import days_between
from calendars.weekends import is_weekend, keeper_id, weekends_of
from clearances import registers
from clearances.context import note_label
from exchanges.states import OPEN, State
from participants.models import Delegation
from participants.states import SEES_COVER
from planning.finder.constraints import Constraint, Days, Edges, NotAfter
from planning.finder.query import Query
from planning.finder.reasons import Also, Lapse, Weekend

SHUT = {Kind.BLACKOUT, Kind.NOT_AVAILABLE}
TAKES_PLACE = OPEN | {State.RUNNING}
Named = Iterator[tuple[str, Constraint]]  # What the pages call each, and it.
Busy = tuple[Any, tuple[int, ...]]  # An exchange, and the labels of what is said: itself, and that a nation takes part.


def calendars(query: Query, user: User) -> Named:
    """Blackout periods of required nations close days; their holidays and stand-downs make them dear."""
    parties = query.parties
    if not parties:
        return
    found = reasons(parties.values(), query.span.first, query.span.last, user=user, weekends=False)
    required = {party.pk for party in query.required}
    for pk, party in parties.items():
        strongest = {day: each[0] for day, each in found.get(pk, {}).items()}
        closed = {day: reason for day, reason in strongest.items() if reason.kind in SHUT}
        dear = {day: reason for day, reason in strongest.items() if day not in closed}
        weight = query.weights.holidays
        yield str(party), Days(f"nation:{party.code}", closed, dear, weight, is_hard=pk in required)
    yield _("Weekends"), Edges("edges", _weekends(query), query.weights.holidays / max(1, len(query.required)))


def _weekends(query: Query) -> dict[date, Weekend]:
    """Days on which required nations travel badly, each with whose weekend it is."""
    rules = weekends_of({keeper_id(party) for party in query.required})
    found: dict[date, Weekend] = {}
    by_nation = {party: rules.get(keeper_id(party), []) for party in query.required}
    for day in days_between(query.span.first, query.span.last):
        named = tuple(str(party) for party, each in by_nation.items() if is_weekend(each, day))
        if named:
            found[day] = Weekend(named)
    return found


def exchanges(query: Query, user: User, seen: Any) -> Named:
    """Nations that are busy elsewhere; *seen* are the exchanges that the asker may see."""
    parties = query.parties
    rows = _overlapping(query, user, seen)
    busy = _days_of(query, user, rows)
    for pk, party in parties.items():
        if pk in busy:
            name = _("Exchanges of %(party)s") % {"party": party}
            yield name, Days(f"also:{party.code}", dear=busy[pk], weight=query.weights.exchanges)
    if query.apart_from is not None:
        same: list[Busy] = [(row, (row.label_id,)) for row in rows.values() if row.program_id == query.apart_from.pk]
        days = _also(query, {None: same})
        yield query.apart_from.title, Days("program", days.get(None, {}))


def _overlapping(query: Query, user: User, seen: Any) -> dict[Any, Any]:
    """The visible exchanges of these parties or of the program, by their keys."""
    of_parties = Q(host__in=query.parties) | Q(pk__in=_guests(query, user).values("exchange"))
    wanted = of_parties | Q(program=query.apart_from) if query.apart_from else of_parties
    rows = seen.overlapping(query.span.first, query.span.last).filter(wanted, state__in=TAKES_PLACE)
    if query.exchange is not None:
        rows = rows.exclude(pk=query.exchange.pk)
    columns = ("title", "host", "program", "starts_on", "ends_on", "label")  # As rows: what is read is noted.
    return {row.pk: row for row in rows.order_by("starts_on", "pk").only(*columns)}


def _guests(query: Query, user: User) -> Any:
    rows = Delegation.objects.for_user(user).filter(party__in=query.parties, is_host=False)
    return rows.filter(invitation__state__in=SEES_COVER).order_by()


def _days_of(query: Query, user: User, rows: dict[Any, Any]) -> dict[Any, dict[date, Also]]:
    of_party: dict[Any, list[Busy]] = defaultdict(list)
    for row in rows.values():
        of_party[row.host_id].append((row, (row.label_id,)))
    for pk, exchange, label in _guests(query, user).values_list("party", "exchange", "label"):
        if exchange in rows:
            note_label(label)  # That a nation takes part is marked by itself.
            of_party[pk].append((rows[exchange], (rows[exchange].label_id, label)))
    return _also(query, of_party)


def _also(query: Query, of_party: dict[Any, list[Busy]]) -> dict[Any, dict[date, Also]]:
    """The days of each, with the titles of all that take place on them."""
    span = query.span
    found: dict[Any, dict[date, Also]] = {}
    for pk, rows in of_party.items():
        there: dict[date, list[Busy]] = defaultdict(list)
        for row, labels in rows:
            for day in days_between(max(row.starts_on, span.first), min(row.ends_on, span.last)):
                there[day].append((row, labels))
        found[pk] = {
            day: Also(tuple(row.title for row, _labels in each), tuple(key for _row, labels in each for key in labels))
            for day, each in there.items()
        }
    return found


def treaties(query: Query, user: User) -> Named:
    """Agreements and recognitions between these nations that lapse, of those that the asker stands for."""
    own = {query.host, user.organisation, *filter(None, [user.organisation.nation])}
    sides = {party.pk for party in (*query.parties.values(), *own)}
    agreements = registers.agreements(user).filter(owner__in=sides, party__in=sides)
    yield from _lapsing(query, "agreement", _("Security agreement of %(owner)s with %(party)s"), _pairs(agreements))
    recognitions = registers.recognitions(user).filter(
        classification__policy__owner__in=sides, counts_as__policy__owner__in=sides
    )
    words = _("Recognition of clearances of %(party)s by %(owner)s")
    yield from _lapsing(query, "recognition", words, _levels(recognitions))


Rows = Iterator[tuple[Any, Party, Party, Any]]  # What lapses together, whose it is, with whom, the row.


def _pairs(agreements: Any) -> Rows:
    return (((row.owner_id, row.party_id, row.policy_id), row.owner, row.party, row) for row in agreements)


def _levels(recognitions: Any) -> Rows:
    for row in recognitions:
        ours, theirs = row.counts_as.policy, row.classification.policy
        yield (ours.pk, theirs.pk), ours.owner, theirs.owner, row


def _lapsing(query: Query, kind: str, words: str, rows: Iterable[tuple[Any, Party, Party, Any]]) -> Named:
    """Of rows about the same, the last one says when it lapses."""
    ends: dict[Any, tuple[date, str]] = {}
    for key, owner, party, row in rows:
        if row.starts_on is not None and row.starts_on > query.span.first:
            continue
        end, name = row.ends_on or date.max, words % {"owner": owner, "party": party}
        if query.today <= end and (key not in ends or ends[key][0] < end):
            ends[key] = end, name
    for number, (end, name) in enumerate(ends.values()):
        if end < query.span.last:
            yield name, NotAfter(f"{kind}:{number}", end, Lapse(end), is_hard=False, weight=_dear(query))


def _dear(query: Query) -> float:
    return query.weights.leads * float(timedelta(weeks=1).days)
