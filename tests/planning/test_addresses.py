"""Addresses that hold what no link of ours would: they are read as if they held nothing, or refused in words."""

from datetime import date

import pytest
from django.urls import reverse

from planning.models import SavedView
from programs.references import reference_in
from resources.windows import Window
from tests.resources.world import build

pytestmark = pytest.mark.django_db
NOTHING = ["x" * 5000, "K7QF-4", "K7QF-4M-"]


def test_what_is_no_reference_is_never_asked_of_the_database(signed_in):
    world = build()
    client, area = signed_in(world.planner), world.resource()
    for text in NOTHING:
        assert reference_in(text) is None
        pages = [
            (reverse("planning:find"), "exchange"),
            (reverse("resources:book", args=[area.pk]), "exchange"),
            (reverse("planning:reschedule", args=[world.exchange.reference]), "host"),
        ]
        assert {client.get(address, {name: text}).status_code for address, name in pages} == {200}
    found = client.get(reverse("planning:find"), {"exchange": world.exchange.reference.lower()})
    assert found.context["exchange"] == world.exchange


def test_a_view_is_kept_and_forgotten_under_names_that_can_be_one(signed_in):
    client = signed_in(build().planner)
    forget, keep = reverse("planning:delete_view"), reverse("planning:save_view")
    assert {client.post(forget, {"name": text}).status_code for text in [*NOTHING, "\0"]} == {302}
    assert {client.post(keep, {"name": text, "query": "a=b&" * 50}).status_code for text in [*NOTHING, "\0"]} == {302}
    assert [view.name for view in SavedView.objects.all()] == ["K7QF-4", "K7QF-4M-"]


def test_dates_that_a_booking_cannot_follow_are_refused_in_words(signed_in):
    world = build()
    client, address = signed_in(world.planner), reverse("planning:reschedule", args=[world.exchange.reference])
    area = world.resource()
    world.book(area, window=Window.of_days(date(2031, 3, 3), date(2031, 3, 7), area.zone_info))
    far = {"starts_on": "2150-12-01", "ends_on": "2150-12-31"}

    proposed = client.get(address, far)
    assert proposed.status_code == 200
    refusals = {each.text for each in proposed.context["step"].effects}
    assert len(refusals) == 1, refusals
    posted = client.post(address, {**far, "version": world.exchange.version})
    assert posted.status_code == 400
    assert refusals.pop() in posted.content.decode()
