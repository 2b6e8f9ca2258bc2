"""Who imposes a suspension when somebody administers several parties."""

import pytest
from django.urls import reverse

from clearances.guards import SYSTEM
from clearances.models import Suspension
from clearances.roles import Role
from clearances.services import grant
from tests import factories as make
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
