"""A packet before it is sent: the page that its nation will get, and which of its readers can read which part."""

import pytest
from django.urls import reverse

from clearances.subjects import acting_as
from participants import services
from participants.models import Invitation
from participants.states import State
from portions.containers import Block
from tests import factories as make
from tests.participants.world import build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
OFFER = {"costs": [{"item": "Fuel", "payer": "nation"}]}


def test_a_draft_is_previewed_as_it_will_be_and_each_part_says_who_can_read_it(signed_in):
    world = build("GST", level="S")
    secret = make.label(world.exchange.program.owner, "S", to=[world.nation("GST")])
    make.clearance(world.planner, secret.policy, "S")
    invitation = world.invite("GST", offer=OFFER, message=[Block("For all of them"), Block("For a few", label=secret)])
    client = signed_in(world.planner)
    page = reverse("releases:see", args=[invitation.delegation_id])

    shown = client.get(page, {"page": "invitation"})

    text = shown.text
    assert "this is how they will get it" in text
    assert "The nation pays" in text
    seen = shown.context["seen"].html
    assert ("For all of them" in seen, "For a few" in seen) == (True, False)
    lines = {str(line.part): (line.reads, line.why) for line in shown.context["check"].lines}
    assert lines["For all of them"] == ([True] * len(lines["For all of them"][0]), "")
    assert lines["For a few"][0][0] is False
    assert lines["For a few"][0][-1] is True
    assert "Needs a clearance" in lines["For a few"][1]
    assert str(world.liaisons["GST"]) not in shown.context["check"].readers  # A planner asks about no real people.
    with as_system():  # Nothing of it stays.
        stored = Invitation.objects.get(pk=invitation.pk)
        assert (stored.state, stored.issued_at, stored.version) == (State.DRAFT, None, 1)

    with acting_as(world.planner):
        services.issue(invitation, by=world.planner)
    level = secret.policy.classifications.get(code="S").pk
    assert "For a few" in client.get(page, {"page": "invitation", "cleared": level}).context["seen"].html
    assert client.get(page, {"page": "invitation"}).context["is_draft"] is False
