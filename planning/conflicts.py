"""What stands against the exchanges on the board, as far as its reader may see it. Constant queries.

Each rule is pure: it gets what the reader may see and says what doesn't go together. A clash with something hidden
isn't found at all here; what a resource or a nation publishes of it, its own app says ("not available").
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.dates import days
from accounts.models import Party, User
from calendars.days_off import Kind, Reason, days_off
from exchanges.models import Exchange
from exchanges.reading import hint
from exchanges.states import OPEN, State
from participants.standing import Standing, standing
from planning.board_rows import delegations_of

ONE = timedelta(days=1)
TAKES_PLACE = OPEN | {State.RUNNING}
SPARE = timedelta(days=366)  # Calendars of nations are asked for no longer than this beside the exchanges' own days.


class Severity(StrEnum):
    """How much it matters; each has an icon and a word of its own."""

    WARNING = "warning"  # It doesn't work like this.
    NOTE = "note"  # It works, but somebody should know.


@dataclass(frozen=True)
class Conflict:
    severity: Severity
    text: str
    url: str = ""


Parties = Mapping[Any, Mapping[int, Party]]  # Who takes part, by the key of the exchange.
DaysOff = Mapping[int, Mapping[date, Reason]]
Found = dict[Any, list[Conflict]]


def gathered(found: Iterable[tuple[Any, Conflict]]) -> Found:
    """By the key of the exchange, what matters most first."""
    conflicts: Found = defaultdict(list)
    for key, conflict in sorted(found, key=lambda pair: pair[1].severity == Severity.NOTE):
        conflicts[key].append(conflict)
    return dict(conflicts)


def conflicts_of(user: User, rows: list[Exchange]) -> list[tuple[Any, Conflict]]:
    """What stands against each of *rows*, which are still to take place, by its key."""
    if not rows:
        return []
    parties = _parties(user, rows)
    off = _days_off(user, rows, parties)
    stands = standing(user, rows)
    return [*out_of_time(rows), *of_days(rows, parties, off), *overlaps(rows, parties), *apart(rows, parties, stands)]


def _parties(user: User, exchanges: list[Exchange]) -> dict[Any, dict[int, Party]]:
    """The host and the invited parties that *user* may see."""
    found = {row.pk: {row.host_id: row.host} for row in exchanges}
    for delegation in delegations_of(user, exchanges):
        found[delegation.exchange_id][delegation.party_id] = delegation.party
    return found


def _days_off(user: User, exchanges: list[Exchange], parties: Parties) -> DaysOff:
    first, last = min(row.starts_on for row in exchanges), max(row.ends_on for row in exchanges)
    everyone = {party.pk: party for each in parties.values() for party in each.values()}
    longest = first + 4 * SPARE  # The calendars answer for five years at once.
    return days_off(everyone.values(), first, min(last, longest), user=user, weekends=False)


def overlaps(exchanges: Iterable[Exchange], parties: Parties) -> Iterator[tuple[Any, Conflict]]:
    """An invited party that takes part in two exchanges at once. Hosts do so all the time, and know of it."""
    of_party: dict[int, list[Exchange]] = defaultdict(list)
    for row in exchanges:
        for key in parties[row.pk]:
            of_party[key].append(row)
    for key, rows in of_party.items():
        for one, other in _at_once(rows):
            if key in {one.host_id, other.host_id} and one.host_id == other.host_id:
                continue
            party = parties[one.pk][key]
            yield one.pk, _meets(party, other)
            yield other.pk, _meets(party, one)


def apart(
    exchanges: Iterable[Exchange], parties: Parties, stands: Mapping[Any, Standing]
) -> Iterator[tuple[Any, Conflict]]:
    """Nations that take part beside one with which they don't, or that the planners keep apart: somebody sees to it."""
    for row in exchanges:
        here, url = parties[row.pk], row.get_absolute_url()
        for stand in stands[row.pk].stands:
            if stand.other is not None and stand.other.pk in here:
                yield row.pk, _apart(_("%(one)s takes part, but not with %(other)s."), stand.party, stand.other, url)
        for one, other in stands[row.pk].apart:
            if {one.pk, other.pk} <= here.keys():
                answers = reverse("participants:answers", args=[row.reference])
                yield row.pk, _apart(_("%(one)s and %(other)s are not to be paired."), one, other, answers)


def _apart(text: str, one: Party, other: Party, url: str) -> Conflict:
    return Conflict(Severity.NOTE, text % {"one": one, "other": other}, url)


def _at_once(rows: list[Exchange]) -> Iterator[tuple[Exchange, Exchange]]:
    """Pairs of which at least one day is the same; by a sweep, since most pairs lie far apart."""
    running: list[Exchange] = []
    for row in sorted(rows, key=lambda each: (each.starts_on, str(each.pk))):
        running = [each for each in running if each.ends_on >= row.starts_on]
        yield from ((each, row) for each in running)
        running.append(row)


def _meets(party: Party, other: Exchange) -> Conflict:
    text = _("%(party)s also takes part in “%(title)s”, %(days)s.")
    words = {"party": party, "title": other.title, "days": days(other.starts_on, other.ends_on)}
    return Conflict(Severity.NOTE, text % words, other.get_absolute_url())


def of_days(exchanges: Iterable[Exchange], parties: Parties, off: DaysOff) -> Iterator[tuple[Any, Conflict]]:
    """Blackout periods, holidays and stand-downs of those who take part, each told once with its days."""
    for row in exchanges:
        for key, party in parties[row.pk].items():
            for first, last, reason in _runs(off.get(key, {}), row):
                yield row.pk, _of_day(party, first, last, reason)


def _runs(off: Mapping[date, Reason], row: Exchange) -> Iterator[tuple[date, date, Reason]]:
    """The days of *row* that are off, those in turn with the same reason together."""
    within = sorted(day for day in off if row.starts_on <= day <= row.ends_on)
    numbered = enumerate(within)
    for (reason, _start), group in groupby(numbered, key=lambda pair: (off[pair[1]], pair[1] - pair[0] * ONE)):
        each = [day for _number, day in group]
        yield each[0], each[-1], reason


def _of_day(party: Party, first: date, last: date, reason: Reason) -> Conflict:
    is_closed = reason.kind in {Kind.BLACKOUT, Kind.NOT_AVAILABLE}
    words = {"party": party, "name": reason.name, "days": days(first, last)}
    if reason.kind == Kind.NOT_AVAILABLE or not reason.name:
        text = _("%(party)s: not available, %(days)s.")
    elif reason.kind == Kind.BLACKOUT:
        text = _("%(party)s: blackout period “%(name)s”, %(days)s.")
    else:
        text = (
            _("%(party)s: %(name)s, %(days)s (estimated).")
            if reason.is_estimate
            else _("%(party)s: %(name)s, %(days)s.")
        )
    return Conflict(Severity.WARNING if is_closed else Severity.NOTE, text % words)


def out_of_time(exchanges: Iterable[Exchange]) -> Iterator[tuple[Any, Conflict]]:
    """Steps whose day has come and that nobody took."""
    for row in exchanges:
        due = hint(row)
        if due is not None and row.state != State.POSTPONED:
            yield row.pk, Conflict(Severity.WARNING, str(due[1]))
        elif row.state in {State.DRAFT, State.POSTPONED} and row.starts_on <= row.today:
            yield row.pk, Conflict(Severity.WARNING, _("STARTEX has come, but its dates were never firm."))
