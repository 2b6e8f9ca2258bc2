"""What changed: its page, the button that says it is read, and the digest, once a period and only if there is news."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from briefs import digests, services
from briefs.models import Every, Reader
from clearances.roles import Role
from clearances.subjects import acting_as
from exchanges import services as exchanges
from jobs import services as jobs
from jobs.models import OutboxItem
from notifications.models import Notification
from tests import factories as make
from tests.participants.world import build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
INDEX = "/brief/"


@pytest.fixture
def made():
    world = build("XAA", title="Brave Tern")
    world.colleague = make.member(Role.PLANNER, world.exchange, organisation=world.exchange.host)
    return world


def rename(made, title):
    with acting_as(made.planner):
        made.exchange.refresh_from_db()
        exchanges.amend(made.exchange, title=title, kind=made.exchange.kind, by=made.planner)


def look(at):
    with as_system():
        return digests.sweep(at)


def test_reading_stores_nothing_and_the_button_begins_anew(made, signed_in):
    client = signed_in(made.colleague)
    rename(made, "Brave Heron")

    page = client.get(INDEX)

    assert "Brave Heron" in page.content.decode()
    assert "There is news: 1 " in page.content.decode()
    assert not Reader.objects.exists()
    client.post(reverse("briefs:read"), {"until": (timezone.now() + timedelta(days=9)).isoformat()})
    reader = Reader.objects.get(user=made.colleague)
    assert reader.read_until < timezone.now(), "What comes later isn't read before it comes."
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        client.post(reverse("briefs:read"), {"until": timezone.now().isoformat()})
        assert "Nothing has changed for you" in client.get(INDEX).content.decode()
        earlier = client.get(
            INDEX, {"since": (timezone.now() - timedelta(days=1)).date().isoformat(), "about": "exchanges"}
        )
        assert "Brave Heron" in earlier.content.decode()
        assert "Brave Heron" not in client.get(INDEX, {"since": "2026-01-01", "about": "files"}).content.decode()
    before = Reader.objects.get(user=made.colleague).read_until
    client.post(reverse("briefs:read"), {"until": "2020-01-01T00:00:00Z"})
    assert Reader.objects.get(user=made.colleague).read_until == before, "An older page takes nothing back."


@pytest.mark.parametrize("asked", [{"since": "9999-12-31"}, {"since": "x"}, {"page": "0"}, {"about": "no"}])
def test_what_cannot_be_read_is_named(made, signed_in, asked):
    assert signed_in(made.colleague).get(INDEX, asked).status_code == 400
    assert signed_in(made.colleague).post(reverse("briefs:read"), {"until": "x"}).status_code == 302


def test_a_digest_comes_once_a_period_and_says_nothing(made, signed_in):
    client = signed_in(made.colleague)
    chosen = {"every": "day", "weekday": "0", "hour": "7", "zone": "Europe/Paris"}
    assert client.post(reverse("briefs:digest"), chosen).status_code == 302
    assert "The next look is at" in client.get(reverse("briefs:digest")).content.decode()
    assert Reader.objects.get(user=made.colleague).due_at.astimezone(ZoneInfo("Europe/Paris")).hour == 7
    Reader.objects.update(looked_until=timezone.now(), due_at=timezone.now())
    rename(made, "Brave Heron")
    now = timezone.now() + timedelta(minutes=5)

    assert (look(now), look(now), look(now + timedelta(hours=1))) == (1, 0, 0)

    message = Notification.objects.get(kind="digest")
    jobs.deliver(list(OutboxItem.objects.values_list("pk", flat=True)))
    (sent,) = mail.outbox
    assert "There is news in Accord." in sent.body
    assert "Heron" not in sent.body + sent.subject
    assert client.get(f"/inbox/{message.public_id}/").headers["Location"] == INDEX
    assert look(now + timedelta(days=2)) == 0, "Nothing changed since."
    assert Reader.objects.get().due_at > now + timedelta(days=2)


def test_nobody_is_told_of_what_concerns_others_or_of_what_they_did_or_read(made):
    people = [made.planner, made.colleague, made.liaisons["XAA"]]
    for person in people:
        services.choose(every=Every.WEEK, weekday=2, hour=9, zone="UTC", by=person)
    begin = timezone.now()
    Reader.objects.update(looked_until=begin, due_at=begin)
    rename(made, "Brave Heron")
    Reader.objects.filter(user=made.colleague).update(read_until=timezone.now())

    assert look(timezone.now() + timedelta(minutes=5)) == 0
    assert not Notification.objects.exists()
    assert {reader.due_at.weekday() for reader in Reader.objects.all()} == {2}


def test_a_killed_look_is_done_again_as_a_whole(made, monkeypatch):
    services.choose(every=Every.DAY, weekday=0, hour=9, zone="UTC", by=made.colleague)
    begin = timezone.now()
    Reader.objects.update(looked_until=begin, due_at=begin)
    rename(made, "Brave Heron")
    due = timezone.now() + timedelta(minutes=5)

    with monkeypatch.context() as patch:
        patch.setattr(digests, "next_due", lambda *_facts: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            look(due)
    assert not Notification.objects.filter(kind="digest").exists()

    assert (look(due), look(due)) == (1, 0)


def test_the_hour_is_one_of_a_clock(made):
    """Clocks of Paris skip 02:00 on 30 March 2031 and show it twice on 26 October."""
    reader = Reader(every=Every.DAY, hour=2, zone="Europe/Paris")
    spring, autumn = (datetime(2031, *day, 12, tzinfo=UTC) for day in ((3, 29), (10, 25)))
    assert services.next_due(reader, spring) == datetime(2031, 3, 30, 1, tzinfo=UTC)
    assert services.next_due(reader, autumn) == datetime(2031, 10, 26, 0, tzinfo=UTC)
    assert services.next_due(Reader(every=Every.NEVER), spring) is None
    for wrong in ({"zone": "Mars/Base"}, {"hour": 24}, {"weekday": 7}):
        with pytest.raises(ValidationError) as refused:
            services.choose(**{"every": Every.DAY, "weekday": 0, "hour": 7, "zone": "UTC", **wrong}, by=made.planner)
        assert list(refused.value.error_dict) == list(wrong)
