"""What calendars hold: what their reader may see, by cover or by content, with no trace of the rest."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from calendars.items import EVERYTHING, Kind, Scope, Status, items_for
from clearances.guards import SYSTEM
from clearances.latest import last_changes
from clearances.roles import Role
from clearances.services import grant, inherit
from clearances.subjects import acting_as
from exchanges.models import Exchange
from logistics.services import add_task
from participants.models import Delegation
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


@pytest.fixture
def planner():
    return make.UserFactory()


def exchange(planner, level="U", content="U", **facts):
    owner = planner.organisation
    made = make.ExchangeFactory(
        program__owner=owner,
        label=make.label(owner, level),
        content__label=make.label(owner, content),
        starts_on=facts.pop("starts_on", date(2027, 6, 1)),
        ends_on=date(2027, 6, 14),
        **facts,
    )
    give(planner, made)
    return made


def give(user, made, role=Role.PLANNER):
    with as_system():
        grant(role, user.personal_team, made, by=SYSTEM, reason="test")
        inherit(Delegation.objects.get(exchange=made, is_host=True), made)


def shown(user, scope=EVERYTHING, first=FIRST, last=LAST):
    user.assurance = None
    with acting_as(user):
        return items_for(user, first, last, scope)


def test_an_exchange_is_whole_days_and_tells_its_place_to_whoever_sees_its_content(planner):
    made = exchange(planner, content__place="Tamale")

    (item,) = shown(planner)

    assert (item.kind, item.title, item.place) == (Kind.EXCHANGE, made.title, "Tamale")
    assert (item.starts, item.ends, item.is_all_day) == (made.starts_on, made.ends_on, True)
    assert item.label_ids == (made.label_id, made.content.label_id)


def test_whoever_sees_the_cover_only_gets_another_item_without_what_the_content_says(planner):
    made = exchange(planner, content="C", content__place="Tamale")
    make.clearance(planner, make.PolicyFactory(owner=planner.organisation), "C")
    (whole,) = shown(planner)
    uncleared = make.UserFactory(person__organisation=planner.organisation)
    give(uncleared, made)

    (cover,) = shown(uncleared)

    assert (cover.place, cover.label_ids) == ("", (made.label_id,))
    assert cover.uid != whole.uid
    assert cover.uid == str(made.pk)


def test_what_is_hidden_or_outside_the_days_or_the_scope_is_not_there(planner):
    mine, other = exchange(planner), exchange(planner)
    exchange(planner, "C")
    with as_system():
        stranger = make.ExchangeFactory(starts_on=date(2027, 6, 1), ends_on=date(2027, 6, 14))

    assert {item.exchange_pk for item in shown(planner)} == {mine.pk, other.pk}
    assert {item.exchange_pk for item in shown(planner, Scope(exchange=mine.pk))} == {mine.pk}
    assert {item.exchange_pk for item in shown(planner, Scope(program=other.program_id))} == {other.pk}
    assert shown(planner, Scope(exchange=stranger.pk)) == []
    assert shown(planner, first=date(2027, 6, 15)) == []
    assert len(shown(planner, first=date(2027, 6, 14), last=date(2027, 6, 14))) == 2


def test_what_was_cancelled_says_so_and_a_draft_is_tentative(planner):
    made = exchange(planner, state="draft")
    assert shown(planner)[0].status == Status.TENTATIVE

    with as_system():
        Exchange.objects.filter(pk=made.pk).update(state="cancelled", state_reason="Secret reason")

    (item,) = shown(planner)
    assert item.status == Status.CANCELLED
    assert "Secret reason" not in repr(item)


def test_the_deadline_of_a_task_is_a_day_and_its_sequence_rises_with_a_change(planner):
    made = exchange(planner)
    planner.assurance = None
    with acting_as(planner):
        task = add_task(
            Delegation.objects.get(exchange=made, is_host=True),
            title="Ask for clearance",
            due_on=date(2027, 5, 3),
            by=planner,
        )
    before = next(item for item in shown(planner) if item.kind == Kind.TASK)

    with as_system():
        type(task).objects.filter(pk=task.pk).update(due_on=date(2027, 5, 4), due_at=task.due_at + timedelta(days=1))
    after = next(item for item in shown(planner) if item.kind == Kind.TASK)

    assert (before.starts, after.starts) == (date(2027, 5, 3), date(2027, 5, 4))
    assert before.uid == after.uid
    assert before.changed_at < after.changed_at


def test_twice_as_many_things_take_as_many_queries(planner):
    exchange(planner)
    few = queries(planner)

    exchange(planner)
    exchange(planner)

    assert queries(planner) == few


def queries(user):
    with CaptureQueriesContext(connection) as captured:
        shown(user)
    return len(captured)


def test_items_come_in_the_order_of_time(planner):
    late, early = exchange(planner), exchange(planner, starts_on=date(2027, 5, 1))

    assert [item.exchange_pk for item in shown(planner)] == [early.pk, late.pk]


def test_what_changed_before_an_invitation_is_dated_from_the_invitation(planner):
    owner, guest = planner.organisation, make.NationFactory()
    made = make.ExchangeFactory(program__owner=owner, label=make.label(owner, to=[guest]))
    liaison = make.UserFactory(person__organisation=guest)

    give(liaison, made, Role.INVITED)

    with as_system():
        began = made.grants.filter(group=liaison.personal_team).earliest("granted_at").granted_at
    with acting_as(liaison):
        assert last_changes(liaison, [made]) == {made.pk: began}
