"""What every page shows around its content: for each role its own places, at a constant price."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clearances.roles import Role
from notifications.services import notify
from tests import factories as make

pytestmark = pytest.mark.django_db


def places(client) -> list[str]:
    return [entry.url for entry in client.get("/people/me/").context["navigation"]]


def test_the_clearances_desk_is_offered_to_administrators_only(signed_in):
    administrator = make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory())

    assert "/clearances/" in places(signed_in(administrator))
    assert "/clearances/" not in places(signed_in(make.UserFactory()))


def test_the_place_one_is_in_is_marked(signed_in):
    navigation = signed_in(make.UserFactory()).get("/inbox/").context["navigation"]

    assert [entry.url for entry in navigation if entry.active] == ["/inbox/"]


def test_a_step_of_an_exchange_belongs_to_the_exchanges_and_not_to_the_board(signed_in):
    exchange = make.ExchangeFactory()
    client = signed_in(make.member(Role.PLANNER, exchange))

    navigation = client.get(reverse("planning:step", args=[exchange.reference, "cancel"])).context["navigation"]

    assert [entry.url for entry in navigation if entry.active] == ["/exchanges/"]


def test_a_page_says_who_one_is(signed_in):
    user = make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory(name_en="Atlantis"))

    me = signed_in(user).get("/people/me/").context["me"]

    assert (me.name, me.role, me.organisation) == (str(user.person), "Security administrator", "Atlantis")


def test_the_shell_costs_the_same_for_twice_as_many_people_and_messages(signed_in):
    exchange = make.ExchangeFactory()
    planner = make.member(Role.PLANNER, exchange, is_demonstration=True)
    client = signed_in(planner)

    counts = []
    for key in ("first", "second"):
        for number in range(3):
            make.member(Role.STAFF_OFFICER, exchange.host, is_demonstration=True)
            notify([planner], "dates_changed", exchange, key=f"{key}:{number}")
        client.get("/people/me/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/people/me/")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 25
