"""The invitation's packet, paragraph by paragraph: what the nation reads, and of what it is told."""

from copy import deepcopy

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import User
from clearances.subjects import acting_as
from exchanges.models import DescriptionPortion
from notifications.models import Notification
from participants import services, states
from participants.models import Delegation, PacketDraft, PacketPortion
from participants.states import State
from portions.containers import Block
from tests import factories as make
from tests.participants.world import World, build
from tests.roles import as_system

pytestmark = pytest.mark.django_db

CANARY = "CNRY-91c2 rutabaga"


@pytest.fixture(scope="module")
def arranged(arranging):
    """The planner is cleared up to S; the liaisons are not."""
    with arranging():
        made = build("XAA", "XBB")
        make.clearance(made.planner, make.PolicyFactory(owner=made.nation("HOS")))
        yield made


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


def secret_of(world: World, code: str):
    return make.label(world.nation("HOS"), "S", to=[world.nation(code)])


def write(world, invitation, *blocks, by: User | None = None):
    author = by or world.planner
    with acting_as(author):
        return services.write_packet(world.stored(invitation), blocks, by=author)


def packet(world, invitation):
    """The blocks of the packet as the planner sees it, unchanged."""
    with acting_as(world.planner):
        rows = PacketPortion.objects.for_user(world.planner).of(invitation.delegation_id)
        return [Block(row.text, pk=row.pk) for row in rows]


def own(world, code):
    with as_system():
        return Delegation.objects.get(party=world.nation(code), is_host=False)


def read(client, world, code):
    return client.get(reverse("participants:delegation", args=[own(world, code).pk])).content.decode()


