"""Many invitations are sent by a worker: fast, each once, whatever happens to the worker, and unseen by each other."""

from datetime import timedelta
from time import process_time

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clearances.roles import Role
from clearances.subjects import acting_as
from jobs import services as jobs
from jobs.models import OutboxItem
from notifications.models import Notification
from participants import services
from participants.models import Invitation, Sending, SendingItem
from participants.states import State
from tests import factories as make
from tests.participants.world import World, build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
MANY = [f"X{first}{second}" for first in "ABCDEFGHIJKL" for second in "PQRST"]


def order(world: World, *invitations: Invitation) -> Sending:
    with acting_as(world.planner):
        return services.order_sending(world.exchange, invitations, by=world.planner)


def waiting() -> list[int]:
    return list(OutboxItem.objects.filter(kind="invitation", state="pending").values_list("pk", flat=True))


def work(ids: list[int]) -> int:
    """As the mail worker does: with the application's rights, acting for nobody until it knows whose order it is."""
    return jobs.deliver(ids)


def states(world: World) -> dict[str, str]:
    with as_system():
        rows = Invitation.objects.filter(delegation__exchange=world.exchange)
        return dict(rows.values_list("delegation__party__code", "state"))


def told(world: World) -> list[str]:
    rows = Notification.objects.filter(kind="invited").values_list("recipient", flat=True)
    codes = {user.pk: code for code, user in world.liaisons.items()}
    return sorted(codes[pk] for pk in rows)


def test_sixty_nations_are_sent_theirs_in_less_than_five_seconds():
    world = build(*MANY, seats=None)
    drafts = [world.invite(code) for code in MANY]

    began = process_time()  # Of this process: what others do on the machine doesn't count.
    order(world, *drafts)
    with CaptureQueriesContext(connection) as queries:
        done = work(waiting())
    took = process_time() - began

    assert (done, set(states(world).values())) == (60, {"issued"})
    assert told(world) == sorted(MANY)
    assert took < 5, f"It took {took:.1f} s."
    assert len(queries) / done < 52


def test_what_cannot_be_sent_is_named_and_the_others_go(client):
    world = build("XAA", "XBB", "XCC", seats=None)
    rows = [world.invite(code) for code in ("XAA", "XBB", "XCC")]
    legal = make.member(Role.PLANNER, world.exchange, organisation=world.planner.organisation)
    client.force_login(world.planner)
    with acting_as(world.planner):
        services.staff(rows[1], people={"legal": legal}, due_on=timezone.localdate(), by=world.planner)

    page = reverse("participants:send_many", args=[world.exchange.reference])
    assert client.get(page).content.count(b'name="drafts"') == 3
    assert client.post(page, {"drafts": []}).status_code == 400
    answer = client.post(page, {"drafts": [row.pk for row in rows]})
    assert client.post(page, {"drafts": [rows[0].pk]}).status_code == 400  # It is being sent already.
    with acting_as(world.planner):
        services.withdraw(rows[2], reason="Not them", by=world.planner)
    assert b"every 2s" in client.get(answer["Location"]).content
    work(waiting())
    shown = client.get(answer["Location"]).content.decode()

    assert states(world) == {"XAA": "issued", "XBB": "draft", "XCC": "withdrawn"}
    assert "Legal" in shown
    assert "sent or withdrawn meanwhile" in shown
    assert "every 2s" not in shown
    client.force_login(world.liaisons["XAA"])
    assert client.get(answer["Location"]).status_code == 404
    assert client.get(page).status_code in {403, 404}


def test_a_worker_that_is_killed_repeats_nothing_and_skips_nothing():
    world = build("XAA", "XBB", "XCC", seats=None)
    order(world, *(world.invite(code) for code in ("XAA", "XBB", "XCC")))
    now = timezone.now()
    with as_system():
        claimed = jobs.claim(now)
    with transaction.atomic():  # The first is sent; the connection is lost in the middle of the second.
        work(claimed[:1])
    with transaction.atomic():
        work(claimed[1:2])
        transaction.set_rollback(True)
    assert states(world) == {"XAA": "issued", "XBB": "draft", "XCC": "draft"}

    with as_system():
        assert jobs.claim(now) == []  # Its lease runs.
        again = jobs.claim(now + jobs.ITEM_LEASE + timedelta(seconds=1))
    assert set(claimed[1:]) <= set(again)
    work(again)
    work(claimed)  # And what was thought dead wakes up and goes on.

    assert set(states(world).values()) == {"issued"}
    assert told(world) == ["XAA", "XBB", "XCC"]


def test_whoever_loses_their_rights_sends_nothing_more():
    world = build("XAA", seats=None)
    order(world, world.invite("XAA"))
    with as_system():
        type(world.planner).objects.filter(pk=world.planner.pk).update(is_active=False)
    work(waiting())
    assert states(world) == {"XAA": State.DRAFT}
    with as_system():
        assert SendingItem.objects.get().state == SendingItem.State.WAITING


def test_the_pages_ask_as_much_of_few_as_of_many(client):
    world = build(*MANY[:6], seats=None)
    client.force_login(world.planner)

    def asked(*codes: str) -> list[int]:
        sending = order(world, *(world.invite(code) for code in codes))
        counts = []
        for address in (sending.get_absolute_url(), reverse("participants:send_many", args=[world.exchange.reference])):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        return counts

    assert asked(*MANY[:2]) == asked(*MANY[2:6])
