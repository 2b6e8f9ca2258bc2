"""Many at once on one slot, in transactions that really commit."""

import threading

from django.db import connection

from clearances.roles import Role
from clearances.subjects import acting_as
from resources import services
from resources.models import Booking
from resources.services import NotAvailable
from tests import factories as make
from tests.resources.world import build, officer, window
from tests.roles import as_system

RACERS = 8


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
