"""40 racers on one slot, round after round: nobody may get what another has, and nobody may wait for ever.

``main()`` runs where ``benchmarks.run`` does, and alone: ``ROUNDS=1000 RACERS=40 python -m benchmarks bookings``.
"""

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.db import OperationalError, connection
from django.db.models import F, Q

from accounts.models import Party, Person, Team, User
from benchmarks.doors import without_security
from benchmarks.report import Line
from clearances.guards import SYSTEM
from clearances.labels import LabelValue, intern
from clearances.models import Classification, Policy
from clearances.roles import Role
from clearances.services import grant, inherit
from clearances.subjects import acting_as
from exchanges.models import Exchange, ExchangeContent
from programs.models import Program
from resources.models import Booking, Resource
from resources.services import NotAvailable, book
from resources.windows import Window

ROUNDS, RACERS = int(os.environ.get("ROUNDS", "1000")), int(os.environ.get("RACERS", "40"))
HOUR = timedelta(hours=1)


def main() -> int:
    """Exit code 1 if there is an overlap, a deadlock, or a slot that nobody got."""
    with without_security():
        planner, exchanges, resource = _arrange()
    outcomes, seconds = _race(planner, exchanges, resource)
    with without_security():
        found = list(_judged(resource, outcomes, seconds))
    for line in found:
        print(f"{line}  {'pass' if line.is_met else 'FAIL'}", flush=True)
    return 0 if all(line.is_met for line in found) else 1


def _arrange() -> tuple[User, list[Exchange], Resource]:
    """One party that plans an exchange for each racer, and owns what they all want."""
    party = Party.objects.create(
        code="RACE", is_nation=True, name_en="Race", name_fr="Course", zone="UTC", is_fictitious=True
    )
    policy = Policy.objects.create(code="RACE", owner=party, clearance_from=1, second_factor_from=1)
    shown = {"code": "U", "name_en": "U", "name_fr": "U", "colour": "u"}
    label = intern(LabelValue(Classification.objects.create(policy=policy, rank=0, **shown), party))
    planner = _planner(party)
    program = Program.objects.create(owner=party, title="Race", label=label)
    dates = {"starts_on": date(2030, 1, 1), "ends_on": date(2030, 1, 9), "zone": "UTC", "state": "planned"}
    exchanges = [
        Exchange.objects.create(program=program, host=party, title=f"Race {n}", kind="livex", label=label, **dates)
        for n in range(RACERS)
    ]
    ExchangeContent.objects.bulk_create(ExchangeContent(exchange=each, label=label) for each in exchanges)
    grant(Role.STAFF_OFFICER, planner.personal_team, party, by=SYSTEM, reason="race")
    grant(Role.PLANNER, planner.personal_team, program, by=SYSTEM, reason="race")
    for each in exchanges:
        inherit(each, program)
    resource = Resource.objects.create(
        owner=party, kind="area", name="Range", zone="UTC", label=label, bookings_label=label
    )
    return planner, exchanges, resource


def _planner(party: Party) -> User:
    person = Person.objects.create(family_name="Racer", organisation=party)
    person.nationalities.add(party)
    team = Team.objects.create(name="racer", kind=Team.Kind.PERSONAL, title="Racer", party=party)
    user = User.objects.create(username="racer", email="racer@example.org", person=person, personal_team=team)
    user.groups.add(team)
    return user


def _race(planner: User, exchanges: list[Exchange], resource: Resource) -> tuple[Counter[str], float]:
    """What came out for each racer in each round. All of them wait at the gate before each."""
    outcomes: Counter[str] = Counter()
    gate, begin = threading.Barrier(len(exchanges)), datetime.now(UTC).replace(minute=0, second=0, microsecond=0)

    def run(exchange: Exchange) -> None:
        user = User.objects.select_related("person__organisation").get(pk=planner.pk)
        for number in range(ROUNDS):
            window = Window(begin + number * HOUR, begin + (number + 1) * HOUR, False)
            gate.wait()
            outcomes[_try(user, exchange, resource, window)] += 1
        connection.close()

    threads = [threading.Thread(target=run, args=(exchange,)) for exchange in exchanges]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes, time.monotonic() - started


def _try(user: User, exchange: Exchange, resource: Resource, window: Window) -> str:
    try:
        with acting_as(user):
            book([resource], window=window, exchange=exchange, by=user)
    except NotAvailable:
        return "not available"
    except OperationalError as problem:
        return "deadlock" if "deadlock" in str(problem) else "failed"
    return "booked"


def _judged(resource: Resource, outcomes: Counter[str], seconds: float) -> Iterator[Line]:
    rows = Booking.objects.filter(resource=resource)
    pairs = rows.filter(
        Q(resource__bookings__starts_at__lt=F("ends_at"), resource__bookings__ends_at__gt=F("starts_at"))
        & ~Q(resource__bookings__pk=F("pk"))
    )
    who, tries = f"{RACERS} racers", ROUNDS * RACERS
    yield Line(who, "overlaps", pairs.count(), "pairs", most=0)
    yield Line(who, "deadlocks and failures", outcomes["deadlock"] + outcomes["failed"], "", most=0)
    yield Line(who, "slots that somebody got", rows.count() / ROUNDS, "a round", most=1, least=1)
    yield Line(who, "answered", sum(outcomes.values()) / tries, "of all", least=1)
    yield Line(who, "booked or refused", tries / seconds, "a second")
