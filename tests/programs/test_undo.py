"""What an undo puts back is shown by the page of its row, once, and by no other."""

import pytest
from django.test import RequestFactory

from programs import undo
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_an_undo_is_offered_once_by_the_page_of_its_row_and_by_no_other():
    row, other = make.NationFactory(), make.NationFactory()
    request = RequestFactory().get("/")
    request.session = {}
    terms = {"url": "/back/", "fields": [("first", "2031-03-10")]}

    undo.offer(request, row, "It is moved.", **terms)
    assert undo.offered(request, row)["fields"] == [["first", "2031-03-10"]]
    assert undo.offered(request, row) is None

    undo.offer(request, row, "It is moved.", **terms)
    assert undo.offered(request, other) is None
    assert undo.offered(request, row) is None, "What another page forgot stays forgotten."
