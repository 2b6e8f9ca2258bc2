"""From draft to confirmed: the host's offices sign, the packet is delivered and opened, the answer is confirmed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.history import versions_of
from clearances.roles import Role
from clearances.subjects import acting_as
from notifications.models import Notification
from participants import services, worklist
from participants.models import Invitation, PacketSignOff
from participants.stages import stage_of
from participants.states import STAGE_MOVES, IllegalMove, Stage, Stale, State
from portions.containers import Block
from tests import factories as make
from tests.participants.world import World, build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
DUE = timezone.localdate() + timedelta(days=3)


@pytest.fixture
def world() -> World:
    """A draft for XAA; the planner's colleague is the legal adviser."""
    world = build("XAA", "XBB")
    world.liaisons["legal"] = make.member(Role.PLANNER, world.exchange, organisation=world.planner.organisation)
    return world


def staff(world: World, invitation: Invitation, **people: object) -> PacketSignOff:
    with acting_as(world.planner):
        rows = services.staff(invitation, people=people, due_on=DUE, by=world.planner)
    return rows[0]


def sign(world: World, row: PacketSignOff, **said: object) -> PacketSignOff:
    legal = world.liaisons["legal"]
    with acting_as(legal):
        row = PacketSignOff.objects.get(pk=row.pk)
        return services.sign(row, **{"signs": True, "round_of": row.round, "by": legal, **said})


def issue(world: World, invitation: Invitation) -> Invitation:
    with acting_as(world.planner):
        return services.issue(invitation, by=world.planner)


def stage(world: World, invitation: Invitation) -> Stage:
    with as_system():
        return stage_of(world.stored(invitation), PacketSignOff.objects.filter(delegation=invitation.delegation_id))


def test_a_packet_goes_its_whole_way(world, client):
    invitation, seen = world.invite("XAA"), []

    def note() -> None:
        seen.append(stage(world, invitation))

    note()
    row = staff(world, invitation, legal=world.liaisons["legal"])
    note()
    sign(world, row)
    note()
    issue(world, invitation)
    note()
    client.force_login(world.liaisons["XAA"])
    client.get(reverse("participants:delegation", args=[invitation.delegation_id]))
    note()
    stored = world.reply(invitation)
    note()
    with acting_as(world.planner):
        services.confirm(stored, version=stored.version, by=world.planner)
    note()

    assert seen == ["draft", "staffing", "signed", "delivered", "opened", "replied", "confirmed"]
    told = Notification.objects.filter(recipient=world.liaisons["XAA"]).values_list("kind", flat=True)
    assert set(told) == {"invited", "answer_confirmed"}
    page = client.get(reverse("participants:delegation", args=[invitation.delegation_id])).content.decode()
    assert "Answer confirmed" in page
    assert all(STAGE_MOVES[one] for one in Stage)


def test_it_is_sent_only_when_every_office_has_signed_what_it_is_now(world):
    invitation = world.invite("XAA")
    row = staff(world, invitation, legal=world.liaisons["legal"])
    with pytest.raises(ValidationError, match="Legal"):
        issue(world, invitation)
    with pytest.raises(ValidationError):
        sign(world, row, signs=False)
    sign(world, row, signs=False, note="Not without the memorandum")
    with pytest.raises(ValidationError, match="Legal"):
        issue(world, invitation)

    old = sign(world, row).round
    with acting_as(world.planner):
        services.write_packet(invitation, [Block("Other words")], by=world.planner)
    with pytest.raises(ValidationError):
        issue(world, invitation)
    with pytest.raises(Stale):  # What was read before the change isn't signed after it.
        sign(world, row, round_of=old)
    sign(world, row)
    stored = world.stored(invitation)
    with acting_as(world.planner):
        services.amend(invitation, seats=5, reply_by=stored.reply_by, version=stored.version, by=world.planner)
    assert stage(world, invitation) == Stage.STAFFING
    sign(world, row)
    assert issue(world, invitation).state == State.ISSUED
    with pytest.raises(IllegalMove):
        sign(world, row)
    asked = Notification.objects.filter(recipient=world.liaisons["legal"], kind="packet_sign_off_asked")
    assert asked.count() == 3  # At the beginning, and after each change.


def test_who_signs_is_another_planner_of_the_host_and_each_for_themselves(world):
    invitation, legal = world.invite("XAA"), world.liaisons["legal"]
    for person in (world.planner, world.liaisons["XAA"]):
        with pytest.raises(ValidationError) as problem:
            staff(world, invitation, legal=person)
        assert set(problem.value.message_dict) == {"legal"}
    row = staff(world, invitation, legal=legal, budget=legal)
    with acting_as(world.planner), pytest.raises(PermissionDenied):
        services.sign(row, signs=True, round_of=1, by=world.planner)
    with acting_as(world.planner), pytest.raises(ValidationError) as problem:
        services.staff(invitation, people={"legal": legal}, due_on=DUE - timedelta(days=9), by=world.planner)
    assert set(problem.value.message_dict) == {"due_on"}
    staff(world, invitation, budget=legal)  # The legal office needn't any more.
    with as_system():
        assert [one.office for one in PacketSignOff.objects.all()] == ["budget"]


