"""What waits for a liaison and for a planner."""

import pytest

from clearances.subjects import acting_as
from notifications.worklist import Group
from participants import worklist
from tests.participants.world import build

pytestmark = pytest.mark.django_db


def test_the_worklist_holds_what_waits_for_each_role():
    world = build("XAA", "XBB")
    invitation = world.issue("XAA")
    world.invite("XBB")

    def groups(user) -> list[str]:
        with acting_as(user):
            return [item.group for item in worklist.items(user)]

    assert groups(world.liaisons["XAA"]) == [Group.INVITATIONS]
    assert groups(world.liaisons["XBB"]) == []
    assert groups(world.planner) == [Group.PLANNING]
    world.reply(invitation, "accepted")
    assert groups(world.liaisons["XAA"]) == []
    assert groups(world.planner) == [Group.REPLIES, Group.PLANNING]
