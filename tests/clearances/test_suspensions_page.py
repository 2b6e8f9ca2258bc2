"""Who may suspend whom, and who imposes it when somebody administers several parties."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from clearances.guards import SYSTEM
from clearances.models import Suspension
from clearances.roles import Role
from clearances.services import grant, suspensions
from clearances.subjects import acting_as
from tests import factories as make
from tests.resources import world
from tests.roles import as_system

pytestmark = pytest.mark.django_db


def test_it_is_imposed_by_the_administrators_own_organisation(signed_in, settings):
    settings.OPERATOR_PARTY = "HST"
    make.NationFactory(code="GST")
    host = make.NationFactory(code="HST", name_en="Hostland")
    earlier = make.NationFactory(code="AAA", name_en="A party that sorts before theirs")
    administrator = make.member(Role.SECURITY_ADMINISTRATOR, host)
    with as_system():
        grant(Role.SECURITY_ADMINISTRATOR, administrator.personal_team, earlier, by=SYSTEM, reason="test")

    answer = signed_in(administrator).post(reverse("clearances:suspend", args=["GST"]), {"reason": "A coup."})

    assert answer.status_code == 302
    with as_system():
        assert Suspension.objects.get().imposed_by == host


def test_administrators_of_others_reach_their_own_agencies_only(signed_in, settings):
    settings.OPERATOR_PARTY = "OPS"
    operator, nation = make.NationFactory(code="OPS"), make.NationFactory(code="HST")
    agency, guest = make.NationFactory(code="HSTNAVY", is_nation=False, nation=nation), make.NationFactory(code="GST")
    administrator = make.member(Role.SECURITY_ADMINISTRATOR, nation)
    browser = signed_in(administrator)

    def said(party):
        return browser.post(reverse("clearances:suspend", args=[party.code]), {"reason": "A coup."}).status_code

    listed = browser.get(reverse("clearances:suspensions")).context_data["parties"]
    assert list(listed) == [agency]
    assert (said(guest), said(operator), said(nation)) == (404, 404, 404)
    with acting_as(administrator), pytest.raises(PermissionDenied):
        suspensions.suspend(guest, imposed_by=nation, reason="A coup.", by=administrator)
    assert said(agency) == 302
    with as_system():
        assert [row.party for row in Suspension.objects.all()] == [agency]


def test_an_operator_that_is_an_agency_is_out_of_its_nations_reach(signed_in, settings):
    settings.OPERATOR_PARTY = "HSTOPS"
    nation = make.NationFactory(code="HST")
    operator = make.NationFactory(code="HSTOPS", is_nation=False, nation=nation)
    agency = make.NationFactory(code="HSTNAVY", is_nation=False, nation=nation)
    administrator = make.member(Role.SECURITY_ADMINISTRATOR, nation)
    browser = signed_in(administrator)

    answer = browser.post(reverse("clearances:suspend", args=["HSTOPS"]), {"reason": "A coup."})

    assert answer.status_code == 404
    assert list(browser.get(reverse("clearances:suspensions")).context_data["parties"]) == [agency]
    with acting_as(administrator), pytest.raises(PermissionDenied):
        suspensions.suspend(operator, imposed_by=nation, reason="A coup.", by=administrator)


def test_what_is_announced_counts_in_the_look_before_for_those_who_read_it(signed_in, settings):
    """A resource hangs from its owner, a party, and parties have no readers of their own."""
    there = world.build()
    there.book(there.resource(), by=there.insider)
    host = there.exchange.host
    settings.OPERATOR_PARTY = host.code
    administrator = make.member(Role.SECURITY_ADMINISTRATOR, host)

    page = signed_in(administrator).get(reverse("clearances:suspend", args=[there.owner.code])).content.decode()
    assert "1 resource" not in page
    assert "1 booking" not in page

    with as_system():
        grant(Role.STAFF_OFFICER, administrator.personal_team, host, by=SYSTEM, reason="test")

    page = signed_in(administrator).get(reverse("clearances:suspend", args=[there.owner.code]))

    assert page.status_code == 200
    assert "1 resource" in page.content.decode()
