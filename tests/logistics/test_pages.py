"""The pages of tasks per role: what each shows, what leaves no trace, what is refused and how."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clearances.subjects import acting_as
from logistics import services, worklist
from logistics.models import Task
from logistics.states import State
from participants.models import Delegation
from participants.states import State as Invited
from tests import factories as make
from tests.logistics.test_tasks import give, host_delegation
from tests.participants.world import World, build
from tests.roles import as_system

pytestmark = pytest.mark.django_db


def page(client, name: str, *args: object, **data: str) -> str:
    response = client.get(reverse(f"logistics:{name}", args=args), data)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.fixture
def world() -> World:
    """XAA and XBB take part; each has a task, and so has the host."""
    world = build("XAA", "XBB")
    for code in ("XAA", "XBB"):
        give(world, world.bring(code, Invited.ACCEPTED).delegation, title=f"Task of {code}")
    give(world, host_delegation(world), title="Task of the host")
    return world


def task_of(code: str) -> Task:
    with as_system():
        return Task.objects.select_related("delegation").get(title=f"Task of {code}")


def test_a_liaison_sees_the_tasks_of_her_own_delegation_and_no_trace_of_others(signed_in, world):
    client, own = signed_in(world.liaisons["XAA"]), task_of("XAA")

    texts = [
        page(client, "index"),
        page(client, "index", whose="all", state="any"),
        page(client, "delegation_tasks", own.delegation_id),
        page(client, "task", own.pk),
    ]

    for text in texts:
        assert "Task of XAA" in text
        assert "Task of XBB" not in text
        assert "Task of the host" not in text


def test_somebody_elses_task_is_an_unknown_one(signed_in, world):
    client, other = signed_in(world.liaisons["XAA"]), task_of("XBB")

    for name in ("task", "amend", "cancel"):
        assert client.get(reverse(f"logistics:{name}", args=[other.pk])).status_code == 404
    for name in ("done", "reopen"):
        assert client.post(reverse(f"logistics:{name}", args=[other.pk])).status_code == 404
    assert client.get(reverse("logistics:delegation_tasks", args=[other.delegation_id])).status_code == 404
    assert client.get(reverse("logistics:exchange_tasks", args=[world.exchange.reference])).status_code == 403
    for name in ("amend", "cancel"):
        assert client.get(reverse(f"logistics:{name}", args=[task_of("XAA").pk])).status_code == 403


def test_a_task_is_done_with_an_undo(signed_in, world):
    client, task = signed_in(world.liaisons["XAA"]), task_of("XAA")

    response = client.post(reverse("logistics:done", args=[task.pk]), follow=True)

    assert "“Task of XAA” is done." in response.content.decode()
    assert reverse("logistics:reopen", args=[task.pk]) in response.content.decode()
    assert client.post(reverse("logistics:done", args=[task.pk])).status_code == 409
    client.post(reverse("logistics:reopen", args=[task.pk]))
    assert task_of("XAA").state == State.OPEN


def test_the_undo_names_only_what_the_reader_may_see(signed_in, world):
    with acting_as(world.planner):
        services.do_task(task_of("XBB"), by=world.planner)

    client = signed_in(world.liaisons["XAA"])

    for key in (str(task_of("XBB").pk), "nonsense", ""):
        assert "is done." not in page(client, "index", done=key)


def test_planners_give_change_and_take_back_tasks(signed_in, world):
    client, address = signed_in(world.planner), reverse("logistics:exchange_tasks", args=[world.exchange.reference])
    data = {"title": "Order tents", "due_on": "2031-02-10", "remind_days": "3", "detail": ""}

    text = page(client, "exchange_tasks", world.exchange.reference)
    for name in ("Task of XAA", "Task of XBB", "Task of the host", "Nation HOS (host)"):
        assert name in text
    bad = client.post(address, {**data, "delegation": task_of("XAA").delegation_id, "due_on": "soon"})
    assert bad.status_code == 400
    assert client.post(address, {**data, "delegation": task_of("XAA").delegation_id}).status_code == 302
    with as_system():
        task = Task.objects.get(title="Order tents")

    amend = client.post(reverse("logistics:amend", args=[task.pk]), {**data, "title": "Order more tents"})
    assert amend.status_code == 302
    assert "Tell whoever had to see to it." in page(client, "cancel", task.pk)
    assert client.post(reverse("logistics:cancel", args=[task.pk])).status_code == 302
    assert client.post(reverse("logistics:cancel", args=[task.pk])).status_code == 409
    assert client.post(reverse("logistics:amend", args=[task.pk]), data).status_code == 409


def test_a_new_task_is_never_due_on_a_day_that_has_passed(signed_in, world):
    passed = timezone.localdate() - timedelta(days=2)
    data = {"title": "Order tents", "due_on": str(passed), "remind_days": "3", "detail": ""}
    address = reverse("logistics:exchange_tasks", args=[world.exchange.reference])

    answer = signed_in(world.planner).post(address, {**data, "delegation": task_of("XAA").delegation_id})

    assert answer.status_code == 400
    assert "This day has passed already." in answer.content.decode()


def test_a_task_for_a_delegation_of_another_exchange_is_refused(signed_in, world):
    other = build_other(world)
    data = {"title": "x", "due_on": "2031-02-10", "remind_days": "3", "delegation": other.pk}

    response = signed_in(world.planner).post(reverse("logistics:exchange_tasks", args=[world.exchange.reference]), data)

    assert response.status_code == 400
    assert "not one of the available choices" in response.content.decode()


def build_other(world: World) -> Delegation:
    exchange = make.ExchangeFactory(program=world.exchange.program, host=world.exchange.host)
    with as_system():
        return Delegation.objects.get(exchange=exchange, is_host=True)


def test_filters_live_in_the_address(signed_in, world):
    client = signed_in(world.planner)

    mine, everything = page(client, "index"), page(client, "index", whose="all")

    assert "Task of the host" in mine
    assert "Task of XAA" not in mine
    assert "Task of XAA" in everything
    assert "Task of XAA" not in page(client, "index", whose="all", text="XBB")
    assert "No task fits" in page(client, "index", whose="all", state="done")
    assert "No task fits" in page(client, "index", whose="somebody")


def test_late_tasks_come_first_and_are_said_to_be_late(signed_in, world):
    yesterday = timezone.localdate() - timedelta(days=1)
    give(world, task_of("XAA").delegation, title="Late one", due_on=yesterday)

    text = page(signed_in(world.liaisons["XAA"]), "index")

    assert text.index("Late one") < text.index("Task of XAA")
    assert "overdue" in text


def queries(call) -> int:
    call()
    with CaptureQueriesContext(connection) as counted:
        call()
    return len(counted)


def test_lists_ask_the_same_number_of_queries_for_n_and_2n_rows(signed_in, world):
    liaison, planner = signed_in(world.liaisons["XAA"]), signed_in(world.planner)
    delegation, soon, counts = task_of("XAA").delegation, timezone.localdate() + timedelta(days=3), []

    def show() -> None:
        page(liaison, "index")
        page(liaison, "delegation_tasks", delegation.pk)
        page(planner, "exchange_tasks", world.exchange.reference)
        with acting_as(world.liaisons["XAA"]):
            assert len(worklist.items(world.liaisons["XAA"])) >= 3

    for number in range(2):
        for extra in range(3):
            give(world, delegation, title=f"Extra {number} {extra}", due_on=soon)
        counts.append(queries(show))

    assert counts[0] == counts[1]


def test_the_worklist_holds_what_is_late_or_due_within_two_weeks(world):
    today, liaison = timezone.localdate(), world.liaisons["XAA"]
    for days in (-2, 3, 30):
        give(world, task_of("XAA").delegation, title=f"In {days}", due_on=today + timedelta(days=days))

    with acting_as(liaison):
        found = [(item.title, item.is_overdue, item.about) for item in worklist.items(liaison)]

    title = world.exchange.title
    assert found == [("In -2", True, title), ("In 3", False, title)]
