"""An address that can't stand for anything is answered as any other such address, and never with an error of ours."""

import pytest
from django.urls import reverse

from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.services import grant
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db
NULL = "%00"


def test_a_null_character_is_nobodys_address(signed_in):
    host = make.NationFactory(code="HOS")
    user = make.member(Role.SECURITY_ADMINISTRATOR, host)
    with as_system():
        grant(Role.STAFF_OFFICER, user.personal_team, host, by=SYSTEM, reason="test")
    browser = signed_in(user)

    for route in ("releases:nation", "releases:download", "clearances:suspend"):
        address = reverse(route, args=["Q"])
        assert browser.get(NULL.join(address.rsplit("Q", 1))).status_code == 404
    for query in ("exchange=" + NULL, NULL + "=1"):
        assert browser.get(f"{reverse('planning:find')}?{query}").status_code == 400
