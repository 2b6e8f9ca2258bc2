"""Serials with what a reader may know of their partners. Constant queries, whatever the number."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Party, Person, User
from clearances.context import note_label
from exchanges.models import Exchange
from participants.known import labels_in
from phases.models import Phase
from resources.models import Booking
from serials import nations, using
from serials.models import Serial
from serials.using import Used

RELATIONS = (Serial.parties, Serial.people, Serial.after, Serial.bookings)


@dataclass(frozen=True)
class Shown:
    """One serial, with the phase, nations, people, bookings and other serials that its reader may see, and no more."""

    serial: Serial
    phase: Phase | None = None
    lead: Party | None = None
    parties: list[Party] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    after: list[Serial] = field(default_factory=list)
    uses: list[Used] = field(default_factory=list)

    @property
    def bookings(self) -> list[Booking]:
        return [use.booking for use in self.uses]

    @property
    def partners(self) -> list[Party]:
        """The lead first, each once."""
        rest = [party for party in self.parties if party != self.lead]
        return [self.lead, *rest] if self.lead else rest


def shown(user: User, serials: Iterable[Serial]) -> list[Shown]:
    """*serials*, which *user* may see, in their order."""
    rows = list(serials)
    keys = [row.pk for row in rows]
    parties, people, after, bookings = (_related(relation, keys) for relation in RELATIONS)
    known = nations.known_in(user, Exchange.objects.for_user(user).filter(pk__in={row.exchange_id for row in rows}))
    named = Party.objects.in_bulk({party for each in known.values() for party in each})
    persons = Person.objects.select_related("organisation").in_bulk(_all(people))
    earlier = Serial.objects.for_user(user).in_bulk(_all(after))
    phases = Phase.objects.for_user(user).in_bulk({row.phase_id for row in rows if row.phase_id})
    uses = using.used(user, _all(bookings))
    found = [
        Shown(
            serial=row,
            phase=phases.get(row.phase_id),
            lead=named.get(row.lead_id) if row.lead_id in known[row.exchange_id] else None,
            parties=_sorted(named[key] for key in parties[row.pk] & known[row.exchange_id]),
            people=_sorted(_of(persons, people[row.pk], known[row.exchange_id])),
            after=_sorted(earlier[key] for key in after[row.pk] if key in earlier),
            uses=_sorted(uses[key] for key in bookings[row.pk] if key in uses),
        )
        for row in rows
    ]
    _note(user, found)
    return found


def _note(user: User, found: list[Shown]) -> None:
    """A partner that is named tells that it takes part: what that is marked with raises the banner."""
    named = {(row.serial.exchange_id, party.pk) for row in found for party in row.partners}
    exchanges = Exchange.objects.for_user(user).filter(pk__in={exchange for exchange, _ in named})
    marked = labels_in(user, exchanges)
    for key in named & marked.keys():
        note_label(marked[key])


def _all(related: dict[Any, set[Any]]) -> set[Any]:
    return {key for keys in related.values() for key in keys}


def _sorted(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=str)


def _of(persons: dict[Any, Person], keys: Collection[Any], known: set[int]) -> Iterable[Person]:
    for person in (persons[key] for key in keys):
        if {person.organisation_id, person.organisation.nation_id} & known:
            yield person


def _related(relation: Any, keys: list[Any]) -> dict[Any, set[Any]]:
    """The keys on the other side of a many-to-many field, by serial."""
    own, other = relation.field.m2m_field_name(), relation.field.m2m_reverse_field_name()
    found: dict[Any, set[Any]] = defaultdict(set)
    pairs = relation.through.objects.filter(**{f"{own}__in": keys}).values_list(f"{own}_id", f"{other}_id")
    for mine, theirs in pairs:
        found[mine].add(theirs)
    return found
