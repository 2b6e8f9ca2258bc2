"""What costs much may be asked so often in a minute, by each person, whatever is found."""

import json
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings as configured
from django.urls import reverse

from clearances.roles import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
MOST = 3


@pytest.fixture
def limited(settings):
    settings.LIMITS = {"find": MOST, "write": MOST}
    settings.CACHES = {"default": {**configured.CACHES["default"], "KEY_PREFIX": uuid4().hex}}  # Nobody else's counts.
    with time_machine.travel("2031-01-10T12:00:20Z", tick=False) as clock:
        yield clock


def test_finding_dates_is_counted_by_person_and_minute_and_says_when_to_ask_again(limited, signed_in):
    host = make.NationFactory(code="HST")
    client, colleague = (signed_in(make.member(Role.PLANNER, make.ExchangeFactory(host=host))) for _ in range(2))
    address = reverse("planning:find")
    asked = {"days": 3, "first": "2031-03-01", "last": "2031-04-01"}

    assert [client.get(address).status_code for _ in range(MOST + 1)] == [200] * (MOST + 1)  # Its form asks nothing.
    found = [client.get(address, asked) for _ in range(MOST)]
    refused = client.get(address, asked)
    refused_too = client.get(reverse("planning:take"), {"title": "x"})
    by_contract = client.post(reverse("api:find-dates"), json.dumps(asked), content_type="application/json")

    assert {response.status_code for response in found} == {200}
    assert {response.status_code for response in (refused, refused_too, by_contract)} == {429}
    assert {response.headers["Retry-After"] for response in (refused, refused_too, by_contract)} == {"40"}
    assert "ask again in 40 seconds" in refused.text
    assert colleague.get(address, asked).status_code == 200
    limited.shift(40)
    assert client.get(address, asked).status_code == 200


def test_writes_through_the_contract_are_counted_whether_or_not_they_touch_anything(limited, signed_in):
    client = signed_in(make.UserFactory())
    address = reverse("api:blackout-detail", args=["7b0e0a1e-0000-4000-8000-000000000000"])

    answers = [client.patch(address, "{}", content_type="application/json") for _ in range(MOST + 1)]

    assert [response.status_code for response in answers] == [*[404] * MOST, 429]
    assert client.get(address).status_code == 404  # Reading isn't counted.


def test_nobody_is_refused_while_the_counts_cannot_be_kept(limited, signed_in, settings):
    broken = {**configured.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/0"}
    settings.CACHES = {"default": broken}
    client = signed_in(make.UserFactory())

    assert {client.get(reverse("planning:find"), {"days": 3}).status_code for _ in range(MOST + 1)} == {400}
