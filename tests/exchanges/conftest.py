"""An exchange whose content two nations may read, and its planner, cleared for all of it."""

import pytest

from clearances.roles import Role
from tests import factories as make
from tests.exchanges.describing import cleared


@pytest.fixture
def exchange():
    host, france = make.NationFactory(code="HOS"), make.NationFactory(code="FRA")
    britain = make.NationFactory(code="GBR")
    nations = [france, britain]
    return make.ExchangeFactory(
        program__owner=host,
        title="Joint exercise",
        label=make.label(host, to=nations),
        content__label=make.label(host, "R", to=nations),
        content__description="First paragraph.",
    )


@pytest.fixture
def planner(exchange):
    return cleared(make.member(Role.PLANNER, exchange), exchange)
