"""Many at once on one slot, in transactions that really commit."""

import threading
from datetime import date

from django.db import connection

from clearances.roles import Role
from clearances.subjects import acting_as
from resources import services
from resources.models import Booking
from resources.services import NotAvailable
from tests import factories as make
from tests.resources.world import FIRST, LAST, build, officer, stored, window
from tests.roles import as_system

RACERS, ROUNDS = 8, 6
LATER = date(2031, 5, 5), date(2031, 5, 9)


def test_of_many_who_want_one_slot_one_has_it_and_a_pool_never_gives_more_than_it_has(committed):
    world = build()
    area, pool = world.resource(), world.resource(kind="pool", name="Trucks", quantity=5)
    exchanges = [
        make.ExchangeFactory(program=world.exchange.program, label=world.exchange.label) for _n in range(RACERS)
    ]
    planners = [officer(Role.PLANNER, each, each.host) for each in exchanges]
    gate, outcomes = threading.Barrier(RACERS), []

    def race(planner, exchange, wanted) -> None:
        gate.wait()
        try:
            with acting_as(planner):
                services.book(wanted, window=window(), exchange=exchange, quantity=2, by=planner)
            outcomes.append("booked")
        except NotAvailable:
            outcomes.append("not available")
        finally:
            connection.close()

    def run(wanted) -> list[str]:
        outcomes.clear()
        pairs = zip(planners, exchanges, strict=True)
        threads = [threading.Thread(target=race, args=(*pair, wanted)) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(outcomes)

    assert run([pool]) == ["booked"] * 2 + ["not available"] * (RACERS - 2)
    assert run([area]) == ["booked"] + ["not available"] * (RACERS - 1)
    with as_system():
        assert Booking.objects.filter(resource=area).count() == 1
        assert sum(Booking.objects.filter(resource=pool).values_list("quantity", flat=True)) == 4


def test_two_who_move_crosswise_between_two_resources_never_wait_for_each_other(committed):
    world = build()
    sides = [world.resource(), world.resource(name="Second range")]
    (mine,), (theirs,) = world.book(sides[0]), world.book(sides[1], by=world.insider, window=window(*LATER))
    gate, problems = threading.Barrier(2), []

    def cross(booking, who, span, start) -> None:
        try:
            for turn in range(ROUNDS):
                gate.wait()
                with acting_as(who):
                    target = sides[(start + turn + 1) % 2]
                    services.move(stored(booking), window=window(*span), resource=target, by=who)
        except Exception as problem:  # noqa: BLE001  (Whatever it is: a deadlock above all.)
            problems.append(problem)
            gate.abort()
        finally:
            connection.close()

    pairs = [(mine, world.planner, (FIRST, LAST), 0), (theirs, world.insider, LATER, 1)]
    threads = [threading.Thread(target=cross, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert [stored(each).version for each in (mine, theirs)] == [1 + ROUNDS] * 2
