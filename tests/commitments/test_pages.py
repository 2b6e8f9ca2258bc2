"""What was promised and given away, to whom, and when it was opened: one's own nation's share, and each partner's."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from clearances.roles import Role
from clearances.subjects import acting_as
from files import services as files
from participants.models import Invitation, Reply
from participants.states import State
from participants.terms import Category, Contribution, ContributionKind, Level, Numbers, Terms
from tests import factories as make
from tests.files.world import received
from tests.participants.world import World, build
from tests.roles import as_system
from threads.services import Opening, open_thread

pytestmark = pytest.mark.django_db
YEAR = 2031
CANARY = "CANARY-7c1f"
FRIGATE = Contribution(ContributionKind.SHIP, "HMS Exemplar", 1, "", date(2031, 3, 4), date(2031, 3, 9))
PROMISE = Terms(numbers=(Numbers(Category.PARTICIPANTS, 3, 4),), contributions=(FRIGATE,)).said()
OBSERVES = Terms(numbers=(Numbers(Category.OBSERVERS, 1, 2),), level=Level.OBSERVER).said()


@pytest.fixture
def world() -> World:
    made = build("XAA", "XBB", title="Brave Tern", starts_on=date(YEAR, 3, 1), ends_on=date(YEAR, 3, 20))
    made.reply(made.issue("XAA"), State.ACCEPTED, caveats="", terms=PROMISE)
    made.reply(made.issue("XBB"), State.ACCEPTED, caveats="", seats=2, terms=OBSERVES)
    return made


def text(client: Any, name: str, *args: Any, year: int = YEAR, status: int = 200) -> str:
    response = client.get(reverse(f"commitments:{name}", args=args), {"year": year})
    assert response.status_code == status
    return str(response.content.decode())


def give(world: World, code: str, name: str = "roster.txt") -> Any:
    liaison, delegation = world.liaisons[code], world.exchange.delegations
    with acting_as(liaison), received(name) as got:
        row = delegation.get(party__code=code)
        return files.give(row, got, title=name, by=liaison)


def offer(world: World, code: str, name: str) -> Any:
    with acting_as(world.planner), received(name) as got:
        row = world.exchange.delegations.get(party__code=code)
        return files.offer(row, got, title=name, by=world.planner)


def ask(world: World, code: str, words: str) -> None:
    liaison = world.liaisons[code]
    with acting_as(liaison):
        row = world.exchange.delegations.get(party__code=code)
        open_thread(row, Opening(subject=words, text=words), by=liaison)


def test_a_nation_reads_what_it_promised_with_sums_windows_and_months(world, signed_in):
    page = text(signed_in(world.liaisons["XAA"]), "index")

    for said in ("Brave Tern", "HMS Exemplar", "04 MAR 2031", "3–4", "Nation HOS", 'colspan="1" class="year-span"'):
        assert said in page, said
    assert "Brave Tern" not in text(signed_in(world.liaisons["XAA"]), "index", year=2032)


def test_observers_are_a_tier_of_their_own(world, signed_in):
    assert "Observing" in text(signed_in(world.liaisons["XBB"]), "index")
    assert "Observing" not in text(signed_in(world.liaisons["XAA"]), "index")

    page = text(signed_in(world.planner), "partners")

    assert page.index("Nation XAA") < page.index("Nation XBB")
    assert "Observer" in page[page.index("Nation XBB") :]


def test_a_nation_reads_nothing_of_another_and_a_planner_nothing_of_what_others_plan(world, signed_in):
    with as_system():
        invitation = world.exchange.delegations.get(party__code="XBB").invitation
    world.reply(world.stored(invitation), comment=CANARY)
    give(world, "XBB", f"{CANARY}.txt")
    ask(world, "XBB", CANARY)
    liaison, other = signed_in(world.liaisons["XAA"]), signed_in(make.member(Role.PLANNER, make.ExchangeFactory()))

    this = timezone.now().year
    pages = (("index", (), YEAR), ("given", (), this), ("partners", (), YEAR), ("partner", ("XBB",), this))
    for name, args, year in pages:
        for client in (liaison, other):
            page = text(client, name, *args, year=year)
            assert CANARY not in page
            assert "Brave Tern" not in page or (client is liaison and name in {"index", "given"})
    assert CANARY in text(signed_in(world.liaisons["XBB"]), "given", year=this)
    assert "Brave Tern" in text(signed_in(world.planner), "partner", "XBB")


def test_what_was_given_away_says_to_whom_by_whom_and_when_the_other_side_opened_it(world, signed_in):
    row = give(world, "XAA")
    ask(world, "XAA", "Ammunition")
    client = signed_in(world.liaisons["XAA"])

    page = text(client, "given", year=row.added_at.year)
    for said in ("roster.txt", "Ammunition", "Accepted", str(world.liaisons["XAA"]), "Nation HOS", "not yet"):
        assert said in page, said
    rows = client.get(reverse("commitments:given"), {"year": row.added_at.year}).context["rows"]
    assert {each.opened_first for each in rows} == {None}

    planner = signed_in(world.planner)
    assert planner.get(reverse("files:packet_download", args=[row.pk])).status_code == 200
    planner.get(row.delegation.get_absolute_url())
    rows = client.get(reverse("commitments:given"), {"year": row.added_at.year}).context["rows"]
    opened = {each.key[0] for each in rows if each.opened_first}
    assert {"files.packetfile", "participants.reply"} <= opened
    assert str(world.planner) not in text(client, "given", year=row.added_at.year)


def test_a_deadline_in_december_for_an_exchange_in_january_is_on_its_years_page(signed_in):
    made = build("XAA", title="Winter Tern", starts_on=date(YEAR, 1, 10), ends_on=date(YEAR, 1, 20))
    made.issue("XAA", reply_by=date(YEAR - 1, 12, 12))

    client = signed_in(made.liaisons["XAA"])

    assert "12 DEC 2030" in text(client, "index", year=YEAR - 1)
    assert "12 DEC 2030" not in text(client, "index", year=YEAR)


def test_an_answer_that_was_superseded_in_another_year_is_an_earlier_one(world, signed_in):
    client = signed_in(world.liaisons["XAA"])
    with as_system():
        Reply.objects.filter(delegation__party__code="XAA").update(
            replied_at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
        )
    assert "Earlier answer" not in text(client, "given", year=2025)
    assert "Answer anew" not in text(client, "given", year=2026)
    with as_system():
        delegation = world.exchange.delegations.get(party__code="XAA")
    with acting_as(world.liaisons["XAA"]):
        world.reply(delegation.invitation, State.DECLINED, caveats="")

    assert "Earlier answer" in text(client, "given", year=2025)
    assert "Answer anew" not in text(client, "given", year=2025)


def test_what_was_opened_before_it_was_sent_anew_was_not_opened(world, signed_in):
    with as_system():
        delegation = world.exchange.delegations.get(party__code="XAA")
    signed_in(world.liaisons["XAA"]).get(delegation.get_absolute_url())
    planner, year = signed_in(world.planner), timezone.now().year
    assert "not yet" not in text(planner, "partner", "XAA", year=year)
    with as_system():
        later = timezone.now() + timedelta(minutes=1)
        Invitation.objects.filter(delegation__party__code="XAA").update(issued_at=later, opened_at=None)

    assert "not yet" in text(planner, "partner", "XAA", year=later.year)


def test_what_can_be_recalled_is_and_says_so(world, signed_in):
    row = give(world, "XAA")
    client, address = signed_in(world.liaisons["XAA"]), reverse("files:recall", args=[row.pk])
    assert address in text(client, "given", year=row.added_at.year)

    client.post(address)

    page = text(client, "given", year=row.added_at.year)
    assert address not in page
    assert "Taken back" in page


def test_a_planner_reads_what_the_host_gave_to_a_partner(world, signed_in):
    row = offer(world, "XAA", "order.txt")
    client = signed_in(world.planner)

    page = text(client, "partner", "XAA", year=row.added_at.year)
    assert "order.txt" in page
    assert "Invitation" in page
    assert "order.txt" not in text(client, "partner", "XBB", year=row.added_at.year)


def test_the_file_says_the_same_between_banners_and_is_on_record(world, signed_in):
    client = signed_in(world.liaisons["XAA"])
    response = client.get(reverse("commitments:index_file"), {"year": YEAR})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert rows[0] == rows[-1]
    assert "HOS U" in rows[0][0]
    line = next(row for row in rows if row and row[0] == "Brave Tern")
    assert "Ship: HMS Exemplar × 1 (2031-03-04 – 2031-03-09)" in line
    with as_system():
        assert Event.objects.filter(action="commitments.exported").exists()


def test_a_year_that_cannot_be_is_named(world, signed_in):
    client = signed_in(world.liaisons["XAA"])
    for wrong in ("0", "99999", "next"):
        response = client.get(reverse("commitments:index"), {"year": wrong})
        assert response.status_code == 400
        assert "text-danger" in response.content.decode()
    assert client.get(reverse("commitments:partner", args=["NOBODY"])).status_code == 404


def test_as_many_queries_for_twice_the_partners_and_what_they_gave(signed_in):
    codes = [f"X{letter}{letter}" for letter in "ABCDEFGH"]
    world = build(*codes, title="Brave Tern", starts_on=date(YEAR, 3, 1), ends_on=date(YEAR, 3, 20), seats=None)
    client, this, counts = signed_in(world.planner), timezone.now().year, []
    for half in (codes[:4], codes[4:]):
        for code in half:
            world.reply(world.issue(code), State.ACCEPTED, caveats="", terms=PROMISE)
            give(world, code)
            ask(world, code, "Ammunition")
        for number in range(3):
            give(world, codes[0], f"{number}.txt")
            offer(world, codes[0], f"{number}.txt")
            ask(world, codes[0], f"Question {number}")
        pages = [("partners", (), YEAR), ("partner", (codes[0],), YEAR), ("partner", (codes[0],), this)]
        own = signed_in(world.liaisons[codes[0]])
        counts.append([_queries(client, name, *args, year=year) for name, args, year in pages])
        counts[-1] += [_queries(own, name, year=year) for name, year in (("index", YEAR), ("given", this))]
    assert counts[0] == counts[1]


def _queries(client: Any, name: str, *args: Any, year: int) -> int:
    text(client, name, *args, year=year)
    with CaptureQueriesContext(connection) as queries:
        text(client, name, *args, year=year)
    return len(queries)
