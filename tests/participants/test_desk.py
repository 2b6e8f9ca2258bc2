"""A nation's own desk: it drafts, agrees and sends; the host sees neither drafts nor times nor people."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as
from notifications.models import Notification
from participants import services, worklist
from participants.models import Delegation, DeskNote, Reply, ReplyDraft, SignOff
from participants.states import State
from programs.versions import Stale
from tests import factories as make
from tests.participants.world import World, build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
SAID = {"answer": "accepted", "seats": 4, "caveats": "", "comment": "CANARY-DRAFT"}
LINES = ("caveat", "number", "contribution")
ROWS = (ReplyDraft, SignOff, DeskNote)


@pytest.fixture
def world() -> World:
    """An invitation of XAA, whose second liaison must agree to a draft of the first."""
    world = build("XAA", "XBB")
    world.issue("XAA")
    world.issue("XBB")
    nation = world.nation("XAA")
    with as_system():
        team = own(world).team
    world.liaisons["second"] = make.UserFactory(person__organisation=nation, joins=[team])
    return world


def typed(**said: object) -> dict[str, object]:
    """A draft as its form posts it, with no lines."""
    counts = {f"{line}-{name}": 0 for line in LINES for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return {"answer": "", "seats": "", "caveats": "", "comment": "", "version": 0, **counts, **said}


def own(world: World) -> Delegation:
    with as_system():
        rows = Delegation.objects.select_related("invitation", "party", "team", "label")
        return rows.get(exchange=world.exchange, party__code="XAA")


def drafted(world: World) -> ReplyDraft:
    first, second = world.liaisons["XAA"], world.liaisons["second"]
    with acting_as(first):
        draft = services.keep_draft(own(world), said=SAID, version=0, by=first)
        services.ask_sign_off(draft, person=second, due_on=timezone.localdate() + timedelta(days=3), by=first)
        services.write_note(own(world), text="CANARY-NOTE", by=first)
    return draft


def agree(world: World, draft: ReplyDraft, *, agrees: bool = True, **more: object) -> None:
    second = world.liaisons["second"]
    with acting_as(second):
        sign_off = SignOff.objects.for_user(second).get(draft=draft)
        services.decide(sign_off, **{"agrees": agrees, "version": draft.version, "by": second, **more})


def send(world: World, draft: ReplyDraft, **more: object) -> Reply:
    first, invitation = world.liaisons["XAA"], own(world).invitation
    with acting_as(first):
        stored = ReplyDraft.objects.for_user(first).get(pk=draft.pk)
        return services.send(
            stored, **{"version": stored.version, "invitation_version": invitation.version, "by": first, **more}
        )


def test_the_host_and_other_nations_reach_nothing_of_the_desk_even_with_a_grant(world, signed_in):
    drafted(world)
    administrator = make.member(Role.SECURITY_ADMINISTRATOR, world.nation("HOS"), organisation=world.nation("HOS"))
    with as_system():
        grant(Role.LIAISON, world.planner.personal_team, own(world), by=administrator, reason="by mistake")

    for stranger in (world.planner, world.liaisons["XBB"], administrator):
        with acting_as(stranger):
            assert [model.objects.for_user(stranger).count() for model in ROWS] == [0, 0, 0]
            assert [model.objects.count() for model in ROWS] == [0, 0, 0], "Row-level security alone hides them."
    first = world.liaisons["XAA"]
    with acting_as(first):
        assert [model.objects.for_user(first).count() for model in ROWS] == [1, 1, 1]


def test_no_page_record_or_message_of_the_host_differs_when_a_nation_drafts(world, signed_in):
    planner, key = signed_in(world.planner), own(world).pk
    pages = [
        reverse("participants:delegation", args=[key]),
        reverse("participants:exchange_delegations", args=[world.exchange.reference]),
        reverse("portal:home"),
        reverse("releases:see", args=[key]) + "?page=invitation",
    ]
    before = [planner.get(page).content for page in pages]
    messages, state = Notification.objects.filter(recipient=world.planner).count(), own(world).invitation
    draft = drafted(world)
    agree(world, draft)
    after = [planner.get(page).content for page in pages]

    assert [len(one) for one in before] == [len(one) for one in after]
    assert not any(b"CANARY" in page or b"being prepared" in page for page in after)
    assert Notification.objects.filter(recipient=world.planner).count() == messages
    now = own(world).invitation
    assert (now.version, now.opened_at, now.state) == (state.version, state.opened_at, state.state)
    assert planner.get(reverse("participants:desk", args=[key])).status_code == 403
    assert b"being prepared" in signed_in(world.liaisons["XAA"]).get(pages[0]).content
    with as_system():
        private = Event.objects.filter(object_type__in=[model._meta.label_lower for model in ROWS])
        assert set(private.values_list("party", flat=True)) == {"XAA"}
    auditor = make.member(Role.AUDITOR, world.nation("HOS"), organisation=world.nation("HOS"))
    with acting_as(auditor):
        assert not Event.objects.filter(object_type__in=[model._meta.label_lower for model in ROWS]).exists()


def test_it_is_sent_after_everybody_agreed_and_the_host_gets_the_answer_alone(world):
    draft = drafted(world)
    with pytest.raises(ValidationError, match="Not everybody"):
        send(world, draft)
    with pytest.raises(ValidationError, match="desk"):
        world.reply(own(world).invitation)
    assert world.stored(own(world).invitation).state == State.ISSUED, "A refused answer leaves nothing."

    agree(world, draft)
    reply = send(world, draft)

    assert (reply.answer, reply.seats, reply.comment) == ("accepted", 4, "CANARY-DRAFT")
    assert Notification.objects.filter(recipient=world.planner, kind="replied").count() == 1
    with acting_as(world.liaisons["XAA"]):
        assert ReplyDraft.objects.for_user(world.liaisons["XAA"]).get().sent_as_id == reply.pk
    with pytest.raises(Stale):
        agree(world, draft)


def test_a_change_asks_again_and_an_override_needs_a_reason_that_stays_in_the_nation(world):
    first, draft = world.liaisons["XAA"], drafted(world)
    agree(world, draft)
    with acting_as(first):
        draft = services.keep_draft(own(world), said={**SAID, "seats": 6}, version=draft.version, by=first)
        sign_off = SignOff.objects.for_user(first).get()
        assert sign_off.state == SignOff.State.WAITING
        assert Notification.objects.filter(recipient=world.liaisons["second"], kind="sign_off_asked").count() == 2
        with pytest.raises(PermissionDenied):
            services.decide(sign_off, agrees=True, version=draft.version, by=first)
    with pytest.raises(ValidationError, match="against"):
        agree(world, draft, agrees=False)
    with pytest.raises(Stale):
        agree(world, draft, version=draft.version - 1)
    with acting_as(world.liaisons["second"]):
        assert [item.kind for item in worklist.items(world.liaisons["second"])] == ["invitation", "sign_off"]

    reply = send(world, draft, reason="The minister has decided")

    with acting_as(world.planner):
        seen = Reply.objects.for_user(world.planner).get(pk=reply.pk)
        assert "minister" not in f"{seen.comment}{seen.caveats}"
    with acting_as(first):
        assert ReplyDraft.objects.for_user(first).get().override_reason == "The minister has decided"


def test_two_liaisons_writing_at_once_lose_nothing(world, signed_in):
    first, second = signed_in(world.liaisons["XAA"]), signed_in(world.liaisons["second"])
    address = reverse("participants:desk", args=[own(world).pk])
    data = typed(answer="tentative")

    assert first.post(address, {**data, "comment": "From the first"}).status_code == 302
    clash = second.post(address, {**data, "comment": "From the second"})

    assert clash.status_code == 409
    assert "From the first" in clash.content.decode()
    assert "From the second" in clash.content.decode()
    assert second.post(address, {**data, "version": 1, "comment": "Both"}).status_code == 302
    assert first.get(address).context["desk"].draft.said["comment"] == "Both"


def test_two_liaisons_sending_at_once_send_one_answer_and_the_second_is_told(world, signed_in):
    first, second, key = signed_in(world.liaisons["XAA"]), signed_in(world.liaisons["second"]), own(world).pk
    address, sending = reverse("participants:desk", args=[key]), reverse("participants:send_draft", args=[key])
    first.post(address, typed(answer="accepted", seats=4))
    both = [client.get(address).context["send_form"].initial for client in (first, second)]
    older = {**both[1], "invitation_version": both[1]["invitation_version"] + 1}

    assert first.post(sending, both[0]).status_code == 302
    clashes = [second.post(sending, said) for said in (both[1], older)]

    assert [clash.status_code for clash in clashes] == [409, 409]
    assert "Somebody else changed this" in clashes[0].content.decode()
    assert "changed or sent meanwhile" in clashes[1].content.decode()
    with as_system():
        assert Reply.objects.filter(delegation=key).count() == 1


def test_a_liaison_drafts_asks_hands_over_and_sends_on_the_pages(world, signed_in):
    first, second, key = signed_in(world.liaisons["XAA"]), signed_in(world.liaisons["second"]), own(world).pk

    def at(name: str, *args: object) -> str:
        return reverse(f"participants:{name}", args=args or (key,))

    data = typed(answer="accepted", seats=4)
    assert first.post(at("desk"), data).status_code == 302
    assert first.post(at("write_note"), {"text": "Ask the navy"}).status_code == 302
    assert first.post(at("write_note"), {"text": ""}).status_code == 400
    person, today = world.liaisons["second"].pk, timezone.localdate()
    late = first.post(at("ask_sign_off"), {"person": person, "due_on": today - timedelta(days=2)})
    assert (late.status_code, "That day has passed" in late.content.decode()) == (400, True)
    stranger = first.post(at("ask_sign_off"), {"person": world.planner.pk, "due_on": today})
    assert stranger.status_code == 400
    assert first.post(at("ask_sign_off"), {"person": person, "due_on": today}).status_code == 302
    assert first.post(at("hand_over"), {"to": person}).status_code == 302

    page = second.get(at("desk"))
    assert "Ask the navy" in page.content.decode()
    asked, draft = page.context["desk"].asked[0], page.context["desk"].draft
    assert draft.holder == world.liaisons["second"]
    assert asked.is_mine
    assert second.post(at("remove_note", page.context["desk"].notes[0].pk)).status_code == 403
    said = {"version": draft.version, "agrees": "1", "remark": ""}
    assert first.post(at("decide_sign_off", asked.row.pk), said).status_code == 403
    assert second.post(at("decide_sign_off", asked.row.pk), said).status_code == 302
    form = second.get(at("desk")).context["send_form"]
    stale = second.post(at("send_draft"), {**form.initial, "invitation_version": 99})
    assert stale.status_code == 409
    assert second.post(at("send_draft"), form.initial).status_code == 302
    assert world.stored(own(world).invitation).state == State.ACCEPTED
    assert first.post(at("take_back_sign_off", asked.row.pk)).status_code == 409


def test_an_answer_may_be_marked_more_strictly_than_its_invitation(world, signed_in):
    policy, draft = world.exchange.label.policy, drafted(world)
    make.clearance(world.liaisons["XAA"], policy, "C")
    level = policy.classifications.get(code="C")
    page = signed_in(world.liaisons["XAA"]).get(reverse("participants:desk", args=[own(world).pk])).content.decode()
    assert "Marking of the answer" in page

    row = send(world, draft, level=level, reason="In time.")

    assert (row.label.classification, row.label.parties) == (level, ["XAA"])
    with acting_as(world.planner):
        assert not Reply.objects.for_user(world.planner).exists(), "The planner isn't cleared for it."
    make.clearance(world.planner, policy, "C")
    with acting_as(world.planner):
        assert Reply.objects.for_user(world.planner).exists()


def test_an_answer_is_marked_neither_in_another_policy_nor_above_its_author(world):
    policy, draft = world.exchange.label.policy, drafted(world)
    other = make.PolicyFactory(owner=make.NationFactory()).classifications.get(code="C")
    for level in (policy.classifications.get(code="S"), other):
        with pytest.raises(ValidationError) as refused:
            send(world, draft, level=level, reason="In time.")
        assert "level" in refused.value.error_dict
    with as_system():
        assert not Reply.objects.exists()
