"""The inbox: messages that may still be read, and no sign of others."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.services import take_back
from notifications.models import Notification
from notifications.services import SHOWN, mark_read_about, notify
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """Somebody who was told of an exchange that they may see."""
    exchange = make.ExchangeFactory(title="Brave Tern")
    planner = make.member(Role.PLANNER, exchange)
    notify([planner], "dates_changed", exchange, key="first")
    return planner, exchange, Notification.objects.get()


def close(planner, exchange) -> None:
    with make.as_system():
        take_back(Role.PLANNER, planner.personal_team, exchange, by=SYSTEM, reason="test")


def test_following_a_message_marks_it_read_and_leads_to_what_it_is_about(told, signed_in):
    planner, exchange, message = told
    client = signed_in(planner)
    assert "Brave Tern has new dates." in client.get(reverse("notifications:inbox")).content.decode()

    response = client.get(f"/inbox/{message.public_id}/")

    message.refresh_from_db()
    assert response.headers["Location"] == exchange.get_absolute_url()
    assert message.read_at is not None


def test_a_message_about_what_was_closed_is_as_unknown_as_one_that_never_was(told, signed_in):
    planner, exchange, message = told
    close(planner, exchange)
    client = signed_in(planner)

    gone, unknown = client.get(f"/inbox/{message.public_id}/"), client.get(f"/inbox/{uuid4()}/")

    message.refresh_from_db()
    assert (gone.status_code, gone.content) == (unknown.status_code, unknown.content) == (404, gone.content)
    assert message.read_at is None
    page = client.get(reverse("notifications:inbox")).content.decode()
    assert "Brave Tern" not in page
    assert "sidebar-count" not in page
    assert "Your inbox is empty" in page


def test_somebody_elses_message_is_unknown(told, signed_in):
    _planner, exchange, message = told
    colleague = make.member(Role.PLANNER, exchange)

    response = signed_in(colleague).get(f"/inbox/{message.public_id}/")

    message.refresh_from_db()
    assert (response.status_code, message.read_at) == (404, None)


def test_all_are_marked_as_read_at_once_and_the_badge_goes(told, signed_in):
    planner, exchange, _message = told
    notify([planner], "postponed", exchange, key="second")
    client = signed_in(planner)
    assert '<span class="sidebar-count">2' in client.get("/inbox/").content.decode()

    page = client.post(reverse("notifications:read_all"), follow=True)

    assert Notification.objects.filter(read_at__isnull=True).count() == 0
    assert "sidebar-count" not in page.content.decode()
    assert "All messages are marked as read." in page.content.decode()
    assert reverse("notifications:read_all") not in page.content.decode()


def test_the_badge_counts_nothing_that_the_inbox_is_too_short_to_show(told, signed_in):
    planner, exchange, _message = told
    for number in range(SHOWN):
        notify([planner], "postponed", exchange, key=f"newer {number}")
    Notification.objects.filter(key__startswith="newer").update(read_at=timezone.now())

    page = signed_in(planner).get("/inbox/").content.decode()

    assert page.count("was postponed") == SHOWN
    assert "sidebar-count" not in page


def test_marking_all_leaves_unread_what_one_may_not_see(told, signed_in):
    planner, exchange, message = told
    close(planner, exchange)

    signed_in(planner).post(reverse("notifications:read_all"))

    message.refresh_from_db()
    assert message.read_at is None


def test_dealing_with_something_reads_the_messages_about_it(told):
    planner, exchange, _message = told
    colleague = make.member(Role.PLANNER, exchange)
    notify([planner, colleague], "postponed", exchange, key="second")

    mark_read_about(planner, exchange)

    assert list(Notification.objects.filter(read_at__isnull=True).values_list("recipient", flat=True)) == [colleague.pk]
