"""The pages as planners and liaisons use them, and how many queries they take."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clearances.subjects import acting_as
from participants.models import Delegation
from tests import factories as make
from tests.participants.world import World, build
from tests.roles import as_system
from tests.threads.world import ask, own, stored
from threads import services
from threads.models import Thread, ThreadEntry
from threads.services import Words
from threads.worklist import items

pytestmark = pytest.mark.django_db


def at(name: str, *args: object) -> str:
    return reverse(f"threads:{name}", args=args)


def test_a_nation_asks_and_the_host_answers_for_all_after_a_check(signed_in):
    world = build("XAA", "XBB")
    world.issue("XAA"), world.issue("XBB")
    liaison, planner = signed_in(world.liaisons["XAA"]), signed_in(world.planner)
    mine, other = own(world, "XAA"), own(world, "XBB")

    said = {"kind": "question", "subject": "Powder", "text": "May we bring our own?"}
    refused = liaison.post(at("open", mine.pk), {**said, "due_on": "2020-01-01", "subject": "x\u202ey"})
    assert (refused.status_code, liaison.post(at("open", mine.pk), said).status_code) == (400, 302)
    assert "May we bring our own?" in refused.content.decode()  # Nothing typed is lost.
    with as_system():
        thread = Thread.objects.get()
    text = planner.get(at("exchange", world.exchange.reference) + "?show=open").content.decode()
    assert "Powder" in text
    assert "Powder" not in planner.get(at("exchange", world.exchange.reference) + "?show=overdue").content.decode()

    data = {"subject": "Ammunition", "question": "May own be brought?", "text": "No.", "version": "1"}
    data |= {"nations": [str(mine.pk), str(other.pk)]}
    shown = planner.post(at("answer_all", thread.pk), data)
    assert (shown.status_code, Thread.objects.count()) == (200, 0)  # Nobody acts here; nothing was made either:
    with as_system():
        assert Thread.objects.count() == 1
    assert "1 of 1 person of its delegation reads it" in " ".join(shown.content.decode().split())
    seen = shown.context["form"]["seen"].value()
    changed = planner.post(at("answer_all", thread.pk), {**data, "text": "Yes.", "seen": seen})
    assert changed.status_code == 200  # What wasn't shown isn't sent.
    assert planner.post(at("answer_all", thread.pk), {**data, "seen": seen}).status_code == 302
    stale = planner.post(at("answer_all", thread.pk), {**data, "seen": seen})
    assert stale.status_code == 409

    assert "No." in liaison.get(at("thread", thread.pk)).content.decode()
    elsewhere = signed_in(world.liaisons["XBB"])
    assert "Ammunition" in elsewhere.get(reverse("participants:delegation", args=[other.pk])).content.decode()
    assert elsewhere.get(at("thread", thread.pk)).status_code == 404


def test_the_second_of_two_answers_at_once_is_a_conflict_that_loses_nothing(signed_in):
    world = build("XAA")
    world.issue("XAA")
    thread = ask(own(world, "XAA"), by=world.liaisons["XAA"])
    client, data = signed_in(world.planner), {"is_answer": "on", "version": "1"}

    first, second = (client.post(at("thread", thread.pk), {**data, "text": text}) for text in ("Here", "There"))

    assert (first.status_code, second.status_code) == (302, 409)
    text = second.content.decode()
    assert "Here" in text
    assert "There" in text
    with as_system():
        assert list(ThreadEntry.objects.filter(is_answer=True).values_list("text", flat=True)) == ["Here"]
    assert client.post(at("close", thread.pk), {"version": "2"}).status_code == 302
    closed = client.post(at("thread", thread.pk), {"text": "Late", "version": "3"})
    assert closed.status_code == 409
    assert "This thread is closed" in closed.content.decode()
    assert client.post(at("reopen", thread.pk), {"version": "3"}).status_code == 302
    assert stored(thread).state == "open"


def test_a_mention_of_nobody_and_of_somebody_who_may_not_read_it_gives_one_and_the_same_page(signed_in):
    world = build("XAA", "XBB")
    world.issue("XAA")
    thread = ask(own(world, "XAA"), by=world.liaisons["XAA"])
    client = signed_in(world.liaisons["XAA"])

    errors = []
    for key in (world.liaisons["XBB"].pk, 2_000_000_007, "nobody"):
        refused = client.post(at("thread", thread.pk), {"text": "x", "version": "1", "mentions": [str(key)]})
        assert refused.status_code == 400
        errors.append(refused.context["form"].errors)

    assert errors[0] == errors[1] == errors[2]
    assert list(errors[0]) == ["mentions"]


def test_an_announcement_is_on_each_delegations_page_and_names_no_other(signed_in):
    world = build("XAA", "XBB")
    world.issue("XAA"), world.issue("XBB")
    with acting_as(world.planner):
        rows = services.invited(world.exchange, by=world.planner)
        services.announce(world.exchange, rows, Words(subject="Gates", text="Gate 3 is shut"), by=world.planner)

    liaison = signed_in(world.liaisons["XAA"])
    key = own(world, "XAA").pk
    assert "Gates" in liaison.get(reverse("participants:delegation", args=[key])).content.decode()
    with as_system():
        thread = Thread.objects.get(delegation=key)
    text = liaison.get(at("thread", thread.pk)).content.decode()
    assert "Gate 3 is shut" in text
    # The label picker names every nation there is.
    assert str(world.nation("XBB")) not in text.partition("<fieldset")[0]
    assert "Gates" in liaison.get(reverse("notifications:inbox")).content.decode()


def fill(world: World, delegations: int, entries: int) -> None:
    """That many more nations, and entries in the first thread of each."""
    with as_system():
        label, party = world.exchange.label, world.exchange.host
        for _ in range(delegations):
            nation = make.NationFactory()
            row = make.DelegationFactory(exchange=world.exchange, party=nation, label=label)
            make.grant("planner", world.planner.personal_team, row, by=make.SYSTEM, reason="test")
        rows = Delegation.objects.filter(exchange=world.exchange, is_host=False)
        facts = {"label": label, "opened_by": world.planner, "due_on": timezone.localdate(), "due_at": timezone.now()}
        made = Thread.objects.bulk_create([Thread(delegation=row, subject=f"From {party}", **facts) for row in rows])
        each = {"label": label, "text": "x", "written_by": world.planner}
        ThreadEntry.objects.bulk_create([ThreadEntry(thread=row, **each) for row in made for _ in range(entries)])


def queries(call: Callable[[], object]) -> int:
    call()
    with CaptureQueriesContext(connection) as counted:
        call()
    return len(counted)


def test_lists_and_a_thread_take_the_same_queries_with_60_delegations_and_600_entries(signed_in):
    world = build("XAA")
    world.issue("XAA")
    fill(world, 4, 2)
    with as_system():
        thread = Thread.objects.filter(delegation__party__code="XAA").earliest("opened_at")
    planner, liaison = signed_in(world.planner), signed_in(world.liaisons["XAA"])

    def show() -> None:
        key = thread.delegation_id
        for query in ("", "?show=open", "?show=overdue", "?show=mine"):
            assert planner.get(at("exchange", world.exchange.reference) + query).status_code == 200
        for address in (at("delegation", key), reverse("participants:delegation", args=[key]), at("thread", thread.pk)):
            assert liaison.get(address).status_code == 200
        with acting_as(world.planner):
            assert list(items(world.planner))

    few = queries(show)
    fill(world, 55, 10)
    with as_system():
        assert (Delegation.objects.guests().count(), ThreadEntry.objects.count()) >= (60, 600)
        each = {"label": thread.label, "text": "y", "written_by": world.planner}
        ThreadEntry.objects.bulk_create([ThreadEntry(thread=thread, **each) for _ in range(60)])

    assert queries(show) == few
