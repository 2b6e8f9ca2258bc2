"""Who imposes a suspension when somebody administers several parties."""

import pytest
from django.urls import reverse

from clearances.guards import SYSTEM
from clearances.models import Suspension
from clearances.roles import Role
from clearances.services import grant
from tests import factories as make
from tests.resources import world
from tests.roles import as_system

pytestmark = pytest.mark.django_db


def test_it_is_imposed_by_the_administrators_own_organisation(signed_in):
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


def test_what_is_announced_to_everybody_counts_in_the_look_before(signed_in):
    """A resource hangs from its owner, a party, and parties have no readers of their own."""
    there = world.build()
    there.resource()
    host = there.exchange.host
    administrator = make.member(Role.SECURITY_ADMINISTRATOR, host)
    with as_system():
        grant(Role.STAFF_OFFICER, administrator.personal_team, host, by=SYSTEM, reason="test")

    page = signed_in(administrator).get(reverse("clearances:suspend", args=[there.owner.code]))

    assert page.status_code == 200
    assert "1 resource" in page.content.decode()
