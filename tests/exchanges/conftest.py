"""An exchange whose content two nations may read, and its planner, cleared for all of it."""

from copy import deepcopy

import pytest

from clearances.roles import Role
from tests import factories as make
from tests.exchanges.describing import cleared


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        host, france = make.NationFactory(code="HOS"), make.NationFactory(code="FRA")
        britain = make.NationFactory(code="GBR")
        nations = [france, britain]
        exchange = make.ExchangeFactory(
            program__owner=host,
            title="Joint exercise",
            label=make.label(host, to=nations),
            content__label=make.label(host, "R", to=nations),
            content__description="First paragraph.",
        )
        yield exchange, cleared(make.member(Role.PLANNER, exchange), exchange)


@pytest.fixture
def exchange(arranged):
    return deepcopy(arranged[0])


@pytest.fixture
def planner(arranged):
    return deepcopy(arranged[1])
