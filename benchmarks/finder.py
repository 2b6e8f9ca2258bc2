"""Find dates at full size: 30 nations, 60 resources, 40 people, eighteen months, some 2 600 times that are taken.

``main()`` runs where ``benchmarks.run`` does, and alone: ``python -m benchmarks finder``. The whole search counts, its
facts from the database, as the asker's own role, included; beside it the same facts weighed day by day and window by
window, and the queries are counted.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg2.extras import DateTimeTZRange

from accounts.models import Party, Person, Team, User
from benchmarks.cases import Case
from benchmarks.doors import without_security
from benchmarks.measure import alternately
from benchmarks.report import Line, show
from calendars.models import Blackout, Holiday
from clearances.guards import SYSTEM
from clearances.labels import LabelValue, intern
from clearances.models import Classification, Label, Policy
from clearances.roles import Role
from clearances.services import grant, inherit
from clearances.subjects import acting_as
from exchanges.models import Exchange
from planning.finder.facts import Facts, facts_of, find
from planning.finder.query import HORIZON, Query
from planning.finder.results import results_of
from planning.finder.search import search
from planning.finder.starts import Span
from programs.models import Program
from resources.models import Booking, Resource
from resources.windows import UTC_ZONE, midnight

NATIONS, RESOURCES, PEOPLE, TAKEN, EXCHANGES = 30, 60, 40, 26, 300
FIRST, DAYS = date(2030, 1, 1), 14
MOST_MS = 200


def main() -> int:
    """Exit code 1 if the search takes longer than promised, or isn't worth its cleverness."""
    with without_security():
        asker, query = _arrange(random.Random(7))
    with acting_as(asker):
        lines = list(_measured(asker, query))
    show(lines, has_targets=True)
    return 0 if all(line.is_met for line in lines) else 1


def _measured(asker: User, query: Query) -> Iterator[Line]:
    seen = partial(Exchange.objects.for_user, asker)
    facts = facts_of(query, asker, seen())
    ways = {
        "whole": lambda: results_of(query, asker, seen()),
        "facts": lambda: facts_of(query, asker, seen()),
        "ranking": lambda: search(query.span, facts.constraints),
        "naive": lambda: _naive(facts, query.span),
    }
    medians = alternately(Case("find dates", ways, 0))
    ranked = search(query.span, facts.constraints).windows
    same = [window.cost for window in ranked[:1]] == _naive(facts, query.span)[:1]
    who = f"{len(facts.constraints)} constraints"
    yield Line(who, "the whole search", medians["whole"], "ms", most=MOST_MS, medians=medians)
    yield Line(who, "naive ÷ ranking", medians["naive"] / medians["ranking"], "×", least=2)
    yield Line(who, "same best cost as naive", float(same), "", least=1)
    with CaptureQueriesContext(connection) as captured:
        find(query, asker, seen())
    yield Line(who, "queries", len(captured), "")


def _naive(facts: Facts, span: Span) -> list[float]:
    """The costs of the windows that can be had, cheapest first: each constraint looks at each window by itself."""
    costs = []
    for start in span.starts:
        found = [each for one in facts.constraints for each in one.objections(span, start)]
        if not any(each.is_hard for each in found):
            costs.append(sum(each.cost for each in found))
    return sorted(costs)


def _arrange(chance: random.Random) -> tuple[User, Query]:
    host = _party("FNDR", "Finder")
    label = _label(host)
    asker = _asker(host)
    nations = [_party(f"F{number:03}", f"Nation {number}") for number in range(NATIONS)]
    _calendars(nations, label, chance)
    _exchanges(host, nations, label, asker, chance)
    things, people = _resources(nations, label), _people(host, label)
    _bookings([*things, *people], label, chance)
    span = Span(FIRST, FIRST + timedelta(days=HORIZON - 1), DAYS)
    return asker, Query(
        span=span, host=host, today=FIRST - timedelta(days=60), required=nations[:6], wished=nations[6:],
        resources=things[:1], wished_resources=[*things[1:6], *people], some=things, needed=8, lead_days=90,
    )  # fmt: skip


