"""Two planners at once, in transactions that really commit."""

import threading
from datetime import date

from django.db import connection

from clearances.roles import Role
from clearances.subjects import acting_as
from exchanges.models import Exchange
from planning import services
from programs.versions import Stale
from tests import factories as make
from tests.roles import as_system


def test_of_two_moves_at_the_same_time_one_counts_and_the_other_is_told(committed):
    exchange = make.ExchangeFactory()
    planners = [make.member(Role.PLANNER, exchange) for _ in range(2)]
    gate, outcomes = threading.Barrier(2), []

    def move(planner, day: int) -> None:
        gate.wait()
        try:
            with acting_as(planner):
                services.move(exchange, starts_on=date(2031, 4, day), ends_on=date(2031, 4, day), version=1, by=planner)
            outcomes.append(day)
        except Stale as stale:
            outcomes.append(f"stale, now {stale.row.starts_on.day}")
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=(planner, day)) for day, planner in enumerate(planners, start=1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with as_system():
        stored = Exchange.objects.get(pk=exchange.pk)
    day = stored.starts_on.day
    assert sorted(map(str, outcomes)) == [str(day), f"stale, now {day}"]
    assert stored.version == 2
