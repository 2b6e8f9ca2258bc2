"""More time to answer: asked before or after the day, decided once, and closed invitations refused by name."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from clearances.subjects import acting_as
from notifications.models import Notification
from participants import services, worklist
from participants.models import Extension
from participants.states import IllegalMove, State
from tests.participants.test_desk import own, typed
from tests.participants.world import World, build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
LATER = date(2031, 2, 10)


def ask(world: World, until: date = LATER, reason: str = "Our parliament meets on the 8th") -> Extension:
    liaison = world.liaisons["XAA"]
    with acting_as(liaison):
        return services.ask_for_time(own(world).invitation, until=until, reason=reason, by=liaison)


def test_more_time_is_asked_once_granted_by_planners_and_the_late_reply_is_taken():
    world = build("XAA", "XBB")
    world.issue("XAA")
    for until, reason, field in [
        (date(2031, 2, 1), "x", "until"),
        (date(2020, 1, 1), "x", "until"),
        (date(2040, 1, 1), "x", "until"),
        (LATER, "  ", "reason"),
    ]:
        with pytest.raises(ValidationError) as caught:
            ask(world, until, reason)
        assert list(caught.value.message_dict) == [field]
    extension = ask(world)
    with pytest.raises(ValidationError, match="already"):
        ask(world)
    for stranger in (world.liaisons["XAA"], world.liaisons["XBB"]):
        with acting_as(stranger), pytest.raises(PermissionDenied):
            services.grant_time(extension, until=LATER, by=stranger)
    with acting_as(world.liaisons["XBB"]):
        assert not Extension.objects.exists()

    with time_machine.travel("2031-02-05T12:00:00Z", tick=False):
        with acting_as(world.planner):
            assert [item.kind for item in worklist.items(world.planner)] == ["extension"]
            services.grant_time(extension, until=LATER, by=world.planner)
            with pytest.raises(IllegalMove):
                services.refuse_time(extension, remark="Too late", by=world.planner)
        assert world.reply(own(world).invitation, "accepted").state == State.ACCEPTED
    assert Notification.objects.filter(recipient=world.liaisons["XAA"], kind="time_granted").count() == 1
    with pytest.raises(IllegalMove):
        ask(world)


def test_an_expired_invitation_is_asked_for_again_and_opens_when_that_is_granted():
    world = build("XAA")
    world.bring("XAA", State.EXPIRED)
    extension = ask(world)

    with acting_as(world.planner):
        services.grant_time(extension, until=LATER, by=world.planner)

    invitation = own(world).invitation
    assert (invitation.state, invitation.reply_by) == (State.ISSUED, LATER)
    assert world.reply(invitation, "tentative").state == State.TENTATIVE


@pytest.mark.parametrize(("state", "words"), [(State.WITHDRAWN, "has withdrawn"), (State.EXPIRED, "has expired")])
def test_an_answer_to_a_closed_invitation_is_refused_by_name_and_the_draft_stays(state, words, signed_in):
    world = build("XAA")
    world.bring("XAA", state)
    client, key = signed_in(world.liaisons["XAA"]), own(world).pk
    said = {"answer": "accepted", "seats": 4, "version": own(world).invitation.version}

    refused = client.post(reverse("participants:reply", args=[key]), said)
    assert (refused.status_code, words in refused.content.decode()) == (409, True)

    address = reverse("participants:desk", args=[key])
    assert client.post(address, typed(answer="accepted", seats=4)).status_code == 302
    form = client.get(address).context["send_form"].initial
    assert client.post(reverse("participants:send_draft", args=[key]), form).status_code == 409
    assert client.get(address).context["desk"].draft is not None


def test_time_is_asked_granted_and_refused_on_the_pages(signed_in):
    world = build("XAA")
    world.issue("XAA")
    client, planner, key = signed_in(world.liaisons["XAA"]), signed_in(world.planner), own(world).pk
    address = reverse("participants:ask_for_time", args=[key])

    assert client.post(address, {"until": "2020-01-01", "reason": "x"}).status_code == 400
    assert client.post(address, {"until": LATER, "reason": "Parliament"}).status_code == 302
    with as_system():
        extension = Extension.objects.get()
    page = planner.get(reverse("participants:delegation", args=[key]))
    assert "Parliament" in page.content.decode()
    assert page.context["grant_form"].initial["until"] == LATER
    refuse = reverse("participants:refuse_time", args=[extension.pk])
    assert planner.post(refuse, {"remark": ""}).status_code == 400
    assert planner.post(refuse, {"remark": "The list closes"}).status_code == 302
    assert "The list closes" in client.get(reverse("participants:delegation", args=[key])).content.decode()
    grant = reverse("participants:grant_time", args=[extension.pk])
    assert planner.post(grant, {"until": LATER}).status_code == 409