def told(user):
    with as_system():
        return list(Notification.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def test_the_message_of_an_invitation_is_its_packet_labelled_for_the_party_alone(world):
    invitation = world.issue("XAA", message="One.\n\nTwo.")

    with as_system():
        rows = list(PacketPortion.objects.of(invitation.delegation_id))
        assert [(row.text, row.label) for row in rows] == [("One.", invitation.label), ("Two.", invitation.label)]


def test_a_liaison_reads_the_permitted_paragraphs_each_with_its_mark(signed_in, world):
    invitation = world.issue("XAA", message="Bring *skis*.")
    write(world, invitation, *packet(world, invitation), Block(CANARY, label=secret_of(world, "XAA")))

    text = read(signed_in(world.liaisons["XAA"]), world, "XAA")
    assert "Bring <em>skis</em>." in text
    assert text.count("portion-mark") == 1
    assert CANARY not in text

    make.clearance(world.liaisons["XAA"], make.PolicyFactory(owner=world.nation("HOS")))
    assert CANARY in read(signed_in(world.liaisons["XAA"]), world, "XAA")


def test_a_nation_is_told_of_a_change_it_can_see_and_of_no_other(world):
    invitation, liaison = world.issue("XAA", message="Bring skis."), world.liaisons["XAA"]
    version = world.stored(invitation).version
    blocks = packet(world, invitation)

    write(world, invitation, *blocks, Block(CANARY, label=secret_of(world, "XAA")))
    assert told(liaison) == ["invited"]

    _skis, hidden = packet(world, invitation)
    write(world, invitation, Block("Bring snowshoes.", pk=blocks[0].pk), hidden)
    assert told(liaison) == ["invited", "invitation_amended"]
    assert world.stored(invitation).version == version


def test_moving_a_paragraph_past_a_hidden_one_changes_nothing_for_the_nation(signed_in, world):
    invitation, liaison = world.issue("XAA", message="Bring skis.\n\nBring wax."), world.liaisons["XAA"]
    write(world, invitation, *packet(world, invitation), Block(CANARY, label=secret_of(world, "XAA")))
    client = signed_in(liaison)
    read(client, world, "XAA")
    before = without_tokens(read(client, world, "XAA"))

    skis, wax, hidden = packet(world, invitation)
    write(world, invitation, skis, hidden, wax)
    skis, hidden, wax = packet(world, invitation)
    write(world, invitation, hidden, skis, wax)

    assert [block.text for block in packet(world, invitation)] == [CANARY, "Bring skis.", "Bring wax."]
    assert without_tokens(read(client, world, "XAA")) == before
    assert told(liaison) == ["invited"]


def test_an_answer_to_a_packet_that_has_changed_is_refused_and_one_to_what_is_hidden_is_not(signed_in, world):
    invitation, client = world.issue("XAA", message="Bring skis."), signed_in(world.liaisons["XAA"])
    address = reverse("participants:delegation", args=[invitation.delegation_id])

    def typed():
        form = client.get(address).context["reply_form"]
        fields = {name: form[name].value() for name in ("version", "packet", "seats")}
        return {**fields, "answer": "accepted", "caveats": "", "comment": ""}

    before = typed()
    [skis] = packet(world, invitation)
    write(world, invitation, Block("Bring snowshoes.", pk=skis.pk))
    refused = client.post(reverse("participants:reply", args=[invitation.delegation_id]), before)
    assert refused.status_code == 409
    assert "Bring snowshoes." in refused.content.decode()

    again = typed()
    write(world, invitation, *packet(world, invitation), Block(CANARY, label=secret_of(world, "XAA")))
    assert client.post(reverse("participants:reply", args=[invitation.delegation_id]), again).status_code == 302


def test_what_is_hidden_leaves_the_liaisons_page_inbox_and_data_as_they_were(signed_in, world):
    invitation, secret = world.issue("XAA", message="Bring skis."), secret_of(world, "XAA")
    client = signed_in(world.liaisons["XAA"])
    pages = [
        reverse("participants:delegation", args=[invitation.delegation_id]),
        reverse("participants:index"),
        reverse("notifications:inbox"),
        reverse("api:invitation-list"),
    ]

    def answers():
        found = [client.get(page).content.decode() for page in pages]
        return [text.replace(str(client.cookies["csrftoken"].value), "") for text in map(without_tokens, found)]

    answers()
    before = answers()
    write(world, invitation, *packet(world, invitation), Block(CANARY, label=secret))

    assert answers() == before


def without_tokens(text):
    lines = [line for line in text.splitlines() if "csrf" not in line.lower()]
    return "\n".join(lines)


def test_liaisons_and_other_nations_write_nothing(world):
    invitation = world.issue("XAA", message="Bring skis.")

    for code in ("XAA", "XBB"):
        with pytest.raises(PermissionDenied):
            write(world, invitation, Block("Mine."), by=world.liaisons[code])


def test_a_paragraph_for_another_nation_is_refused(world):
    invitation = world.issue("XAA", message="Bring skis.")

    with pytest.raises(ValidationError):
        write(world, invitation, Block("For others", label=secret_of(world, "XBB")))


@pytest.mark.parametrize("state", [State.DECLINED, State.WITHDRAWN, State.EXPIRED])
def test_a_closed_invitation_stays_as_it_was_sent(signed_in, world, state):
    invitation = world.bring("XAA", state, message="Bring skis.")

    with pytest.raises(states.IllegalMove):
        write(world, invitation, Block("Bring snowshoes."))

    client, address = signed_in(world.planner), reverse("participants:packet", args=[invitation.delegation_id])
    form = client.get(address).context["form"]
    [key] = [block.key for block in form.blocks]
    answer = client.post(address, {"read": form["read"].value(), "block": key, f"{key}-text": "Snowshoes."})
    assert answer.status_code == 409
    assert "Snowshoes." in answer.content.decode()


def test_the_editor_of_the_packet_saves_and_keeps_drafts(signed_in, world):
    invitation = world.issue("XAA", message="Bring skis.")
    client, address = signed_in(world.planner), reverse("participants:packet", args=[invitation.delegation_id])
    form = client.get(address).context["form"]
    [key] = [block.key for block in form.blocks]
    data = {"read": form["read"].value(), "block": [key, "new1"], f"{key}-text": "Bring skis.", "new1-text": "And wax."}

    assert client.post(address, {**data, "keep": "1"}, HTTP_HX_REQUEST="true").status_code == 204
    with as_system():
        assert PacketDraft.objects.get().author == world.planner
    assert client.post(address, data).status_code == 302

    assert [block.text for block in packet(world, invitation)] == ["Bring skis.", "And wax."]
    with as_system():
        assert not PacketDraft.objects.exists()


def test_what_a_packet_repeats_of_the_description_is_marked_at_least_as_strictly(world, signed_in):
    """Copying a paragraph from one text into another opens it to nobody (access.md §1)."""
    secret, words = secret_of(world, "XAA"), "The convoy sails from the northern harbour at dawn."
    with as_system():
        DescriptionPortion.objects.create(exchange=world.exchange, label=secret, sort_key="q", text=words)
    invitation = world.invite("XAA")

    with pytest.raises(ValidationError) as refused:
        write(world, invitation, Block(f"Please note: {words}", key="new1"))
    write(world, invitation, Block(f"Please note: {words}", label=secret, key="new1"))

    assert set(refused.value.message_dict) == {"new1-label"}
    asked = {"nations": [world.nation("XBB").pk], "seats_XBB": 3, "reply_by": "2031-02-01", "message": words}
    address = reverse("participants:invite", args=[world.exchange.reference])
    assert signed_in(world.planner).post(address, asked).status_code == 400
    with as_system():
        assert not Delegation.objects.filter(party=world.nation("XBB")).exists()
