"""The read-ahead pack, read by somebody else's parser: marked on every page, and nothing in it that is hidden."""

from copy import deepcopy
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from audit.models import Event
from clearances import labels, markings
from clearances.subjects import acting_as
from milestones import services
from milestones.models import Entry, Part
from milestones.printing import print_pack
from milestones.services.conferences import Said
from participants.states import State as Invited
from portions import paper
from portions.paper import Refused
from tests import factories as make
from tests.milestones.world import add, build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2030, 10, 1), date(2030, 10, 4)


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        found = build("XAA", "XBB")
        for code in found.liaisons:
            found.bring(code, Invited.ACCEPTED)
        yield found


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


def write(world, milestone, part, title, label=None, **said):
    with acting_as(world.planner):
        return services.add_entry(milestone, part, Said(title=title, **said), label=label, by=world.planner)


def pages(pack):
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pack.pdf)).pages]


def test_it_holds_what_its_reader_sees_marked_on_every_page_and_is_recorded(world, signed_in):
    earlier = add(world, "Initial planning conference", on=date(2030, 6, 3), kind="initial")
    main = add(world, "Main planning conference", on=FIRST, ends_on=LAST, kind="main")
    narrow = make.label(world.exchange.host, "R", to=[world.nation("XAA")])
    write(world, earlier, Part.DECISION, "Two ranges")
    write(
        world, main, Part.AGENDA, "Airspace", starts_at=datetime(2030, 10, 1, 9, tzinfo=UTC), presenter="Range office"
    )
    write(
        world,
        main,
        Part.READ_AHEAD,
        "Host nation support",
        text="Chapter two. " * 400,
        address="https://example.org/hns",
    )
    narrow_entry = write(world, main, Part.READ_AHEAD, "For XAA alone", label=narrow)
    write(world, main, Part.MINUTE, "Said behind closed doors")

    texts = {}
    for code, liaison in world.liaisons.items():
        with acting_as(liaison):
            pack = print_pack(main, by=liaison)
            texts[code] = pages(pack)

    with acting_as(world.liaisons["XAA"]):
        banner = markings.of_page([narrow.pk, world.exchange.label_id]).text
    assert len(texts["XAA"]) > 1
    assert all(text.startswith(banner) and text.count(banner) == 2 for text in texts["XAA"])
    whole = {code: " ".join(each) for code, each in texts.items()}
    for title in ("Two ranges", "Airspace", "Range office", "Host nation support", "Content of"):
        assert title in whole["XBB"]
    assert ("For XAA alone" in whole["XAA"], "For XAA alone" in whole["XBB"]) == (True, False)
    assert "closed doors" not in whole["XAA"]
    with as_system():
        printed = Event.objects.filter(action="conference.pack_printed")
        assert printed.filter(object_type="milestones.milestone").count() == 2
        readers = {row.actor_id for row in printed.filter(object_id=str(narrow_entry.pk))}
        assert readers == {world.liaisons["XAA"].pk}
        assert printed.filter(object_type="exchanges.descriptionportion").exists()
    client, page = signed_in(world.liaisons["XBB"]), reverse("milestones:pack", args=[main.pk])
    assert client.get(page).status_code == 200
    made = client.post(page, {"is_wanted": "yes"})
    assert (made["Content-Type"], made.content[:5]) == ("application/pdf", b"%PDF-")


def test_what_its_originator_controls_or_nobody_may_read_together_is_refused(world, signed_in):
    main = add(world, "Main planning conference", on=FIRST, ends_on=LAST, kind="main")
    line = write(world, main, Part.READ_AHEAD, "Theirs")
    other = make.NationFactory(code="XOR")
    base = make.label(other, to=[world.exchange.host])
    with as_system():
        value = labels.LabelValue(base.classification, other, frozenset({world.exchange.host}), orcon=True)
        Entry.objects.filter(pk=line.pk).update(label=labels.intern(value))

    with acting_as(world.planner), pytest.raises(Refused, match="originator"):
        print_pack(main, by=world.planner)
    told = signed_in(world.planner).post(reverse("milestones:pack", args=[main.pk]), {"is_wanted": "yes"})
    assert (told.status_code, "originator" in told.content.decode()) == (400, True)


def test_whoever_prints_while_others_do_waits_for_a_moment_and_is_told(world, monkeypatch):
    main = add(world, "Main planning conference")
    monkeypatch.setattr(paper, "PATIENCE", 0)
    with paper.TURN, acting_as(world.planner), pytest.raises(Refused, match="Others are printing"):
        print_pack(main, by=world.planner)
    with as_system():
        assert not Event.objects.filter(action="conference.pack_printed").exists()
