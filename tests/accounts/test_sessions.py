"""Sessions end by themselves: after a quarter of an hour without a request, and after eight hours in any case."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from clearances.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
START = datetime(2031, 3, 1, 8, tzinfo=UTC)


def is_signed_in(client, **headers) -> bool:
    return client.get("/people/me/", headers=headers).status_code == 200


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def test_fifteen_minutes_without_a_request_end_it(signed_in, clock):
    client = signed_in(make.UserFactory())
    assert is_signed_in(client)

    clock.shift(timedelta(minutes=15))
    assert is_signed_in(client)
    clock.shift(timedelta(minutes=15, seconds=31))
    assert not is_signed_in(client)


def test_administrators_have_ten_minutes(signed_in, clock):
    client = signed_in(make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory()))
    assert is_signed_in(client)

    clock.shift(timedelta(minutes=10))
    assert is_signed_in(client)
    clock.shift(timedelta(minutes=10, seconds=31))
    assert not is_signed_in(client)


def test_eight_hours_end_it_however_busy(signed_in, clock):
    client = signed_in(make.UserFactory())

    seen = []
    for _quarter in range(34):
        seen.append(is_signed_in(client))
        clock.shift(timedelta(minutes=14, seconds=30))

    assert seen == [True] * 34
    assert not is_signed_in(client)


def test_a_page_that_refreshes_itself_does_not_keep_the_session_alive(signed_in, clock):
    client = signed_in(make.UserFactory())
    assert is_signed_in(client)

    for _minute in range(15):
        clock.shift(timedelta(minutes=1))
        assert is_signed_in(client, **{"X-Background": "1"})
    clock.shift(timedelta(minutes=1))

    assert not is_signed_in(client)


def test_whoever_was_signed_out_meanwhile_gets_the_whole_entrance_not_a_piece_of_it(signed_in, clock):
    client = signed_in(make.UserFactory())
    is_signed_in(client)
    clock.shift(timedelta(hours=9))

    response = client.get("/inbox/", headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"] == "/accounts/login/?next=/inbox/"
