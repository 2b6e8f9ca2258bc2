"""The pages of milestones as people use them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clearances.subjects import acting_as
from milestones import services, shipped
from milestones.models import Milestone, MilestoneTemplate
from participants.states import State as Invited
from tests import factories as make
from tests.milestones.world import add, build, content, stored

pytestmark = pytest.mark.django_db


def tab(world):
    return reverse("milestones:index", args=[world.exchange.reference])


def test_a_template_is_shown_with_its_dates_then_planned(signed_in):
    world = build()
    client, url = signed_in(world.planner), reverse("milestones:apply", args=[world.exchange.reference])

    page = client.get(url, {"template": "africom"}).content.decode()
    answer = client.post(f"{url}?template=africom", {"step": ["MPE", "FPE"]}, follow=True)

    assert "01 OCT 2030" in page
    with acting_as(world.planner):
        assert set(Milestone.objects.values_list("code", flat=True)) == {"MPE", "FPE"}
    assert "The milestones are planned" in answer.content.decode()
    assert client.get(url, {"template": "nothing"}).status_code == 404


def test_a_participant_reads_the_plan_and_is_offered_nothing_to_change(signed_in):
    world = build("XAA")
    world.bring("XAA", Invited.ACCEPTED)
    milestone = add(world)
    client = signed_in(world.liaisons["XAA"])

    page = client.get(tab(world)).content.decode()

    assert milestone.title in page
    assert "Add a milestone" not in page
    assert client.get(reverse("milestones:amend", args=[milestone.pk])).status_code == 403


def test_what_has_no_time_left_is_red_at_once(signed_in):
    world = build()
    add(world, "Diplomatic clearance", on=timezone.localdate() + timedelta(days=9), lead_days=15)

    page = signed_in(world.planner).get(tab(world)).content.decode()

    assert "Out of time" in page
    assert "Takes 15 working days" in page


def test_confirming_without_the_evidence_asked_for_keeps_what_was_typed(signed_in):
    world = build()
    milestone = add(world, asked="Clearance number")
    client, url = signed_in(world.planner), reverse("milestones:done", args=[milestone.pk])

    refused = client.post(url, {"version": 1, "evidence": ""})
    done = client.post(url, {"version": 1, "evidence": "DCN 4711"})
    late = client.post(url, {"version": 1, "evidence": "DCN 4712"})

    assert (refused.status_code, done.status_code, late.status_code) == (400, 302, 409)
    assert stored(milestone).evidence == "DCN 4711"


def test_the_slip_preview_shows_each_milestone_before_anything_moves(signed_in):
    world = build()
    milestone = add(world, "Frequencies cleared")
    url = reverse("planning:reschedule", args=[world.exchange.reference])
    dates = {"version": 1, "starts_on": "2031-03-11", "ends_on": "2031-03-24"}

    page = signed_in(world.planner).post(url, dates).content.decode()

    assert "Frequencies cleared" in page
    assert "16 JAN 2031" in page
    assert stored(milestone).planned_on == date(2031, 1, 6)


def test_the_list_asks_as_often_for_many_as_for_few(signed_in):
    world = build()
    client = signed_in(world.planner)
    counts = []
    for key in ("course", "africom"):
        with acting_as(world.planner):
            services.apply_template(content(world), shipped.template(key), by=world.planner)
        client.get(tab(world))
        with CaptureQueriesContext(connection) as asked:
            client.get(tab(world))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_staff_officer_copies_a_template_and_changes_a_step(signed_in):
    party = make.NationFactory(code="XPL")
    keeper = make.member("staff_officer", party, organisation=party)
    client = signed_in(keeper)

    client.post(reverse("milestones:templates"), {"name": "Ours", "copied": "course", "owner": party.pk})
    with acting_as(keeper):
        row = MilestoneTemplate.objects.get()
    url = reverse("milestones:step", args=[row.pk])
    said = {"version": row.version, "code": "JOIN", "name": "Joining letter", "kind": "milestone", "anchor": "startex"}
    numbers = {"months": 0, "days": -21, "duration": 1, "lead_days": 5, "lead_unit": "working"}
    answer = client.post(f"{url}?step=JOIN", {**said, **numbers}, follow=True)

    assert "Joining letter" in answer.content.decode()
    with acting_as(keeper):
        row.refresh_from_db()
    step = next(said for said in row.steps if said["code"] == "JOIN")
    assert (step["days"], step["name"]["fr"]) == (-21, "Instructions d’arrivée envoyées")
