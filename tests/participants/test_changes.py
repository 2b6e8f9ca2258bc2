"""What happens to invitations and tasks when the exchange moves, is postponed, gets another host or is cancelled."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from clearances.guards import SYSTEM
from clearances.subjects import acting_as
from exchanges.changes import Verb
from exchanges.models import Exchange
from logistics import effects as task_effects
from logistics import services as logistics
from logistics.models import Task
from notifications.models import Notification
from participants import effects
from participants.models import Delegation, DelegationGrant, Invitation
from participants.states import State
from planning import services as planning
from tests import factories as make
from tests.participants.test_access_by_state import EVERYTHING, OWN_FILE, seen
from tests.participants.world import REPLY_BY, World, build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def told(world: World, code: str) -> list[str]:
    rows = Notification.objects.filter(recipient=world.liaisons[code]).exclude(kind__in=["invited", "task_given"])
    return list(rows.order_by("pk").values_list("kind", flat=True))


def dates(world: World, shift: timedelta = WEEK) -> dict[str, date]:
    return {"starts_on": world.exchange.starts_on + shift, "ends_on": world.exchange.ends_on + shift}


def current(world: World) -> Exchange:
    with as_system():
        return Exchange.objects.get(pk=world.exchange.pk)


def act(world: World, verb: str, **wishes: object) -> None:
    with acting_as(world.planner):
        getattr(planning, verb)(current(world), **wishes, by=world.planner)


def described(world: World, verb: Verb, *, by: object = None, **wishes: object) -> list[str]:
    by = by or world.planner
    with acting_as(world.planner if by is SYSTEM else by), translation.override("en"):
        change = planning.prepare(current(world), verb, by=by, **wishes)
        return [effect.text for module in (effects, task_effects) for effect in module.describe(change)]


def task_for(world: World, code: str, due_on: date) -> Task:
    with as_system():
        delegation = Delegation.objects.get(exchange=world.exchange, party__code=code)
    with acting_as(world.planner):
        return logistics.add_task(delegation, title=f"Task {code}", due_on=due_on, by=world.planner)


def test_moving_tells_exactly_the_nations_that_see_the_cover_once_each():
    codes = {state: f"X{index}{index}" for index, state in enumerate(State)}
    world = build(*codes.values(), "XZZ", seats=None)
    for state, code in codes.items():
        world.bring(code, state, reply_by=date(2031, 1, 1) if state == State.EXPIRED else REPLY_BY)
    before = {code: told(world, code) for code in codes.values()}

    act(world, "move", **dates(world))

    new = {state for state, code in codes.items() if told(world, code)[len(before[code]) :] == ["dates_changed"]}
    assert new == {State.ISSUED, State.TENTATIVE, State.COUNTERED, State.ACCEPTED, State.ACCEPTED_WITH_CAVEATS}
    assert told(world, "XZZ") == []


def test_what_was_opened_stays_open_until_180_days_after_the_new_endex():
    world = build("XAA")
    world.bring("XAA", State.ACCEPTED)

    act(world, "move", **dates(world, timedelta(days=100)))

    ends_on = date(2031, 3, 14) + timedelta(days=280)
    assert set(world.exchange.grants.filter(role__in=["invited", "participant"]).values_list("until", flat=True)) == {
        ends_on
    }
    assert set(DelegationGrant.objects.filter(role="contributor").values_list("until", flat=True)) == {ends_on}


def test_a_reply_by_date_is_never_left_behind_startex_and_otherwise_stays():
    world = build("XAA", "XBB")
    late, early = world.issue("XAA"), world.issue("XBB", reply_by=date(2031, 1, 10))

    texts = described(world, Verb.MOVE, starts_on=date(2031, 1, 20), ends_on=date(2031, 1, 25))
    act(world, "move", starts_on=date(2031, 1, 20), ends_on=date(2031, 1, 25))

    assert "1 reply-by date moves to the day before the exchange starts: Nation XAA." in texts
    assert world.stored(late).reply_by == date(2031, 1, 19)
    assert world.stored(late).reply_due_at.isoformat() == "2031-01-20T00:00:00+00:00"
    assert world.stored(early).reply_by == date(2031, 1, 10)


def test_open_tasks_move_along_and_their_reminders_are_armed_again():
    world = build("XAA")
    world.bring("XAA", State.ACCEPTED)
    task, done = task_for(world, "XAA", date(2031, 2, 10)), task_for(world, "XAA", date(2031, 2, 11))
    with acting_as(world.planner):
        logistics.do_task(done, by=world.planner)

    act(world, "move", **dates(world))

    with as_system():
        assert Task.objects.get(pk=task.pk).due_on == date(2031, 2, 17)
        assert Task.objects.get(pk=done.pk).due_on == date(2031, 2, 11)
        fires = Task.objects.get(pk=task.pk).reminders.values_list("fire_at", flat=True)
        assert [at.isoformat() for at in fires] == ["2031-02-14T08:00:00+00:00", "2031-02-17T08:00:00+00:00"]


def test_moving_back_puts_the_tasks_back():
    world = build("XAA")
    world.bring("XAA", State.ACCEPTED)
    task = task_for(world, "XAA", date(2031, 2, 10))

    act(world, "move", **dates(world))
    act(world, "move", starts_on=world.exchange.starts_on, ends_on=world.exchange.ends_on)

    with as_system():
        assert Task.objects.get(pk=task.pk).due_on == date(2031, 2, 10)
    assert told(world, "XAA") == ["dates_changed", "dates_changed"]


def test_after_a_postponement_everybody_is_asked_again_and_the_content_is_closed_until_then():
    world = build("XAA", "XBB")
    accepted, declined = world.bring("XAA", State.ACCEPTED), world.bring("XBB", State.DECLINED)
    texts = described(world, Verb.POSTPONE, **dates(world))

    act(world, "postpone", **dates(world), reason="Snow")

    assert "1 reply is asked for again, and the content closes until it comes: Nation XAA." in texts
    again = world.stored(accepted)
    assert (again.state, again.reply_by) == (State.ISSUED, REPLY_BY + WEEK)
    assert world.stored(declined).state == State.DECLINED
    assert seen(world, world.liaisons["XAA"]) == {**OWN_FILE, "cover": True}
    assert told(world, "XAA") == ["postponed"]
    assert world.reply(again, "accepted").state == State.ACCEPTED


def test_confirming_the_dates_of_a_postponed_exchange_tells_the_invited_nations():
    world = build("XAA")
    world.bring("XAA", State.ACCEPTED)
    act(world, "postpone", **dates(world), reason="Snow")

    act(world, "plan")

    assert told(world, "XAA") == ["postponed", "dates_changed"]


def test_cancelling_withdraws_invitations_cancels_tasks_and_leaves_each_nation_its_own_file():
    world = build("XAA", "XBB", "XCC")
    accepted, draft = world.bring("XAA", State.ACCEPTED), world.invite("XBB")
    expired = world.bring("XCC", State.EXPIRED)
    task_for(world, "XAA", date(2031, 2, 10))
    assert seen(world, world.liaisons["XAA"]) == EVERYTHING
    texts = described(world, Verb.CANCEL, reason="No money")

    act(world, "cancel", reason="No money")

    assert texts == [
        "1 invitation is withdrawn and the nation is told; it keeps its own file: Nation XAA.",
        "1 invitation in draft is never sent: Nation XBB.",
        "1 open task is cancelled.",
    ]
    assert world.stored(accepted).withdrawal_reason == "The exchange was cancelled: No money"
    assert world.stored(draft).state == State.WITHDRAWN
    assert (world.stored(expired).state, world.stored(expired).withdrawal_reason) == (State.EXPIRED, "")
    assert (told(world, "XAA"), told(world, "XBB"), told(world, "XCC")) == (["cancelled"], [], ["invitation_expired"])
    assert seen(world, world.liaisons["XAA"]) == OWN_FILE
    with as_system():
        assert Task.objects.get().state == "cancelled"


def test_a_new_host_takes_over_the_hosts_delegation_with_its_tasks_and_its_zone():
    other = make.NationFactory(code="XHO", zone="Pacific/Auckland")
    world = build("XAA", "XBB", "XHO")
    world.bring("XAA", State.ACCEPTED)
    task = task_for(world, "HOS", date(2031, 2, 10))

    act(world, "rehost", host=other, reason="Better weather")

    with as_system():
        host = Delegation.objects.get(exchange=world.exchange, is_host=True)
        assert (host.party, list(host.tasks.all())) == (other, [task])
        assert Task.objects.get().due_at.isoformat() == "2031-02-10T11:00:00+00:00"
    assert told(world, "XAA") == ["rehosted"]


def test_an_invited_nation_that_becomes_the_host_keeps_its_file_and_is_no_guest_any_more():
    world = build("XAA", "XBB")
    invitation = world.bring("XAA", State.ACCEPTED)
    world.bring("XBB", State.ISSUED)
    texts = described(world, Verb.REHOST, host=world.nation("XAA"))

    act(world, "rehost", host=world.nation("XAA"), reason="They offered")

    assert "The invitation of Nation XAA ends, since it hosts." in texts
    assert "1 invited nation is told, in the portal and by e-mail: Nation XBB." in texts
    assert world.stored(invitation).state == State.WITHDRAWN
    assert seen(world, world.liaisons["XAA"])["cover"] is False
    assert seen(world, world.liaisons["XAA"])["file"] is True


def test_nobody_is_told_that_the_host_stays():
    world = build("XAA")
    world.bring("XAA", State.ISSUED)

    assert described(world, Verb.REHOST, host=current(world).host) == []


def test_effects_are_counted_in_the_plural_and_name_nothing_that_the_actor_may_not_see():
    world = build("XAA", "XBB")
    world.bring("XAA", State.ISSUED)
    world.bring("XBB", State.ACCEPTED)
    guest_planner = make.member("planner", world.exchange, organisation=world.nation("XAA"))

    everything = described(world, Verb.MOVE, **dates(world))
    own_only = described(world, Verb.MOVE, by=guest_planner, **dates(world))

    assert everything == ["2 invited nations are told, in the portal and by e-mail: Nation XAA, Nation XBB."]
    assert own_only == ["1 invited nation is told, in the portal and by e-mail: Nation XAA."]


def test_a_nation_whose_delegation_the_actor_may_not_see_is_told_all_the_same():
    world = build("XAA", "XBB")
    world.bring("XBB", State.ACCEPTED)
    guest_planner = make.member("planner", world.exchange, organisation=world.nation("XAA"))

    with acting_as(guest_planner):
        assert not Invitation.objects.exists()
        planning.move(current(world), **dates(world), by=guest_planner)

    assert told(world, "XBB") == ["dates_changed"]


def test_a_nation_whose_delegation_the_actor_may_not_see_learns_of_the_cancelling_and_can_not_accept_any_more():
    world = build("XAA", "XBB")
    invitation = world.issue("XBB")
    guest_planner = make.member("planner", world.exchange, organisation=world.nation("XAA"))

    with acting_as(guest_planner):
        planning.cancel(current(world), reason="No lift", by=guest_planner)

    assert told(world, "XBB") == ["cancelled"]
    with pytest.raises(ValidationError, match="cancelled"):
        world.reply(invitation)
    assert world.reply(invitation, "declined").state == State.DECLINED


def test_tasks_that_would_be_overdue_at_once_are_said():
    world = build("XAA")
    world.bring("XAA", State.ACCEPTED)
    soon = date.today() + timedelta(days=2)  # noqa: DTZ011
    task_for(world, "XAA", soon)
    task_for(world, "XAA", date(2031, 2, 10))

    texts = described(world, Verb.MOVE, **dates(world, -WEEK))

    assert texts[-2:] == ["2 open tasks are due 7 days earlier.", "1 of them would be overdue at once."]


def test_describing_changes_nothing():
    world = build("XAA")
    invitation = world.bring("XAA", State.ACCEPTED)

    for verb in Verb:
        described(world, verb)

    assert world.stored(invitation).version == invitation.version


def test_a_change_without_consequences_says_nothing():
    world = build("XAA")

    assert described(world, Verb.START) == []
