"""Milestones: planned from templates and by hand, seen by their label, confirmed with evidence, reminded of."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clearances.subjects import acting_as
from milestones import services, shipped, states
from milestones.models import Milestone, MilestoneTemplate
from milestones.services.milestones import Facts
from milestones.services.templates import as_template
from milestones.states import MOVES, State
from milestones.steps import Step
from notifications.models import Notification
from participants.states import State as Invited
from programs.versions import Stale
from tests import factories as make
from tests.milestones.world import add, build, content, stored
from tests.roles import as_system

pytestmark = pytest.mark.django_db


def test_a_template_is_planned_backwards_once_and_never_twice():
    world = build()
    template = shipped.template("africom")
    with acting_as(world.planner):
        first = services.apply_template(content(world), template, by=world.planner)
        second = services.apply_template(content(world), template, by=world.planner)
        days = dict(Milestone.objects.values_list("code", "planned_on"))

    assert (len(first.added), len(second.added), second.skipped) == (12, 0, 12)
    assert days["MPE"] == date(2030, 10, 1)  # STARTEX is 1 March 2031.
    assert days["CDE"] == date(2030, 5, 1)
    assert days["AAR"] == date(2031, 4, 11)  # ENDEX + 30 is Sunday 13 April.


def test_a_participant_sees_milestones_of_the_content_and_no_sign_of_stricter_ones():
    world = build("XAA")
    world.bring("XAA", Invited.ACCEPTED)
    shown = add(world, "Frequencies cleared")
    add(world, "Deception plan", label=make.label(world.exchange.host, "R"))
    liaison = world.liaisons["XAA"]

    with acting_as(liaison):
        assert list(Milestone.objects.for_user(liaison)) == [shown]
        with pytest.raises(PermissionDenied):
            services.confirm(shown, evidence="x", by=liaison)


def test_a_milestone_is_never_more_open_than_the_cover():
    world = build("XAA")

    with pytest.raises(ValidationError) as refused:
        add(world, label=make.label(world.exchange.host, to=[*world_nations(world), make.NationFactory(code="XOT")]))

    assert set(refused.value.message_dict) == {"label"}


def world_nations(world):
    return [world.nation(code) for code in world.liaisons]


@pytest.mark.parametrize("source", list(State))
@pytest.mark.parametrize("target", list(State))
def test_states_follow_the_table_alone(source, target):
    if target in MOVES[source]:
        states.check(source, target)
    else:
        with pytest.raises(states.IllegalMove):
            states.check(source, target)


def test_confirming_asks_for_the_evidence_and_says_who_and_when():
    world = build()
    milestone = add(world, asked="Clearance number")
    with acting_as(world.planner):
        with pytest.raises(ValidationError):
            services.confirm(milestone, evidence=" ", by=world.planner)
        services.confirm(milestone, evidence="DCN 4711", by=world.planner)
        with pytest.raises(states.IllegalMove):
            services.confirm(milestone, evidence="again", by=world.planner)

    found = stored(milestone)
    assert (found.state, found.evidence, found.confirmed_by) == ("done", "DCN 4711", world.planner)
    assert found.confirmed_at is not None


def test_a_day_moved_by_hand_follows_no_rule_any_more_and_a_stale_change_is_refused():
    world = build()
    with acting_as(world.planner):
        made = services.apply_template(content(world), shipped.template("course"), by=world.planner).added
        milestone = next(row for row in made if row.code == "JOIN")
        facts = Facts(title="Joining instructions", planned_on=date(2031, 1, 20))
        services.amend_milestone(milestone, facts, version=1, by=world.planner)
        with pytest.raises(Stale):
            services.amend_milestone(milestone, facts, version=1, by=world.planner)

    found = stored(milestone)
    assert (found.anchor, found.planned_on, found.version) == ("", date(2031, 1, 20), 2)


def test_milestones_never_wait_for_each_other_in_a_circle():
    world = build()
    first = add(world, "First")
    second = add(world, "Second", after=first)

    with acting_as(world.planner), pytest.raises(ValidationError) as refused:
        services.amend_milestone(
            first, Facts(title="First", planned_on=first.planned_on, after=second), by=world.planner
        )

    assert set(refused.value.message_dict) == {"after"}


def test_only_the_planning_cell_can_be_given_a_milestone():
    world = build("XAA")
    world.bring("XAA", Invited.ACCEPTED)

    with pytest.raises(ValidationError) as refused:
        add(world, owner=world.liaisons["XAA"])

    assert set(refused.value.message_dict) == {"owner"}


def test_the_sweep_reminds_once_a_stage_and_of_the_newest_alone():
    world = build()
    owner = make.member("planner", world.exchange, organisation=world.exchange.host)
    day = datetime.now(UTC).date() + timedelta(days=10)
    milestone = add(world, on=day, owner=owner)

    with as_system():
        later = datetime.now(UTC) + timedelta(days=11)
        counts = [services.remind(later), services.remind(later)]

    assert counts == [1, 0]
    told = Notification.objects.filter(object_id=str(milestone.pk)).values_list("kind", "recipient_id")
    assert sorted(told) == [("milestone_due", owner.pk), ("milestone_given", owner.pk)]


def test_a_template_of_ones_own_is_kept_by_its_party_alone_and_changed_as_it_was_read():
    party = make.NationFactory(code="XPL")
    keeper = make.member("staff_officer", party, organisation=party)
    stranger = make.member("staff_officer", make.NationFactory(code="XQQ"))
    with acting_as(keeper):
        row = services.copy_template(shipped.template("course"), name="Ours", owner=party, by=keeper)
        step = Step(code="visit", name={"en": "Site visit"}, months=-3, lead_days=5)
        services.keep_step(row, step, version=1, by=keeper)
        with pytest.raises(Stale):
            services.keep_step(row, step, version=1, by=keeper)
        with pytest.raises(ValidationError):
            services.keep_step(row, step, by=keeper)  # Its code is taken.
        row.refresh_from_db()
        assert [step.code for step in as_template(row).steps][:3] == ["PUBLISH", "NOMINATE", "VISIT"]
    with acting_as(stranger):
        assert not MilestoneTemplate.objects.for_user(stranger).exists()
        with pytest.raises(PermissionDenied):
            services.remove_template(row, by=stranger)
