"""Pages by key: both ways through a list, in either order."""

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict

from exchanges.models import Exchange
from programs.pages import Page, page_of
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("is_falling", "order"), [(False, ["starts_on", "pk"]), (True, ["-starts_on", "-pk"])])
def test_pages_lead_forth_and_back_without_a_gap_in_either_order(is_falling, order):
    for number in range(7):
        make.ExchangeFactory(starts_on=date(2031, 3, 1 + number // 2))

    def at(address: str) -> Page:
        return page_of(Exchange.objects.all(), QueryDict(address[1:]), key="starts_on", size=3, is_falling=is_falling)

    with as_system():
        page, forth = at(""), []
        assert page.previous == ""
        while True:
            forth += _keys(page)
            if not page.next:
                break
            page = at(page.next)
        back = _keys(page)
        while page.previous:
            page = at(page.previous)
            back = _keys(page) + back
        assert forth == back == list(Exchange.objects.order_by(*order).values_list("pk", flat=True))


def _keys(page: Page) -> list[Any]:
    return [row.pk for row in page.rows]
