"""Telling people: once each, decided again at delivery, in words that give nothing away."""

import pytest
from django.core import mail
from django.utils import translation

from accounts.models import User
from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.services import take_back
from jobs import services as jobs
from jobs.models import OutboxItem
from notifications import services
from notifications.models import Notification
from tests import factories as make

pytestmark = pytest.mark.django_db


def deliver_all() -> int:
    return jobs.deliver(list(OutboxItem.objects.values_list("pk", flat=True)))


@pytest.fixture
def exchange():
    return make.ExchangeFactory(title="Brave Tern")


def test_nobody_is_told_of_the_same_event_twice(exchange):
    planner = make.member(Role.PLANNER, exchange)

    for _again in range(2):
        services.notify([planner, planner], "dates_changed", exchange, key="moved:2")
    services.notify([planner], "dates_changed", exchange, key="moved:3")

    assert [row.key for row in Notification.objects.order_by("pk")] == ["moved:2", "moved:3"]
    assert deliver_all() == 2
    assert deliver_all() == 0
    assert len(mail.outbox) == 2


def test_a_mail_is_neutral_and_has_a_link(exchange):
    planner = make.member(Role.PLANNER, exchange)
    services.notify([planner], "dates_changed", exchange, key="moved")

    deliver_all()

    message = Notification.objects.get()
    (sent,) = mail.outbox
    assert sent.to == [planner.email]
    assert sent.subject == "Accord: something waits for you"
    assert f"http://127.0.0.1:8000/inbox/{message.public_id}/" in sent.body
    for word in ("Brave", "Tern", str(exchange.host), exchange.reference, "dates"):
        assert word not in f"{sent.subject}{sent.body}{sent.extra_headers}"
    assert message.mailed_at is not None


def test_each_reader_gets_a_mail_of_their_own(exchange):
    people = [make.member(Role.PLANNER, exchange) for _n in range(3)]

    services.notify(people, "dates_changed", exchange, key="moved")
    deliver_all()

    assert sorted(sent.to for sent in mail.outbox) == sorted([person.email] for person in people)


def test_what_was_closed_meanwhile_is_withheld(exchange):
    planner = make.member(Role.PLANNER, exchange)
    services.notify([planner], "dates_changed", exchange, key="moved")
    with make.as_system():
        take_back(Role.PLANNER, planner.personal_team, exchange, by=SYSTEM, reason="test")

    deliver_all()

    message = Notification.objects.get()
    assert mail.outbox == []
    assert (message.mailed_at, message.withheld_at is not None) == (None, True)
    assert OutboxItem.objects.get().state == OutboxItem.State.DONE


def test_whoever_left_is_told_nothing(exchange):
    planner = make.member(Role.PLANNER, exchange)
    services.notify([planner], "dates_changed", exchange, key="moved")
    with make.as_system():
        User.objects.filter(pk=planner.pk).update(is_active=False)

    deliver_all()
    planner.refresh_from_db()
    services.notify([planner], "dates_changed", exchange, key="moved again")

    assert mail.outbox == []
    assert Notification.objects.count() == 1


def test_without_an_address_the_message_is_in_the_portal_only(exchange):
    planner = make.member(Role.PLANNER, exchange, email="")
    services.notify([planner], "dates_changed", exchange, key="moved")

    deliver_all()

    assert mail.outbox == []
    assert OutboxItem.objects.get().state == OutboxItem.State.DONE


def test_a_kind_without_words_is_an_error(exchange):
    with pytest.raises(ValueError, match="nonsense"):
        services.notify([make.UserFactory()], "nonsense", exchange, key="x")


def test_a_mail_server_that_cannot_be_reached_is_tried_again(exchange, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # Nothing listens there.
    services.notify([make.member(Role.PLANNER, exchange)], "dates_changed", exchange, key="moved")

    assert deliver_all() == 0

    item = OutboxItem.objects.get()
    assert (item.state, item.attempts, item.last_error) == (OutboxItem.State.PENDING, 1, "ConnectionRefusedError")
    assert Notification.objects.get().mailed_at is None


def test_a_mail_is_written_in_the_readers_language(exchange):
    planner = make.member(Role.PLANNER, exchange, language="fr")
    services.notify([planner], "dates_changed", exchange, key="moved")

    with translation.override("fr"):
        expected = translation.gettext("Accord: something waits for you")
    deliver_all()

    assert mail.outbox[0].subject == expected
