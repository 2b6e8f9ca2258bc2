"""Moving an exchange and its life cycle: every verb from every state, all of it or none."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from clearances.roles import Role
from clearances.subjects import acting_as
from exchanges.changes import TARGETS, Verb, possible
from exchanges.models import Exchange
from exchanges.states import MOVES, OPEN, Fixed, IllegalMove, State
from logistics.models import Task
from notifications.models import Notification
from planning import services
from planning.effects import describe
from programs.versions import Stale
from tests import factories as make
from tests.participants.world import build
from tests.planning.broken import Broken
from tests.roles import as_system

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def planned(**kwargs):
    exchange = make.ExchangeFactory(**kwargs)
    return exchange, make.member(Role.PLANNER, exchange)


def stored(exchange):
    with as_system():
        return Exchange.objects.get(pk=exchange.pk)


def wishes_for(verb, exchange):
    """What each verb needs to be possible as far as its input goes."""
    dates = {"starts_on": exchange.starts_on + WEEK, "ends_on": exchange.ends_on + WEEK}
    if verb == Verb.REHOST:
        friend = make.NationFactory()
        with as_system():
            exchange.label = make.label(exchange.host, to=[friend])
            exchange.save()
        return {"host": friend, "reason": "storm"}
    needs = {Verb.MOVE: dates, Verb.PLAN: dates, Verb.POSTPONE: {**dates, "reason": "storm"}}
    return needs.get(verb, {"reason": "storm"} if verb == Verb.CANCEL else {})


@pytest.mark.parametrize(("state", "verb"), list(product(State, Verb)))
def test_every_verb_from_every_state_is_either_declared_or_refused_and_leaves_no_trace(state, verb):
    exchange, planner = planned(state=state)
    wishes = wishes_for(verb, exchange)
    allowed = TARGETS[verb] in MOVES[state] if verb in TARGETS else state in OPEN

    with acting_as(planner):
        if allowed:
            services.carry_out(exchange, verb, version=1, by=planner, **wishes)
        else:
            with pytest.raises(IllegalMove if verb in TARGETS else Fixed):
                services.carry_out(exchange, verb, version=1, by=planner, **wishes)

    assert (verb in possible(state)) is allowed
    assert stored(exchange).state == (TARGETS.get(verb, state) if allowed else state)
    assert stored(exchange).version == (2 if allowed else 1)


def test_moving_takes_tasks_along_and_can_be_undone():
    exchange, planner = planned()
    with as_system():
        host = exchange.delegations.get()
    task = make.TaskFactory(delegation=host, due_on=date(2031, 2, 1), label=exchange.label)

    with acting_as(planner):
        moved = services.move(
            exchange, starts_on=exchange.starts_on + WEEK, ends_on=exchange.ends_on + WEEK, version=1, by=planner
        )
    with as_system():
        assert Task.objects.get(pk=task.pk).due_on == date(2031, 2, 8)

    with acting_as(planner):
        back = {key: date.fromisoformat(moved.undo[key]) for key in ("starts_on", "ends_on")}
        services.move(moved.exchange, **back, version=moved.undo["version"], by=planner)
    with as_system():
        assert Task.objects.get(pk=task.pk).due_on == date(2031, 2, 1)
    assert (stored(exchange).starts_on, stored(exchange).ends_on) == (date(2031, 3, 1), date(2031, 3, 14))


def test_a_move_based_on_an_older_version_is_refused_and_names_the_faster_person():
    exchange, planner = planned()
    dates = {"starts_on": date(2031, 4, 1), "ends_on": date(2031, 4, 2)}

    with acting_as(planner):
        services.move(exchange, **dates, version=1, by=planner)
        with pytest.raises(Stale) as refused:
            services.move(exchange, starts_on=date(2031, 5, 1), ends_on=date(2031, 5, 2), version=1, by=planner)

    assert refused.value.row.changed_by == planner
    assert stored(exchange).starts_on == date(2031, 4, 1)


def test_dates_it_has_already_change_nothing_and_tell_nobody():
    exchange, planner = planned()
    make.member(Role.PLANNER, exchange)

    with acting_as(planner):
        services.move(exchange, starts_on=exchange.starts_on, ends_on=exchange.ends_on, version=1, by=planner)

    assert stored(exchange).version == 1
    with as_system():
        assert not Notification.objects.exists()


def test_other_planners_are_told_once_and_whoever_moved_it_is_not():
    exchange, planner = planned()
    colleague = make.member(Role.PLANNER, exchange)
    make.member(Role.PLANNER, make.ExchangeFactory())

    with acting_as(planner):
        services.move(exchange, starts_on=date(2031, 4, 1), ends_on=date(2031, 4, 2), version=1, by=planner)

    with as_system():
        told = list(Notification.objects.values_list("recipient", "kind", "object_id"))
    assert told == [(colleague.pk, "dates_changed", str(exchange.pk))]


def test_a_contributor_that_fails_stops_everything(settings):
    settings.EXCHANGE_CONTRIBUTORS = [*settings.EXCHANGE_CONTRIBUTORS, "tests.planning.broken"]
    exchange, planner = planned()
    make.member(Role.PLANNER, exchange)
    with as_system():
        task = make.TaskFactory(delegation=exchange.delegations.get(), label=exchange.label)

    with acting_as(planner), pytest.raises(Broken):
        services.cancel(exchange, reason="storm", version=1, by=planner)

    assert (stored(exchange).state, stored(exchange).version) == ("planned", 1)
    with as_system():
        assert Task.objects.get(pk=task.pk).state == "open"
        assert not Notification.objects.exists()


def test_contributors_without_effects_are_no_obstacle(settings):
    settings.EXCHANGE_CONTRIBUTORS = ["tests.planning.quiet"]
    exchange, planner = planned()

    with acting_as(planner):
        services.cancel(exchange, reason="storm", version=1, by=planner)

    assert stored(exchange).state == "cancelled"


@pytest.mark.parametrize(
    ("verb", "wishes", "field"),
    [
        (Verb.MOVE, {"starts_on": date(2031, 3, 9), "ends_on": date(2031, 3, 1)}, "ends_on"),
        (Verb.POSTPONE, {"reason": "  "}, "reason"),
        (Verb.CANCEL, {}, "reason"),
        (Verb.CANCEL, {"reason": "x" * 201}, "state_reason"),
        (Verb.REHOST, {"reason": "storm"}, "host"),
        (Verb.MOVE, {"zone": "Atlantis/Capital"}, "zone"),
    ],
)
def test_what_can_not_be_is_refused_under_its_field(verb, wishes, field):
    exchange, planner = planned()

    with acting_as(planner), pytest.raises(ValidationError) as refused:
        services.carry_out(exchange, verb, version=1, by=planner, **wishes)

    assert set(refused.value.message_dict) == {field}
    assert stored(exchange).version == 1


def test_a_new_host_must_be_able_to_see_the_exchange():
    exchange, planner = planned()

    with acting_as(planner), pytest.raises(ValidationError) as refused:
        services.rehost(exchange, host=make.NationFactory(), reason="storm", version=1, by=planner)

    assert set(refused.value.message_dict) == {"host"}


def test_a_new_host_brings_its_zone_unless_another_is_named():
    friend = make.NationFactory(zone="Asia/Tokyo")
    exchange, planner = planned()
    with as_system():
        exchange.label = make.label(exchange.host, to=[friend])
        exchange.save()

    with acting_as(planner):
        services.rehost(exchange, host=friend, reason="storm", version=1, by=planner)

    assert (stored(exchange).host, stored(exchange).zone) == (friend, "Asia/Tokyo")


@pytest.mark.parametrize("role", [Role.CELL_MEMBER, Role.INVITED, Role.PARTICIPANT])
@pytest.mark.parametrize("verb", Verb)
def test_readers_take_no_step(role, verb):
    exchange = make.ExchangeFactory()
    reader = make.member(role, exchange)

    with acting_as(reader), pytest.raises(PermissionDenied):
        services.carry_out(exchange, verb, version=1, by=reader)


def test_the_effects_name_dates_states_and_the_number_of_people_told():
    exchange, planner = planned()
    make.member(Role.PLANNER, exchange)

    with acting_as(planner):
        change = services.prepare(
            exchange, Verb.POSTPONE, starts_on=date(2031, 4, 1), ends_on=date(2031, 4, 14), reason="storm", by=planner
        )
        texts = [effect.text for effect in describe(change)]

    assert "Its state changes from “Planned” to “Postponed”." in texts
    assert "The dates change from 01 MAR 2031 – 14 MAR 2031 to 01 APR 2031 – 14 APR 2031." in texts
    assert texts[-1] == "1 person is told, once."
    assert stored(exchange).version == 1


def test_a_slip_of_ten_days_tells_eleven_people_once_each():
    """The scene: a colleague and two liaisons of each of five nations; whoever moves it knows already."""
    world = build("XAA", "XBB", "XCC", "XDD", "XEE", seats=None)
    exchange, days = world.exchange, timedelta(days=10)
    make.member(Role.PLANNER, exchange)
    for code in world.liaisons:
        world.issue(code)
        with as_system():
            team = world.liaisons[code].groups.exclude(pk=world.liaisons[code].personal_team.pk).get()
        make.UserFactory(person__organisation=world.nation(code), joins=[team])
    with as_system():
        Notification.objects.all().delete()

    wishes = {"starts_on": exchange.starts_on + days, "ends_on": exchange.ends_on + days, "by": world.planner}
    with acting_as(world.planner):
        texts = [effect.text for effect in describe(services.prepare(exchange, Verb.MOVE, **wishes))]
        services.move(exchange, version=stored(exchange).version, **wishes)

    assert texts[-1] == "11 people are told, once each."
    with as_system():
        told = list(Notification.objects.values_list("recipient", flat=True))
    assert (len(told), len(set(told))) == (11, 11)
    assert world.planner.pk not in told


def test_an_older_copy_in_memory_does_not_bring_old_dates_back():
    exchange, planner = planned(state="draft")
    with as_system():
        Exchange.objects.filter(pk=exchange.pk).update(starts_on=date(2031, 6, 1), ends_on=date(2031, 6, 2))

    with acting_as(planner):
        services.plan(exchange, by=planner)

    assert stored(exchange).starts_on == date(2031, 6, 1)
