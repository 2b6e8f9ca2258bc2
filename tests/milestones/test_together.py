"""Everything that hangs from an exchange moves together, comes back by undo, or stays where it is."""

from datetime import UTC, datetime, timedelta

import pytest

from audit.models import Event
from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as
from exchanges.models import Exchange
from logistics.models import Task
from logistics.services import add_task
from milestones.models import Milestone
from notifications.models import Notification
from participants.models import Delegation, Invitation
from participants.states import State as Invited
from planning import services as planning
from resources.models import Booking
from resources.services import NotAvailable, add_resource, book
from resources.windows import Window
from serials.models import Serial
from serials.services import add_serial
from tests import factories as make
from tests.milestones.world import add, build
from tests.resources.world import officer
from tests.roles import as_system

pytestmark = pytest.mark.django_db
START = datetime.now(UTC).date() + timedelta(days=100)
FIELDS = {
    Exchange: ["starts_on", "ends_on"],
    Milestone: ["planned_on", "ends_on", "state"],
    Invitation: ["reply_by", "reply_due_at", "state"],
    Task: ["due_on", "due_at"],
    Booking: ["starts_at", "ends_at", "state"],
    Serial: ["starts_at", "ends_at"],
}


@pytest.fixture
def world():
    """One of everything that follows; the range is the host's own."""
    made = build("XAA", starts_on=START, ends_on=START + timedelta(days=5))
    made.bring("XAA", Invited.ISSUED, reply_by=START - timedelta(days=5))
    host, zone = made.exchange.host, made.exchange.host.zone_info
    keeper = officer(Role.STAFF_OFFICER, host, host)
    with as_system():
        grant(Role.STAFF_OFFICER, made.planner.personal_team, host, by=SYSTEM, reason="test")
    with acting_as(keeper):
        made.range = make_range(host, keeper)
    made.keeper = keeper
    add(made, "Customs", on=START - timedelta(days=20))
    with acting_as(made.planner):
        own = Delegation.objects.get(exchange=made.exchange, is_host=True)
        add_task(own, title="Ranges", due_on=START - timedelta(days=9), by=made.planner)
        book([made.range], window=Window.of_days(START, START, zone), exchange=made.exchange, by=made.planner)
        begin = datetime.combine(START, datetime.min.time(), UTC) + timedelta(hours=9)
        times = {"starts_at": begin, "ends_at": begin + timedelta(hours=1)}
        add_serial(made.exchange, title="Brief", by=made.planner, **times)
    return made


def make_range(host, keeper):
    return add_resource(host, kind="area", name="Range", label=make.label(host), by=keeper)


def all_that_hangs():
    with as_system():
        return {model: list(model.objects.order_by("pk").values_list("pk", *names)) for model, names in FIELDS.items()}


def move(world, days):
    with acting_as(world.planner):
        row = Exchange.objects.get(pk=world.exchange.pk)
        by = timedelta(days=days)
        dates = {"starts_on": row.starts_on + by, "ends_on": row.ends_on + by}
        return planning.move(row, version=row.version, by=world.planner, **dates)


def test_undo_brings_back_milestones_tasks_bookings_serials_and_reply_by_dates(world):
    before = all_that_hangs()

    moved = move(world, 10)
    after = all_that_hangs()
    unmoved = [model for model in FIELDS if after[model] == before[model]]
    with acting_as(world.planner):
        back = {name: datetime.fromisoformat(moved.undo[name]).date() for name in ("starts_on", "ends_on")}
        planning.move(moved.exchange, **back, version=moved.undo["version"], by=world.planner)

    assert unmoved == [Invitation]  # It is answered in time as it is.
    assert all_that_hangs() == before


def test_a_range_that_is_taken_then_leaves_everything_where_it_was_and_nobody_told(world):
    then = Window.of_days(START - timedelta(days=10), START - timedelta(days=10), world.range.zone_info)
    with acting_as(world.keeper):
        book([world.range], window=then, title="Own shoot", by=world.keeper)
    with as_system():
        told, noted = Notification.objects.count(), Event.objects.count()
    before = all_that_hangs()

    with pytest.raises(NotAvailable):
        move(world, -10)

    assert all_that_hangs() == before
    with as_system():
        assert (Notification.objects.count(), Event.objects.count()) == (told, noted)
    assert move(world, -11).exchange.starts_on == START - timedelta(days=11)
    assert all_that_hangs()[Invitation] != before[Invitation]
