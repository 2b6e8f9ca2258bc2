"""Giving, changing, doing and taking back tasks: permitted, checked, told to the right people only."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clearances.subjects import acting_as
from logistics import services, states
from logistics.models import Task
from logistics.states import MOVES, State
from notifications.models import Notification
from participants.models import Delegation
from participants.states import State as Invited
from tests import factories as make
from tests.participants.world import World, build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
DUE = date(2031, 2, 10)


def host_delegation(world: World) -> Delegation:
    with as_system():
        return Delegation.objects.get(exchange=world.exchange, is_host=True)


def give(world: World, delegation: Delegation, **terms: object) -> Task:
    with acting_as(world.planner):
        return services.add_task(delegation, **{"title": "Order tents", "due_on": DUE, "by": world.planner, **terms})


def told(kind: str) -> set[int]:
    return set(Notification.objects.filter(kind=kind).values_list("recipient_id", flat=True))


def test_a_task_is_told_to_the_delegation_that_owns_it_and_to_nobody_else():
    world = build("XAA", "XBB")
    delegation = world.bring("XAA", Invited.ACCEPTED).delegation
    world.bring("XBB", Invited.ACCEPTED)

    task = give(world, delegation)

    assert told("task_given") == {world.liaisons["XAA"].pk}
    for code, sees in (("XAA", [task]), ("XBB", [])):
        with acting_as(world.liaisons[code]):
            assert list(Task.objects.for_user(world.liaisons[code])) == sees


def test_a_task_of_the_host_is_for_its_planners_and_no_participant_sees_it():
    world = build("XAA")
    world.bring("XAA", Invited.ACCEPTED)
    other = make.member("planner", world.exchange)

    task = give(world, host_delegation(world))

    assert told("task_given") == {other.pk}  # Not whoever gave it.
    with acting_as(world.liaisons["XAA"]):
        assert not Task.objects.for_user(world.liaisons["XAA"]).exists()
    assert task.label.parties == []


def test_a_task_is_as_strict_as_the_content_where_that_is_released_else_as_the_delegation():
    released, closed = build("XAA", level="R"), None
    delegation = released.bring("XAA", Invited.ACCEPTED).delegation

    task = give(released, delegation)

    assert (task.label.classification.code, task.label.parties) == ("R", ["XAA"])
    with as_system():
        content = released.exchange.content
        content.label = make.label(released.exchange.host, "R")
        content.save()
    closed = give(released, delegation)
    assert (closed.label.classification.code, closed.label.parties) == ("U", ["XAA"])


@pytest.mark.parametrize(
    ("field", "terms"),
    [
        ("title", {"title": "  "}),
        ("title", {"title": "x" * 121}),
        ("remind_days", {"remind_days": -1}),
        ("remind_days", {"remind_days": 366}),
        ("due_on", {"due_on": date.max}),
        ("due_on", {"due_on": date.min}),
    ],
)
def test_terms_that_do_not_fit_are_refused_next_to_their_field(field, terms):
    world = build("XAA")
    delegation = world.bring("XAA", Invited.ACCEPTED).delegation

    with pytest.raises(ValidationError) as caught:
        give(world, delegation, **terms)

    assert list(caught.value.message_dict) == [field]
    with as_system():
        assert not Task.objects.exists()


def test_a_label_that_the_party_may_not_see_is_refused():
    world = build("XAA", "XBB")
    delegation = world.bring("XAA", Invited.ACCEPTED).delegation

    with pytest.raises(ValidationError) as caught:
        give(world, delegation, label=make.label(world.exchange.host, to=[world.nation("XBB")]))

    assert list(caught.value.message_dict) == ["label"]


def test_nothing_is_planned_for_a_cancelled_exchange():
    world = build("XAA")
    delegation = world.bring("XAA", Invited.ACCEPTED).delegation
    with as_system():
        type(world.exchange).objects.update(state="cancelled")

    with pytest.raises(ValidationError):
        give(world, delegation)


def test_a_liaison_does_the_tasks_of_her_delegation_and_gives_none():
    world = build("XAA", "XBB")
    delegation = world.bring("XAA", Invited.ACCEPTED).delegation
    world.bring("XBB", Invited.ACCEPTED)
    task, liaison = give(world, delegation), world.liaisons["XAA"]

    with acting_as(world.liaisons["XBB"]), pytest.raises(PermissionDenied):
        services.do_task(task, by=world.liaisons["XBB"])
    with acting_as(liaison):
        for forbidden in (
            lambda: services.add_task(delegation, title="x", due_on=DUE, by=liaison),
            lambda: services.amend_task(task, title="x", detail="", due_on=DUE, remind_days=1, by=liaison),
            lambda: services.cancel_task(task, by=liaison),
        ):
            with pytest.raises(PermissionDenied):
                forbidden()
        assert services.do_task(task, by=liaison).finished_by == liaison
        assert services.reopen_task(Task.objects.get(), by=liaison).finished_at is None

    assert told("task_done") == {world.planner.pk}


VERBS = {State.DONE: services.do_task, State.OPEN: services.reopen_task, State.CANCELLED: services.cancel_task}
ROADS = {State.OPEN: [], State.DONE: [services.do_task], State.CANCELLED: [services.cancel_task]}


@pytest.mark.parametrize("source", State)
@pytest.mark.parametrize("target", State)
def test_every_pair_of_states_is_either_declared_or_refused(source, target):
    world = build("XAA")
    task = give(world, host_delegation(world))
    with acting_as(world.planner):
        for step in ROADS[source]:
            task = step(task, by=world.planner)

        if target in MOVES[source]:
            assert VERBS[target](task, by=world.planner).state == target
        else:
            with pytest.raises(states.IllegalMove):
                VERBS[target](task, by=world.planner)


def test_a_done_task_is_not_amended():
    world = build("XAA")
    task = give(world, host_delegation(world))

    with acting_as(world.planner):
        services.do_task(task, by=world.planner)
        with pytest.raises(states.IllegalMove):
            services.amend_task(task, title="x", detail="", due_on=DUE, remind_days=1, by=world.planner)


def test_a_new_due_date_is_told_to_the_owner_and_new_words_are_not():
    world = build("XAA")
    task = give(world, world.bring("XAA", Invited.ACCEPTED).delegation)
    terms = {"title": "Order more tents", "detail": "", "remind_days": 3, "by": world.planner}

    with acting_as(world.planner):
        services.amend_task(task, due_on=DUE, **terms)
        assert told("task_changed") == set()
        services.amend_task(task, due_on=date(2031, 2, 12), **terms)

    assert told("task_changed") == {world.liaisons["XAA"].pk}
