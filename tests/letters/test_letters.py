"""Letters read by somebody else's parser: for their addressee, in its language, and nothing that it may not read."""

from copy import deepcopy
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from accounts.models import Party
from audit.models import Event
from clearances.subjects import acting_as
from exchanges.models import DescriptionPortion
from letters.printing import print_invitation, print_receipt
from letters.tongues import Tongue, tongue_of
from participants.models import Delegation, Invitation, PacketPortion, Reply
from participants.states import State
from portions.paper import Refused
from tests import factories as make
from tests.participants.world import build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
ENGLISH, FRENCH = Tongue("en"), Tongue("fr")


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        found = build("XAA", "XBB")
        found.issue("XAA")
        found.bring("XBB", State.ACCEPTED_WITH_CAVEATS)
        yield found


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


def delegation(world, code):
    with as_system():
        return Delegation.objects.select_related("party").get(exchange=world.exchange, party__code=code)


def text_of(letter):
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(letter.pdf)).pages)


def printed(world, code, user, tongue=ENGLISH):
    with acting_as(user):
        return print_invitation(delegation(world, code), tongue, by=user)


def test_a_nation_reads_its_terms_and_packet_in_its_language_and_nothing_of_others(world):
    with as_system():
        Party.objects.filter(code="XAA").update(alpha2="SN")
        tongue = tongue_of(world.nation("XAA"))
        assert tongue_of(Party(code="CIV", is_nation=True)) == FRENCH, "Its ISO code is enough."
    letter = printed(world, "XAA", world.liaisons["XAA"], tongue)

    said = text_of(letter)
    assert tongue == FRENCH
    for text in ("Packet of XAA", str(world.exchange.title), letter.number, "2031"):
        assert text in said
    with translation.override("fr"):
        assert str(world.exchange.get_kind_display()) in said
    assert "Packet of XBB" not in said
    assert PdfReader(BytesIO(letter.pdf)).metadata.get("/Author") == "Accord"
    with as_system():
        events = Event.objects.filter(action="letter.printed")
        assert {event.actor for event in events} == {world.liaisons["XAA"]}
        assert {event.object_type for event in events} == {"participants.delegation", "participants.packetportion"}


def test_what_the_host_prints_holds_only_what_is_released_to_the_addressee(world):
    host = world.exchange.host
    with as_system():
        rows = {"delegation": delegation(world, "XAA"), "sort_key": "zz"}
        PacketPortion.objects.create(text="For the host's eyes", label=make.label(host), **rows)
        shared = make.label(host, to=[world.nation("XAA")])
        PacketPortion.objects.create(text="Bring your own tents", label=shared, **rows | {"sort_key": "zy"})
        other = make.label(host, to=[world.nation("XBB")])
        DescriptionPortion.objects.create(exchange=world.exchange, text="Only for XBB", sort_key="zz", label=other)
    with acting_as(world.planner):
        seen = {row.text for row in PacketPortion.objects.for_user(world.planner)}
    said = text_of(printed(world, "XAA", world.planner))

    assert {"For the host's eyes", "Bring your own tents"} <= seen
    assert "Bring your own tents" in said
    assert "eyes" not in said
    assert "Only for XBB" not in said
    assert f"For {world.nation('XAA')}." in said


def test_what_was_never_sent_or_is_withdrawn_has_no_letter(world, signed_in):
    with as_system():
        row = delegation(world, "XAA")
        Invitation.objects.filter(pk=row.invitation.pk).update(state=State.WITHDRAWN)
    with pytest.raises(Refused, match="withdrawn"):
        printed(world, "XAA", world.planner)
    told = signed_in(world.planner).post(reverse("letters:invitation", args=[row.pk]), {"language": "en"})
    assert (told.status_code, "withdrawn" in told.text) == (400, True)


def test_a_receipt_says_what_was_answered_to_those_who_may_read_it(world, signed_in):
    with as_system():
        reply = Reply.objects.get(delegation__party__code="XBB")
    for user in (world.planner, world.liaisons["XBB"]):
        with acting_as(user):
            said = text_of(print_receipt(reply, ENGLISH, by=user))
        assert "No live fire" in said
        assert "Accepted with caveats" in said
    page = reverse("letters:receipt", args=[reply.delegation_id])
    assert signed_in(world.liaisons["XAA"]).get(page).status_code == 404
    client = signed_in(world.liaisons["XBB"])
    assert client.get(page).status_code == 200
    assert client.post(page, {"language": "xx"}).status_code == 400
    made = client.post(page, {"language": "fr"})
    assert (made["Content-Type"], made.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_nation_whose_language_is_not_written_is_told_so(world):
    with as_system():
        nation = world.nation("XAA")
        nation.alpha2 = "BR"
        agency = make.NationFactory.build(is_nation=False, nation=nation, alpha2="")
    tongue = tongue_of(nation)

    assert (tongue, tongue_of(agency)) == (Tongue("en", "pt"), Tongue("en", "pt"))
    assert "Accord writes no letters in Portuguese yet." in text_of(
        printed(world, "XAA", world.liaisons["XAA"], tongue)
    )
