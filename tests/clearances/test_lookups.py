"""How a list of labels goes into a query, which must change nothing about what it answers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearances.guards import can
from clearances.roles import Role
from clearances.subjects import acting_as
from exchanges.models import Exchange
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_of_one_row_no_label_is_estimated_and_the_answer_is_the_lists():
    exchange, other = make.ExchangeFactory(), make.ExchangeFactory()
    user = make.member(Role.CELL_MEMBER, exchange)

    with acting_as(user), CaptureQueriesContext(connection) as asked:
        listed = set(Exchange.objects.for_user(user))
        answers = [can(user, "view", row) for row in (exchange, other)]
        by_name = list(Exchange.objects.for_user(user).filter(reference__in=[exchange.reference, other.reference]))

    assert (listed, answers, by_name) == ({exchange}, [True, False], [exchange])
    asking = [query["sql"] for query in asked if '"label_id" = ANY' in query["sql"]]
    ways = ["(SELECT '{" in sql.split('"label_id" = ANY', 1)[1] for sql in asking]
    assert ways == [False, True, True, False]
