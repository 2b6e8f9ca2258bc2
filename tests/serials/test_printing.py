"""The schedule on paper, read by somebody else's parser: marked on every page, and nothing in it that is hidden."""

from copy import deepcopy
from datetime import date, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from audit.models import Event
from clearances import labels, markings
from clearances.subjects import acting_as
from portions.paper import Refused
from serials.models import Serial
from serials.printing import Printout, Range, print_schedule
from tests import factories as make
from tests.roles import as_system
from tests.serials.planning import at, closed, plan, world

pytestmark = pytest.mark.django_db
WEEK = Range(date(2031, 3, 3), date(2031, 3, 9), ZoneInfo("UTC"))


@pytest.fixture(scope="module")
def arranged(arranging):
    with arranging():
        yield world()


@pytest.fixture
def made(arranged):
    return deepcopy(arranged)


def printed(made, user, wanted: Range = WEEK, **terms) -> Printout:
    with acting_as(user):
        return print_schedule(made.exchange.content, wanted, by=user, **terms)


def pages(made: Printout) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(made.pdf)).pages]


def test_every_page_bears_the_marking_first_and_last_the_number_and_its_place(made):
    for number in range(30):
        plan(
            made, f"Serial {number}", starts_at=at(8) + timedelta(hours=number), ends_at=at(9) + timedelta(hours=number)
        )
    liaison = made.liaisons["XAA"]

    copy = printed(made, liaison)

    with acting_as(liaison):
        banner = markings.of_label(made.exchange.label_id).text
    texts = pages(copy)
    assert len(texts) > 1
    for number, text in enumerate(texts, start=1):
        assert text.startswith(banner)
        assert text.count(banner) == 2
        assert f"Copy {copy.number}." in text
        assert str(liaison.person) in text
        assert f"Page {number} of {len(texts)}" in text
    assert "All times are those of UTC." in texts[0]
    portion = markings.of_label(made.exchange.content.label_id).portion
    assert texts[0].count(portion) >= 1


def test_nothing_hidden_is_on_paper(made):
    plan(made, "Opening brief", lead=made.nation("XBB"), place="Hall 4")
    plan(made, "CANARY raid", label=closed(made), place="CANARY bunker", units="CANARY company")

    text = " ".join(pages(printed(made, made.liaisons["XAA"])))

    assert "Opening brief" in text
    assert "CANARY" not in text
    assert "(lead)" not in text
    assert "CANARY raid" in " ".join(pages(printed(made, made.planner)))


def test_what_is_typed_is_never_source(made):
    plan(made, '#panic("x") $1$ *bold* \\ [', remarks="#import <x> `raw`")

    text = " ".join(pages(printed(made, made.planner)))

    assert '#panic("x") $1$ *bold*' in text


def test_serials_that_nobody_may_read_together_are_printed_one_marking_at_a_time(made):
    one, other = made.nation("XAA"), made.nation("XBB")
    host = made.exchange.host
    serial = plan(made, "For XAA", label=make.label(host, to=[one]))
    with as_system():
        foreign = make.label(other, "U", to=[host])
        Serial.objects.create(
            exchange=made.exchange, label=foreign, code="F", title="Foreign", starts_at=at(8), ends_at=at(9), zone="UTC"
        )

    with pytest.raises(Refused, match="one version for each marking"):
        printed(made, made.planner)
    text = " ".join(pages(printed(made, made.planner, label_id=serial.label_id)))
    assert "For XAA" in text
    assert "Foreign" not in text


def test_what_its_originator_controls_is_printed_by_the_originator_alone(made):
    host, guest = made.exchange.host, made.nation("XAA")
    with as_system():
        value = labels.LabelValue(make.label(host).classification, host, frozenset({guest}), orcon=True)
        controlled = labels.intern(value)
    plan(made, "Controlled", label=controlled)

    with pytest.raises(Refused, match="Only its originator"):
        printed(made, made.liaisons["XAA"])
    assert "Controlled" in " ".join(pages(printed(made, made.planner)))


def test_each_copy_is_recorded_with_its_number(made):
    serial = plan(made)

    copy = printed(made, made.liaisons["XAA"])

    with as_system():
        events = Event.objects.filter(action="serials.printed").values_list("object_id", flat=True)
        assert set(events) == {str(serial.pk), str(made.exchange.content.pk)}
        assert {event.facts["number"] for event in Event.objects.filter(action="serials.printed")} == {copy.number}


def test_the_page_hands_out_a_pdf_or_says_what_is_wrong(signed_in, made):
    plan(made, "Opening brief")
    client, address = signed_in(made.liaisons["XAA"]), reverse("serials:print", args=[made.exchange.reference])
    asked = {"length": "7", "day": "2031-03-03", "clock": "place", "label": ""}

    with translation.override("fr"):
        response = client.post(address, asked)
    assert response["Content-Type"] == "application/pdf"
    assert "Opening" not in response["Content-Disposition"]
    assert "Opening brief" in " ".join(pages(Printout("", response.content)))
    assert client.get(address).status_code == 200
    assert client.post(address, {**asked, "day": "soon"}).status_code == 400
    assert client.post(address, {**asked, "label": "2000000007"}).status_code == 400
