"""The contract about serials: the same rows and partners as the pages show, and no way to ask about others."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.serials.planning import closed, plan, world

pytestmark = pytest.mark.django_db


def test_a_nation_reads_its_serials_and_cannot_ask_about_others(signed_in):
    made = world()
    hidden = plan(made, "Red cell", label=closed(made), place="Bunker 9")
    seen = plan(made, "Brief", 11, 12, lead=make.NationFactory(code="XLD"), units="1st Company\n2nd Company")
    client, listed = signed_in(made.liaisons["XAA"]), reverse("api:serial-list")

    (row,) = client.get(listed).json()["results"]

    assert (row["id"], row["lead"], row["after"]) == (str(seen.pk), None, [])
    assert (row["starts_at"], row["units"]) == ("2031-03-03T11:00:00Z", ["1st Company", "2nd Company"])
    assert client.get(reverse("api:serial-detail", args=[hidden.pk])).status_code == 404
    assert client.get(listed, {"place": "Bunker 9"}).status_code == 400
    assert client.get(listed, {"first": "2031-03-03T12:00:00Z"}).json()["results"] == []
    elsewhere = client.get(listed, {"exchange": make.ExchangeFactory().reference}).json()["results"]
    assert elsewhere == client.get(listed, {"exchange": "ZZZZ-ZZ"}).json()["results"] == []