def test_the_nation_gets_the_very_same_whether_the_packet_was_staffed_or_not(world, client):
    """Two invitations, one staffed for weeks: nothing that their nations read differs but their names."""
    for code in ("XAA", "XBB"):
        invitation = world.invite(code)
        if code == "XAA":
            sign(world, staff(world, invitation, legal=world.liaisons["legal"]))
        issue(world, invitation)

    def read(code: str) -> list[object]:
        liaison = world.liaisons[code]
        with acting_as(liaison):
            (row,) = Invitation.objects.for_user(liaison)
            kept = versions_of(Invitation).objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")
            assert not PacketSignOff.objects.all().exists()
            messages = Notification.objects.filter(recipient=liaison).values_list("kind", flat=True)
            return [row.version, row.state, [(one.state, one.version) for one in kept], list(messages)]

    assert read("XAA") == read("XBB")
    client.force_login(world.liaisons["XAA"])
    with as_system():
        row = PacketSignOff.objects.get()
    answers = [
        client.get(reverse("participants:staffing", args=[row.delegation_id])).status_code,
        client.post(reverse("participants:sign_packet", args=[row.pk]), {"signs": "1", "round_of": 1}).status_code,
    ]
    assert answers == [403, 404]


def test_the_host_learns_that_it_was_opened_but_not_by_whom(world, client):
    invitation = world.issue("XAA")
    client.force_login(world.liaisons["XAA"])
    client.get(reverse("participants:delegation", args=[invitation.delegation_id]))
    client.force_login(world.planner)
    page = client.get(reverse("participants:delegation", args=[invitation.delegation_id])).content.decode()

    assert ">Opened<" in page
    liaison = world.liaisons["XAA"]
    opened = world.stored(invitation).opened_at
    assert str(liaison) not in page
    assert opened.isoformat() not in page


def test_another_answer_is_confirmed_anew_and_one_asked_for_again_stands_until_it_comes(world):
    invitation = world.bring("XAA", State.ACCEPTED)
    with acting_as(world.planner):
        with pytest.raises(Stale):
            services.confirm(invitation, version=invitation.version - 1, by=world.planner)
        confirmed = services.confirm(invitation, version=invitation.version, by=world.planner)
        with pytest.raises(IllegalMove):
            services.confirm(confirmed, version=confirmed.version, by=world.planner)
        day = confirmed.reply_by + timedelta(days=1)
        services.ask_renewal(confirmed, reply_by=day, version=confirmed.version, by=world.planner)

    stored = world.stored(invitation)
    liaison = world.liaisons["XAA"]
    assert (stored.state, stored.confirmed_at, stored.reply_by) == (State.ACCEPTED, None, day)
    with acting_as(liaison):
        assert [item.kind for item in worklist.items(liaison)] == ["invitation"]
    with as_system():  # Nothing lapses: the old answer stands.
        assert services.expire_invitations(stored.reply_due_at) == 0
    world.reply(invitation, seats=5)
    assert world.stored(invitation).renewal_asked_at is None


def test_who_joins_an_empty_team_later_is_told_then(world):
    liaison = world.liaisons["XAA"]
    with as_system():
        type(liaison).objects.filter(pk=liaison.pk).update(is_active=False)
    invitation = world.issue("XAA")
    assert stage(world, invitation) == Stage.ISSUED
    now = datetime.now(UTC)
    with as_system():
        assert services.deliver_late(now) == 0
        type(liaison).objects.filter(pk=liaison.pk).update(is_active=True)
        assert [services.deliver_late(now), services.deliver_late(now)] == [1, 0]
    assert stage(world, invitation) == Stage.DELIVERED
    assert Notification.objects.filter(recipient=liaison, kind="invited").count() == 1


def test_overdue_signatures_are_reminded_of_once_and_only_their_own_side(world):
    invitation = world.invite("XBB")
    staff(world, invitation, legal=world.liaisons["legal"])
    late = datetime.combine(DUE + timedelta(days=2), datetime.min.time(), UTC)
    with as_system():
        assert [services.remind_of_sign_offs(at) for at in (late - timedelta(days=3), late, late)] == [0, 1, 0]
    told = Notification.objects.filter(kind="packet_sign_off_due").values_list("recipient", flat=True)
    assert list(told) == [world.liaisons["legal"].pk]


def test_the_pages_of_staffing(world, client):
    invitation, legal = world.invite("XAA"), world.liaisons["legal"]
    client.force_login(world.planner)
    page = reverse("participants:staffing", args=[invitation.delegation_id])
    assert client.post(page, {"legal": legal.pk, "due_on": ""}).status_code == 400
    assert client.post(page, {"legal": legal.pk, "due_on": DUE.isoformat()}).status_code == 302
    issued = client.post(reverse("participants:issue", args=[invitation.delegation_id]), {"reply_by": "2031-02-01"})
    assert (issued.status_code, b"Legal" in issued.content) == (400, True)
    client.force_login(legal)
    with acting_as(legal):
        row = PacketSignOff.objects.get()
        assert "packet_sign_off" in [item.kind for item in worklist.items(legal)]
    address = reverse("participants:sign_packet", args=[row.pk])
    assert client.post(address, {"signs": "0", "round_of": 1}).status_code == 400
    assert client.post(address, {"signs": "1", "round_of": 7}).status_code == 409
    assert client.post(address, {"signs": "1", "round_of": 1}).status_code == 302
    assert b"Signed" in client.get(page).content
