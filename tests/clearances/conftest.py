"""Who marks with the label picker: a host, its guest, their group, and an author cleared by the host."""

import pytest

from tests import factories as make


@pytest.fixture
def host():
    return make.NationFactory(code="HST", name_en="Hostland")


@pytest.fixture
def guest():
    return make.NationFactory(code="GST", name_en="Guestland")


@pytest.fixture
def policy(host):
    return make.PolicyFactory(owner=host)


@pytest.fixture
def author(host, policy):
    author = make.UserFactory(person__organisation=host)
    make.clearance(author, policy)
    return author


@pytest.fixture
def quad(guest):
    group = make.GroupFactory(code="QUAD", name_en="Quad")
    make.MembershipFactory(group=group, party=guest)
    make.MembershipFactory(group=group, party=make.NationFactory(code="OTH", name_en="Otherland"))
    return group
