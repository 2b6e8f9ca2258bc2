"""What is marked anew is called by what it belongs to and what it is, as far as the reader sees it."""

import pytest
from django.urls import reverse

from clearances.roles import Role
from clearances.subjects import acting_as
from exchanges.models import ExchangeContent
from releases import targets
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def exchange():
    return make.ExchangeFactory(title="Quicksilver")


@pytest.fixture
def content(exchange):
    with as_system():
        return ExchangeContent.objects.select_related("exchange", "label").get(exchange=exchange)


def test_a_planner_reads_the_title_and_the_part(exchange, content):
    planner = make.member(Role.PLANNER, exchange)

    with acting_as(planner):
        names = [targets.named(planner, row) for row in (exchange, content)]

    assert names == ["Quicksilver: cover", "Quicksilver: content"]


def test_whoever_may_not_see_the_cover_reads_no_title(content):
    stranger = make.UserFactory()

    with acting_as(stranger):
        assert targets.named(stranger, content) == "content"


def test_what_is_gone_has_no_name_and_leads_home(content):
    stranger = make.UserFactory()

    assert (targets.named(stranger, None), targets.page_of(stranger, None)) == ("", reverse("portal:home"))
