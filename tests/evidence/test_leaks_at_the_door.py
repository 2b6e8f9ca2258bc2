"""What the door of a page lets through: who is sent away, who finds nothing, who may look and not touch."""

import pytest
from django.http import HttpResponse
from django.urls import path

from accounts.models import Party
from clearances.decorators import guarded, office, own
from clearances.roles import Role
from exchanges.models import Exchange
from tests import factories as make
from tests.asking import HTML, strong

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@guarded(Exchange, "view", many=True)
def listed(request, exchanges):
    return HttpResponse(" ".join(sorted(exchanges.values_list("title", flat=True))))


@guarded(Exchange, "view", key="reference")
def shown(request, exchange):
    return HttpResponse(exchange.title)


@guarded(Exchange, "change", key="reference")
def changed(request, exchange):
    return HttpResponse(f"changed {exchange.title}")


@office("accounts.release", Party)
def released(request, parties):
    return HttpResponse(" ".join(party.code for party in parties))


@own
def mine(request):
    return HttpResponse(f"of {request.user.pk}")


urlpatterns = [
    path("listed/", listed),
    path("shown/<str:reference>/", shown),
    path("changed/<str:reference>/", changed),
    path("released/", released),
    path("mine/", mine),
    path("accounts/login/", lambda request: HttpResponse("sign in"), name="account_login"),
]
handler403 = handler404 = "tests.evidence.test_leaks_at_the_door.refused"


def refused(request, exception):
    return HttpResponse("no", status=403 if "Permission" in type(exception).__name__ else 404)


@pytest.fixture
def exchange():
    return make.ExchangeFactory(title="Brave Tern")


def colleague(exchange):
    """Somebody whom every label of the host's lets read, and whom nobody has told."""
    return make.UserFactory(person__organisation=exchange.host)


def read(client, address):
    response = client.get(address, **HTML)
    return response.status_code, response.content.decode()


def test_a_list_holds_what_its_reader_may_see(exchange, signed_in):
    make.ExchangeFactory(title="Grey Seal")

    assert read(strong(signed_in, make.member(Role.PLANNER, exchange)), "/listed/") == (200, "Brave Tern")
    assert read(strong(signed_in, colleague(exchange)), "/listed/") == (200, "")


def test_a_hidden_row_is_one_that_never_was(exchange, signed_in):
    stranger = strong(signed_in, colleague(exchange))

    for page in ("shown", "changed"):
        found = read(stranger, f"/{page}/{exchange.reference}/")
        assert found == read(stranger, f"/{page}/ZZZZ-ZZ/") == (404, "no")


def test_a_label_hides_a_row_from_whoever_needs_to_know_it(signed_in):
    exchange = make.ExchangeFactory(title="Brave Tern")
    elsewhere = make.member(Role.PLANNER, exchange, organisation=make.NationFactory())

    assert read(strong(signed_in, elsewhere), f"/shown/{exchange.reference}/") == (404, "no")


def test_what_may_be_seen_and_not_touched_says_so(exchange, signed_in):
    member = strong(signed_in, make.member(Role.CELL_MEMBER, exchange))
    planner = strong(signed_in, make.member(Role.PLANNER, exchange))

    assert read(member, f"/shown/{exchange.reference}/") == (200, "Brave Tern")
    assert read(member, f"/changed/{exchange.reference}/") == (403, "no")
    assert read(planner, f"/changed/{exchange.reference}/") == (200, "changed Brave Tern")


def test_an_office_is_a_page_for_those_who_hold_it(signed_in):
    nation, other = make.NationFactory(), make.NationFactory()
    officer = strong(signed_in, make.member(Role.RELEASING_OFFICER, nation))

    assert read(officer, "/released/") == (200, nation.code)
    assert read(strong(signed_in, make.member(Role.AUDITOR, other)), "/released/") == (404, "no")


@pytest.mark.parametrize("address", ["/listed/", "/shown/{}/", "/changed/{}/", "/released/", "/mine/"])
def test_nobody_gets_in_without_signing_in(exchange, client, address):
    response = client.get(address.format(exchange.reference), **HTML)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")
