"""The worklist: gathered from every app that contributes, ordered, and empty with words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clearances.roles import Role
from notifications.worklist import Group, Item
from portal import worklist
from tests import factories as make

pytestmark = pytest.mark.django_db
WAITING: list[Item] = []


def contributor(user) -> list[Item]:
    """What an app below would contribute."""
    return WAITING


@pytest.fixture
def waiting(settings):
    settings.WORKLIST_CONTRIBUTORS = [f"{__name__}.contributor"]
    WAITING.clear()
    return WAITING


def item(title: str, *, due_at: datetime | None = None, is_overdue: bool = False, group: str = Group.TASKS) -> Item:
    return Item("task", "checklist", title, f"/tasks/{title}/", "Do it", due_at, is_overdue, group)


def test_headings_come_in_their_order_and_the_most_urgent_first(waiting):
    noon = datetime(2031, 3, 1, 12, tzinfo=UTC)
    waiting += [
        item("none"),
        item("late", due_at=noon, is_overdue=True),
        item("soon", due_at=noon + timedelta(days=1)),
        item("own", group="Something else"),
        item("answer", group=Group.INVITATIONS),
    ]

    sections = worklist.sections(make.UserFactory())

    assert [(section.title, [row.title for row in section.rows]) for section in sections] == [
        ("Invitations to answer", ["answer"]),
        ("Tasks", ["late", "soon", "none"]),
        ("Something else", ["own"]),
    ]


def test_a_day_that_the_host_counts_is_shown_as_the_host_counts_it(waiting):
    waiting.append(replace(item("reply", due_at=datetime(2031, 3, 2, 5, tzinfo=UTC)), due_on=date(2031, 3, 1)))

    (section,) = worklist.sections(make.UserFactory())

    assert [row.due for row in section.rows] == [date(2031, 3, 1)]


@pytest.mark.parametrize(
    ("due_at", "day"),
    [
        (None, None),
        (datetime(2031, 3, 2, tzinfo=UTC), date(2031, 3, 1)),
        (datetime(2031, 3, 2, tzinfo=ZoneInfo("Pacific/Auckland")), date(2031, 3, 1)),
    ],
)
def test_a_due_instant_is_shown_as_the_day_it_ends(due_at, day):
    assert worklist.due_on(due_at) == day


def test_every_row_has_its_verb_and_its_link(waiting, signed_in):
    waiting.append(item("Book the ferry", due_at=datetime(2031, 3, 2, tzinfo=UTC), is_overdue=True))

    page = signed_in(make.UserFactory()).get("/").content.decode()

    assert page.count('href="/tasks/Book the ferry/"') == 2
    assert "Do it" in page
    assert "01 MAR 2031" in page
    assert "overdue" in page


def test_nothing_to_do_says_so(waiting, signed_in):
    page = signed_in(make.UserFactory()).get("/").content.decode()

    assert "Nothing waits for you" in page
    assert "No exchange is open to you" in page


def test_what_is_coming_is_what_one_may_see(waiting, signed_in):
    near, far = timezone.localdate() + timedelta(days=3), timezone.localdate() + timedelta(days=9)
    exchange = make.ExchangeFactory(title="Brave Tern", starts_on=near, ends_on=far)
    make.ExchangeFactory(title="Hidden Reef", program=exchange.program, starts_on=near, ends_on=far)
    make.ExchangeFactory(
        title="Long Past", program=exchange.program, starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2)
    )
    planner = make.member(Role.PLANNER, exchange)

    page = signed_in(planner).get("/").content.decode()

    assert "Brave Tern" in page
    assert "Hidden Reef" not in page
    assert "Long Past" not in page


def test_the_page_costs_the_same_however_much_waits(waiting, signed_in):
    exchange = make.ExchangeFactory(starts_on=date(2035, 1, 1), ends_on=date(2035, 1, 2))
    planner = make.member(Role.PLANNER, exchange.program)
    client = signed_in(planner)
    client.get("/")

    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        counts.append(len(queries))
        make.ExchangeFactory.create_batch(
            3, program=exchange.program, starts_on=date(2035, 1, 1), ends_on=date(2035, 1, 2), label=exchange.label
        )

    assert counts[0] == counts[1]


def test_the_real_contributors_cost_the_same_however_much_waits(signed_in, settings):
    assert len(settings.WORKLIST_CONTRIBUTORS) > 4
    exchange = make.ExchangeFactory(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
    planner = make.member(Role.PLANNER, exchange.program)
    client = signed_in(planner)

    counts = []
    for _round in range(2):
        for _more in range(2):
            more = make.ExchangeFactory(
                program=exchange.program, starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2), label=exchange.label
            )
            make.TaskFactory(delegation__exchange=more, delegation__label=more.label)
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert len(page.context["sections"]) > 0
