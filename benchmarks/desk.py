"""One exchange with 60 delegations, 600 entries in threads and 300 files: what its pages ask and take.

``main()`` runs where ``benchmarks.run`` does, and alone: ``python -m benchmarks desk``. The functions that gather what
the pages show, as the planner's own role; each is asked for half of the delegations too, and must ask as often. Sending
sixty invitations counts from the order to the last one being sent, by the worker's own function.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Party, Person, Team, User
from benchmarks.cases import Case
from benchmarks.doors import without_security
from benchmarks.measure import alternately
from benchmarks.report import Line, show
from clearances.guards import SYSTEM
from clearances.labels import LabelValue, intern
from clearances.models import Classification, Policy
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as
from commitments import given, promised
from commitments.parties import partners_delegations
from exchanges.models import Exchange
from exchanges.services import create_exchange
from files.models import PacketFile
from jobs import services as jobs
from jobs.models import OutboxItem
from participants import services
from participants.matrix import matrix
from participants.models import Invitation, Reply
from participants.packets import invitations_of
from programs.models import Program
from threads import reading as threads
from threads.models import Thread, ThreadEntry

NATIONS, ENTRIES, FILES = 60, 10, 5  # Entries and files of each nation.
SENT_WITHIN = 5.0  # Seconds.
FIRST = date(2030, 5, 1)


def main() -> int:
    """Exit code 1 if a page asks more for more delegations, or sending takes longer than promised."""
    with without_security():
        planner, exchange = _arrange()
    lines = [_sent(planner, exchange)]
    with without_security():
        _fill(exchange, planner, first=True)
    half = _counted(planner, exchange)
    with without_security():
        _fill(exchange, planner, first=False)
    lines += _measured(planner, exchange, half)
    show(lines, has_targets=True)
    return 0 if all(line.is_met for line in lines) else 1


def _pages(planner: User, exchange: Exchange) -> dict[str, Callable[[], Any]]:
    one = Party.objects.get(code="D000")
    year, this = FIRST.year, datetime.now(UTC).year
    return {
        "overview": lambda: invitations_of(planner, exchange),
        "matrix": lambda: matrix(planner, exchange),
        "threads": lambda: threads.shown(list(threads.listed(planner, threads.of_exchange(planner, exchange)))),
        "partners": lambda: promised.by_partner(planner, partners_delegations(planner), year),
        "given to one": lambda: given.to_partner(planner, partners_delegations(planner, one), this),
    }


def _counted(planner: User, exchange: Exchange) -> dict[str, int]:
    found = {}
    with acting_as(planner):
        for name, page in _pages(planner, exchange).items():
            page()
            with CaptureQueriesContext(connection) as captured:
                page()
            found[name] = len(captured)
    return found


def _measured(planner: User, exchange: Exchange, half: dict[str, int]) -> Iterator[Line]:
    whole = _counted(planner, exchange)
    with acting_as(planner):
        medians = alternately(Case("desk", _pages(planner, exchange), 0))
    for name, taken in medians.items():
        yield Line(f"{NATIONS} delegations", name, taken, "ms", medians=medians)
        yield Line(f"{NATIONS} delegations", f"{name}: queries", whole[name], "", most=half[name])


def _sent(planner: User, exchange: Exchange) -> Line:
    with acting_as(planner):
        drafts = list(Invitation.objects.for_user(planner).filter(delegation__exchange=exchange))
        began = time.perf_counter()
        services.order_sending(exchange, drafts, by=planner)
    with without_security():
        waiting = list(OutboxItem.objects.filter(kind="invitation", state="pending").values_list("pk", flat=True))
    jobs.deliver(waiting)
    spent = time.perf_counter() - began
    with without_security():
        assert Invitation.objects.filter(state="issued").count() == NATIONS
    return Line(f"{NATIONS} nations", "invitations sent", spent, "s", most=SENT_WITHIN)


def _arrange() -> tuple[User, Exchange]:
    host = _party("DHST", "Host")
    nations = [_party(f"D{number:03}", f"Nation {number:03}") for number in range(NATIONS)]
    policy = Policy.objects.create(code="DHST", owner=host, clearance_from=1, second_factor_from=1)
    shown = {"code": "U", "name_en": "U", "name_fr": "U", "colour": "u"}
    level = Classification.objects.create(policy=policy, rank=0, **shown)
    label = intern(LabelValue(level, host, parties=frozenset(nations)))
    planner = _person(host, Team.Kind.PERSONAL)
    program = Program.objects.create(owner=host, title="Desk", label=label)
    grant(Role.PLANNER, planner.personal_team, program, by=SYSTEM, reason="benchmark")
    dates = {"starts_on": FIRST, "ends_on": date(2030, 5, 14)}
    exchange = create_exchange(
        program=program, kind="livex", title="Sixty", host=host, label=label, state="planned", by=SYSTEM, **dates
    )
    for nation in nations:
        _person(nation, Team.Kind.DELEGATION)
        services.invite(exchange, party=nation, seats=20, reply_by=date(2030, 2, 1), message="Welcome.", by=SYSTEM)
    return planner, exchange


def _party(code: str, name: str) -> Party:
    return Party.objects.create(code=code, is_nation=True, name_en=name, name_fr=name, zone="UTC", is_fictitious=True)


def _person(party: Party, kind: str) -> User:
    person = Person.objects.create(family_name=party.code, organisation=party)
    person.nationalities.add(party)
    name = f"liaisons:{party.code}" if kind == Team.Kind.DELEGATION else f"desk {party.code}"
    team = Team.objects.create(name=name, kind=kind, title=party.code, party=party)
    own = (
        team
        if kind == Team.Kind.PERSONAL
        else Team.objects.create(name=f"own {party.code}", kind="personal", title="x", party=party)
    )
    user = User.objects.create(username=party.code, email=f"{party.code}@example.org", person=person, personal_team=own)
    user.groups.add(team, own)
    return user


def _fill(exchange: Exchange, planner: User, *, first: bool) -> None:
    """An answer, a thread and files of half of the nations: the first half, or the second."""
    rows = list(exchange.delegations.filter(is_host=False).select_related("label").order_by("party__code"))
    chosen = rows[: NATIONS // 2] if first else rows[NATIONS // 2 :]
    Invitation.objects.filter(delegation__in=chosen).update(state="accepted")
    terms = {"numbers": [{"category": "participants", "least": 3, "most": 9}]}
    for row in chosen:
        Reply.objects.create(
            delegation=row, label=row.label, answer="accepted", seats=9, replied_by=planner, terms=terms
        )
    threads_of = [Thread(delegation=row, label=row.label, subject="Ammunition", opened_by=planner) for row in chosen]
    Thread.objects.bulk_create(threads_of)
    ThreadEntry.objects.bulk_create(
        ThreadEntry(thread=each, label=each.label, text="Which?", written_by=planner)
        for each in threads_of
        for _number in range(ENTRIES)
    )
    facts = {"name": "x.txt", "heading": "x", "size": 1, "digest": "0" * 64, "kind": "text", "added_by": planner}
    PacketFile.objects.bulk_create(
        PacketFile(delegation=row, label=row.label, title=f"File {number}", is_from_host=True, **facts)
        for row in chosen
        for number in range(FILES)
    )


__all__ = ["main"]
