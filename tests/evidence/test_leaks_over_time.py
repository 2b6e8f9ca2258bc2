"""What time could tell: a right that outlives its end, an answer that takes longer because there is something."""

from statistics import median
from time import perf_counter

import pytest
from django.utils import timezone

from accounts.models import Party, User
from clearances.guards import SYSTEM
from clearances.models import Clearance
from clearances.roles import Role
from clearances.services import take_back
from exchanges.models import Exchange
from tests import factories as make
from tests.asking import HTML, VARIANTS, ask, strong
from tests.evidence.scale import FULL, counted
from tests.roles import as_system
from tests.world import RIVAL, build

pytestmark = pytest.mark.django_db

PAIRS = 400 if FULL else 12
SECONDS = 0.001 if FULL else 0.05  # A machine that runs other tests meanwhile can't tell milliseconds.


def revoke(user, exchange):
    take_back(Role.PLANNER, user.personal_team, exchange, by=SYSTEM, reason="test")


def suspend_the_party(user, exchange):
    Party.objects.filter(pk=user.person.organisation_id).update(suspended_at=timezone.now())


def leave(user, exchange):
    User.objects.filter(pk=user.pk).update(is_active=False)


def end_the_clearance(user, exchange):
    Clearance.objects.filter(person=user.person).update(status="revoked", ended_at=timezone.now())


def raise_the_label(user, exchange):
    secret = make.label(exchange.host, "S", compartments=["CYBER"])
    Exchange._base_manager.filter(pk=exchange.pk).update(label=secret)


@pytest.mark.parametrize("end", [revoke, suspend_the_party, leave, end_the_clearance, raise_the_label])
def test_what_is_taken_back_is_closed_at_the_next_request(end, signed_in):
    exchange = make.ExchangeFactory(title="Brave Tern")
    with as_system():
        Exchange._base_manager.filter(pk=exchange.pk).update(label=make.label(exchange.host, "C"))
    planner = make.member(Role.PLANNER, exchange)
    make.clearance(planner, make.PolicyFactory(owner=exchange.host), "S")
    client = strong(signed_in, planner)
    asked = [
        (f"/exchanges/{exchange.reference}/", HTML),
        ("/exchanges/", VARIANTS["htmx"]),
        (f"/api/v1/exchanges/{exchange.reference}/", VARIANTS["json"]),
    ]
    for address, headers in asked:
        assert "Brave Tern" in ask(client, "get", address, headers).content.decode(), address

    with as_system():
        end(planner, exchange)

    for address, headers in asked:
        assert "Brave Tern" not in ask(client, "get", address, headers).content.decode(), address


def test_a_hidden_row_takes_as_long_as_none(signed_in):
    """Asked alternately, so that whatever else the machine does falls on both alike."""
    world = build()
    client = strong(signed_in, world.principals[RIVAL])
    asked = [f"/exchanges/{reference}/" for reference in (world.exchange.reference, "ZZZZ-ZZ")]
    for address in asked:
        ask(client, "get", address, HTML)

    took = [[timed(client, address) for address in asked] for _pair in range(PAIRS)]
    apart = abs(median(hidden - never for hidden, never in took))

    counted("leaks: pairs of times", PAIRS, [apart] if apart > SECONDS else [])


def timed(client, address):
    began = perf_counter()
    ask(client, "get", address, HTML)
    return perf_counter() - began
