"""Planning conferences: what is written about them, whom nations send, and what they give to do."""

from copy import deepcopy
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clearances.subjects import acting_as
from logistics.models import Task
from milestones import services
from milestones.models import Attendance, Entry, Part
from milestones.services.conferences import Said
from participants.models import Delegation
from participants.states import State as Invited
from tests import factories as make
from tests.milestones.world import add, build, stored
from tests.roles import as_system

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2030, 10, 1), date(2030, 10, 4)


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        found = build("XAA", "XBB")
        for code in found.liaisons:
            found.bring(code, Invited.ACCEPTED)
        yield found


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


def conference(world, **facts):
    return add(world, "Main planning conference", on=FIRST, ends_on=LAST, kind="main", **facts)


def delegation(world, code):
    with as_system():
        return Delegation.objects.select_related("party").get(exchange=world.exchange, party__code=code)


def test_a_line_is_marked_as_its_conference_and_never_more_openly(world):
    main = conference(world)
    with acting_as(world.planner):
        line = services.add_entry(main, Part.MINUTE, Said(title="Ranges are free"), by=world.planner)
        narrow = make.label(world.exchange.host, "R", to=[world.nation("XAA")])
        services.add_entry(main, Part.DECISION, Said(title="XAA leads"), label=narrow, by=world.planner)
        wide = make.label(world.exchange.host, to=[*map(world.nation, world.liaisons), make.NationFactory()])
        with pytest.raises(ValidationError):
            services.add_entry(main, Part.MINUTE, Said(title="x"), label=wide, by=world.planner)

    assert line.label == stored(main).label
    seen = {}
    for code, liaison in world.liaisons.items():
        with acting_as(liaison):
            seen[code] = set(Entry.objects.for_user(liaison).values_list("title", flat=True))
    assert seen == {"XAA": {"Ranges are free", "XAA leads"}, "XBB": {"Ranges are free"}}


def test_an_agenda_item_has_a_time_within_the_conference_and_nothing_else_has_one(world):
    main = conference(world)
    good = datetime(2030, 10, 4, 9, tzinfo=UTC)
    with acting_as(world.planner):
        services.add_entry(main, Part.AGENDA, Said(title="Ranges", starts_at=good), by=world.planner)
        for part, at in ((Part.AGENDA, None), (Part.AGENDA, datetime(2030, 10, 5, 9, tzinfo=UTC)), (Part.MINUTE, good)):
            with pytest.raises(ValidationError) as refused:
                services.add_entry(main, part, Said(title="x", starts_at=at), by=world.planner)
            assert set(refused.value.message_dict) == {"starts_at"}


def test_a_nation_names_its_own_people_and_sees_no_others(world):
    main = conference(world)
    for code, liaison in world.liaisons.items():
        with acting_as(liaison):
            services.say_attendance(main, delegation(world, code), number=2, names=f"Maj {code}", by=liaison)
    xaa = world.liaisons["XAA"]
    with acting_as(xaa):
        assert [row.names for row in Attendance.objects.for_user(xaa)] == ["Maj XAA"]
        with pytest.raises(PermissionDenied):
            services.say_attendance(main, delegation(world, "XBB"), number=9, by=xaa)
        with pytest.raises(ValidationError):
            services.say_attendance(main, delegation(world, "XAA"), number=1, names="A\nB", by=xaa)
    with acting_as(world.planner):
        assert Attendance.objects.for_user(world.planner).count() == 2


def test_five_action_items_become_tasks_due_before_the_next_milestone(world):
    main = conference(world)
    add(world, "Final planning conference", on=date(2031, 1, 15), kind="final")
    with acting_as(world.planner):
        for number in range(5):
            code = ("XAA", "XBB")[number % 2]
            services.add_action_item(main, delegation(world, code), title=f"Item {number}", by=world.planner)
        assert main.action_items.count() == 5
        assert set(Task.objects.values_list("due_on", flat=True)) == {date(2031, 1, 14)}
    liaison = world.liaisons["XBB"]
    with acting_as(liaison):
        assert {task.title for task in Task.objects.for_user(liaison)} == {"Item 1", "Item 3"}
