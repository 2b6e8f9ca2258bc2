"""The banner: the high-water mark of everything a page shows, at its top and its bottom."""

import pytest
from django.http import HttpResponse
from django.template import Context, Template, engines
from django.urls import path

from clearances import context
from clearances.decorators import own
from clearances.roles import Role
from clearances.subjects import acting_as
from config.urls import urlpatterns as real
from exchanges.models import Exchange, ExchangeContent
from notifications.services import notify
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
TABLE = "{% for row in rows %}<p>{{ row }}</p>{% endfor %}"
PAGE = "{% extends 'base.html' %}{% block content %}" + TABLE + "{% endblock %}"


@own
def page(request):
    """Loads its rows only while the template is being made."""
    rows = Exchange.objects.for_user(request.user)
    return HttpResponse(engines["django"].from_string(PAGE).render({"rows": rows}, request))


@own
def fragment(request):
    rows = ExchangeContent.objects.for_user(request.user)
    return HttpResponse(engines["django"].from_string(TABLE).render({"rows": rows}, request))


@own
def lower(request):
    return HttpResponse("<p>Nothing marked</p>")


urlpatterns = [*real, path("page/", page), path("fragment/", fragment), path("lower/", lower)]


@pytest.fixture
def planner():
    host = make.NationFactory(name_en="Atlantis")
    exchange = make.ExchangeFactory(
        program__owner=host, label=make.label(host, "R"), content__label=make.label(host, "C")
    )
    planner = make.member(Role.PLANNER, exchange)
    make.clearance(planner, exchange.label.policy)
    return planner


def markings(response) -> list[str]:
    html = response.content.decode()
    return [part.split("<span", 1)[1].split(">", 1)[1].split("</span>")[0] for part in html.split('id="marking-')[1:]]


def test_rows_that_only_the_template_loads_raise_both_banners(planner, signed_in):
    response = signed_in(planner).get("/page/")

    assert len(markings(response)) == 2
    assert {text.split(" for ")[0] for text in markings(response)} == {markings(response)[0].split(" for ")[0]}
    assert " R " in f" {markings(response)[0]} "
    assert "marking-cui" in response.content.decode()


def test_a_page_that_shows_nothing_marked_says_so(planner, signed_in):
    assert markings(signed_in(planner).get("/people/me/")) == ["Nothing on this page is marked"] * 2


def test_a_fragment_raises_the_banner_of_the_page_around_it(planner, signed_in):
    response = signed_in(planner).get("/fragment/", headers={"HX-Request": "true"})

    assert len(markings(response)) == 2
    assert response.content.decode().count('hx-swap-oob="true"') == 2
    assert "marking-c " in response.content.decode()


def test_a_fragment_never_lowers_the_banner_below_what_the_page_shows_already(planner, signed_in):
    client = signed_in(planner)
    with acting_as(planner):
        content = ExchangeContent.objects.for_user(planner).get()

    response = client.get("/lower/", headers={"HX-Request": "true", "X-Labels": f"{content.label_id},x,999999"})

    assert "marking-c " in response.content.decode()


def test_a_whole_page_brings_its_own_banners_only(planner, signed_in):
    response = signed_in(planner).get("/page/", headers={"HX-Request": "true"})

    assert len(markings(response)) == 2
    assert "hx-swap-oob" not in response.content.decode()


def test_a_label_that_the_reader_may_not_see_cannot_be_tried_out(planner, signed_in):
    hidden = make.label(make.NationFactory(name_en="Lemuria"), "S")

    response = signed_in(planner).get("/fragment/", headers={"HX-Request": "true", "X-Labels": str(hidden.pk)})

    assert "Lemuria" not in response.content.decode()
    assert "marking-c " in response.content.decode()


def test_counting_unread_messages_does_not_mark_the_page(planner, signed_in):
    with acting_as(planner):
        exchange = Exchange.objects.for_user(planner).get()
    notify([planner], "dates_changed", exchange, key="test")

    response = signed_in(planner).get("/people/me/")

    assert "sidebar-count" in response.content.decode()
    assert markings(response) == ["Nothing on this page is marked"] * 2


def test_no_content_can_stand_where_the_banner_stands():
    template = Template("{% marked_page %}{% marking_banner 'top' %}{{ text }}{% endmarked_page %}")

    with context.noting_labels():
        html = template.render(Context({"text": "[0:top]"}))

    assert "[0:top]" in html
    assert html.count("<section") == 1
