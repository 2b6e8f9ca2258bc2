"""Questions between two sides: asked, answered once, corrected, closed; what can't be meant is refused by name."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.history import versions_of
from clearances.subjects import acting_as
from milestones.models import Milestone
from notifications.models import Notification
from participants.states import State as InvitationState
from programs.versions import Stale
from tests import factories as make
from tests.participants.world import build
from tests.roles import as_system
from tests.threads.world import ask, own, stored, texts
from threads import services
from threads.models import Thread, ThreadEntry
from threads.people import may_be_named, nobody
from threads.services import Opening
from threads.states import MOVES, IllegalMove, Side, State, check
from threads.worklist import items

pytestmark = pytest.mark.django_db


def kinds(user) -> list[str]:
    return sorted(Notification.objects.filter(recipient=user).exclude(kind="invited").values_list("kind", flat=True))


def test_a_question_is_answered_once_and_the_two_sides_are_told():
    world = build("XAA", "XBB")
    world.issue("XAA"), world.issue("XBB")
    liaison, planner, other = world.liaisons["XAA"], world.planner, world.liaisons["XBB"]
    thread = ask(own(world, "XAA"), text="Where do we sleep?", by=liaison)
    with acting_as(planner):
        assert [item.title for item in items(planner)] == ["Where do we sleep?"]
        services.write(thread, text="In barracks", is_answer=True, version=1, by=planner)
        with pytest.raises(Stale):
            services.write(thread, text="In tents", is_answer=True, version=1, by=planner)
        with pytest.raises(IllegalMove):
            services.write(thread, text="In tents", is_answer=True, by=planner)
        assert list(items(planner)) == []

    assert texts(liaison, thread) == ["Where do we sleep?", "In barracks"]
    assert texts(other, thread) == []
    assert (kinds(planner), kinds(liaison), kinds(other)) == (["asked"], ["answered"], [])
    assert stored(thread).state == State.ANSWERED


def test_a_host_asks_a_nation_and_planners_talk_where_no_nation_hears_them():
    world = build("XAA")
    world.issue("XAA")
    liaison, planner = world.liaisons["XAA"], world.planner
    thread = ask(own(world, "XAA"), text="How many vehicles?", by=planner)
    with as_system():
        host = own(world, "HOS")
    among = ask(host, text="Do we trust them?", by=planner, kind="discussion")

    with acting_as(liaison):
        assert [item.title for item in items(liaison)] == ["How many vehicles?"]
        services.write(thread, text="Nine", is_answer=True, version=1, by=liaison)
        assert list(Thread.objects.for_user(liaison)) == [thread]
    with acting_as(planner):
        with pytest.raises(PermissionDenied):  # Nobody answers what they asked.
            services.write(ask(own(world, "XAA"), by=planner), text="Ten", is_answer=True, by=planner)
        with pytest.raises(ValidationError, match="Nothing was asked"):
            services.write(among, text="Yes", is_answer=True, by=planner)
    assert texts(planner, thread) == ["How many vehicles?", "Nine"]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("subject", {"subject": "  "}),
        ("subject", {"subject": "safe\u202egnp.exe"}),
        ("subject", {"subject": "bell\x07"}),
        ("subject", {"subject": "two\nlines"}),
        ("subject", {"subject": "x" * 121}),
        ("text", {"text": " \n"}),
        ("text", {"text": "a\u2066b"}),
        ("due_on", {"due_on": date(2030, 12, 31)}),
        ("due_on", {"due_on": date(9999, 1, 1)}),
        ("kind", {"kind": "announcement"}),
    ],
)
def test_what_cant_be_meant_is_refused_by_name_and_nothing_is_written(field, said):
    with time_machine.travel(datetime(2031, 1, 1, 9, tzinfo=UTC), tick=False):
        world = build("XAA")
        world.issue("XAA")
        delegation = own(world, "XAA")
        opening = Opening(**{"subject": "S", "text": "T", **said})
        with acting_as(world.liaisons["XAA"]), pytest.raises(ValidationError) as refused:
            services.open_thread(delegation, opening, by=world.liaisons["XAA"])

    assert list(refused.value.message_dict) == [field]
    with as_system():
        assert not Thread.objects.exists()


def test_whoever_may_not_read_it_and_whoever_isnt_there_cant_be_named_in_the_same_words():
    world = build("XAA", "XBB", level="C")
    world.reply(world.issue("XAA"), "accepted")
    liaison, planner = world.liaisons["XAA"], world.planner
    with as_system():
        colleague = make.UserFactory(person__organisation=world.nation("XAA"), joins=[own(world, "XAA").team])
        above = make.label(world.exchange.host, "C", to=[world.nation("XAA")])
        make.clearance(planner, above.policy, "C")
    thread = ask(own(world, "XAA"), by=liaison)
    words = []
    with acting_as(liaison):
        allowed = may_be_named(liaison, Side.NATION, thread, own(world, "XAA"))
        assert allowed == [colleague]  # Not the planners: who they are is theirs to tell.
        for stranger in (world.liaisons["XBB"], planner):
            with pytest.raises(ValidationError) as refused:
                services.write(thread, text="x", mentions=[stranger], by=liaison)
            words.append(refused.value.message_dict)
        services.write(thread, text="See", mentions=[colleague], by=liaison)
    assert words == [{"mentions": [nobody()]}] * 2
    assert kinds(colleague) == ["mentioned"]
    with acting_as(planner), pytest.raises(ValidationError) as refused:  # They read the thread, not this entry.
        services.write(thread, text="x", label=above, mentions=[liaison], by=planner)
    assert refused.value.message_dict == words[0]


def test_an_entry_is_marked_no_more_openly_than_its_thread_nor_a_thread_than_its_milestone():
    world = build("XAA", "XBB")
    world.reply(world.issue("XAA"), "accepted")
    liaison, planner = world.liaisons["XAA"], world.planner
    thread, host = ask(own(world, "XAA"), by=liaison), world.exchange.host
    day = {"planned_on": date(2031, 1, 1), "ends_on": date(2031, 1, 1)}
    with as_system():
        wider = make.label(host, to=[world.nation("XAA"), world.nation("XBB")])
        row = Milestone.objects.create(exchange=world.exchange, label=world.exchange.content.label, title="IPC", **day)
        hidden = Milestone.objects.create(exchange=world.exchange, label=make.label(host), title="Ours", **day)
    with acting_as(planner), pytest.raises(ValidationError) as refused:
        services.write(thread, text="x", label=wider, by=planner)
    assert list(refused.value.message_dict) == ["label"]
    about = ask(own(world, "XAA"), by=liaison, milestone=row)
    assert (about.milestone, texts(liaison, about)) == (row, ["Where?"])
    assert texts(world.liaisons["XBB"], about) == []
    with pytest.raises(PermissionDenied):
        ask(own(world, "XAA"), by=liaison, milestone=hidden)


def test_every_version_of_a_correction_is_kept_and_a_closed_thread_takes_nothing():
    world = build("XAA", "XBB")
    world.issue("XAA")
    liaison, planner = world.liaisons["XAA"], world.planner
    thread = ask(own(world, "XAA"), text="Were?", by=liaison)
    with as_system():
        entry = ThreadEntry.objects.get(thread=thread)
    with acting_as(planner), pytest.raises(PermissionDenied):
        services.edit(entry, text="Mine", by=planner)
    with acting_as(liaison):
        services.edit(entry, text="Where?", version=1, by=liaison)
        with pytest.raises(Stale):
            services.edit(entry, text="Why?", version=1, by=liaison)
        kept = versions_of(ThreadEntry).objects.filter(pgh_obj_id=entry.pk).order_by("pgh_id")
        assert list(kept.values_list("text", flat=True)) == ["Were?", "Where?"]
        services.close(thread, version=1, by=liaison)
        for refused in (
            lambda: services.write(thread, text="x", by=liaison),
            lambda: services.edit(entry, text="x", by=liaison),
            lambda: services.close(thread, by=liaison),
        ):
            with pytest.raises(IllegalMove):
                refused()
        services.reopen(thread, by=liaison)
        services.write(thread, text="Once more", by=liaison)
    assert texts(planner, thread) == ["Where?", "Once more"]


@pytest.mark.parametrize("state", [InvitationState.EXPIRED, InvitationState.DECLINED])
def test_one_may_ask_after_the_invitation_is_closed_but_not_in_anothers_thread(state):
    world = build("XAA", "XBB")
    world.bring("XAA", state)
    world.issue("XBB")
    day = datetime.now(UTC).date() + timedelta(days=9)
    thread = ask(own(world, "XAA"), text="May we still answer?", by=world.liaisons["XAA"], due_on=day)

    assert kinds(world.planner).count("asked") == 1
    other = world.liaisons["XBB"]
    with acting_as(other):
        with pytest.raises(PermissionDenied):
            services.write(thread, text="x", by=other)
        with pytest.raises(PermissionDenied):
            services.open_thread(thread.delegation, Opening(subject="x", text="x"), by=other)


def test_every_pair_of_states_is_either_declared_or_refused():
    for source in State:
        for target in State:
            if target in MOVES[source]:
                check(source, target)
            else:
                with pytest.raises(IllegalMove):
                    check(source, target)