def _party(code: str, name: str) -> Party:
    return Party.objects.create(code=code, is_nation=True, name_en=name, name_fr=name, zone="UTC", is_fictitious=True)


def _label(party: Party) -> Label:
    policy = Policy.objects.create(code=party.code, owner=party, clearance_from=1, second_factor_from=1)
    shown = {"code": "U", "name_en": "U", "name_fr": "U", "colour": "u"}
    return intern(LabelValue(Classification.objects.create(policy=policy, rank=0, **shown), party))


def _asker(party: Party) -> User:
    person = Person.objects.create(family_name="Finder", organisation=party)
    person.nationalities.add(party)
    team = Team.objects.create(name="finder", kind=Team.Kind.PERSONAL, title="Finder", party=party)
    user = User.objects.create(username="finder", email="finder@example.org", person=person, personal_team=team)
    user.groups.add(team)
    grant(Role.STAFF_OFFICER, team, party, by=SYSTEM, reason="benchmark")
    return user


def _day(chance: random.Random) -> date:
    return FIRST + timedelta(days=chance.randrange(HORIZON))


def _calendars(nations: list[Party], label: Label, chance: random.Random) -> None:
    """Eighteen holidays each, and two blackout periods of a week."""
    for party in nations:
        days = sorted({_day(chance) for _ in range(18)})
        Holiday.objects.bulk_create(
            Holiday(party=party, day=day, source_day=day, name_en="Holiday", source="nation") for day in days
        )
        starts = [_day(chance) for _ in range(2)]
        Blackout.objects.bulk_create(
            Blackout(owner=party, label=label, title="Closed", starts_on=day, ends_on=day + timedelta(days=6))
            for day in starts
        )


def _exchanges(host: Party, nations: list[Party], label: Label, asker: User, chance: random.Random) -> None:
    program = Program.objects.create(owner=host, title="Finder", label=label)
    grant(Role.PLANNER, asker.personal_team, program, by=SYSTEM, reason="benchmark")
    for number in range(EXCHANGES):
        day, party = _day(chance), nations[number % NATIONS]
        dates = {"starts_on": day, "ends_on": day + timedelta(days=9), "zone": "UTC", "state": "planned"}
        row = Exchange.objects.create(
            program=program, host=party, title=f"Exchange {number}", kind="livex", label=label, **dates
        )
        inherit(row, program)


def _resources(nations: list[Party], label: Label) -> list[Resource]:
    return [
        _resource(nations[number % NATIONS], label, kind="simulator", name=f"Simulator {number}")
        for number in range(RESOURCES)
    ]


def _people(host: Party, label: Label) -> list[Resource]:
    people = [Person.objects.create(family_name=f"Key {number}", organisation=host) for number in range(PEOPLE)]
    return [_resource(host, label, kind="person", name=str(person), person=person) for person in people]


def _resource(owner: Party, label: Label, **facts: Any) -> Resource:
    shown = {"label": label, "bookings_label": label, "publishes_busy": True, "zone": "UTC"}
    made: Resource = Resource.objects.create(owner=owner, **shown, **facts)
    return made


def _bookings(things: list[Resource], label: Label, chance: random.Random) -> None:
    """Each is taken some 26 times for three to six days, never twice at once."""
    step = HORIZON // TAKEN
    rows = []
    for each in things:
        for number in range(TAKEN):
            first = FIRST + timedelta(days=number * step + chance.randrange(step // 2))
            starts, ends = (midnight(day, UTC_ZONE) for day in (first, first + timedelta(days=chance.randrange(3, 7))))
            facts = {"starts_at": starts, "ends_at": ends, "occupies": DateTimeTZRange(starts, ends)}
            flags = {"is_all_day": True, "is_pooled": False, "state": "firm", "decision": "approved"}
            rows.append(Booking(resource=each, label=label, title="Taken", **facts, **flags))
    Booking.objects.bulk_create(rows)
