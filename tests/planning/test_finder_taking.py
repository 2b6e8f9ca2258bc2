"""From a window to an exchange in one step: what is shown first is what happens, all of it or nothing."""

from copy import deepcopy
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.dates import day as in_words
from accounts.models import Team
from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as
from exchanges.models import Exchange
from participants.models import Invitation
from planning.finder import taking
from planning.models import Ballot
from programs.models import Program, ProgramContent
from resources.models import Booking
from resources.windows import Window
from tests import factories as make
from tests.resources.world import build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
STARTEX = timezone.localdate() + timedelta(days=90)
ENDEX = STARTEX + timedelta(days=4)


@pytest.fixture(scope="module")
def arranged(arranging):
    """The owner's nation has named liaisons; a third nation has not, and the program's marking names only the first."""
    with arranging():
        made = build()
        program, label = made.exchange.program, make.label(made.exchange.host, to=[made.owner])
        with as_system():
            Program.objects.filter(pk=program.pk).update(label=label)
            ProgramContent.objects.filter(program=program).update(label=label)
            grant(Role.PLANNER, made.planner.personal_team, program, by=SYSTEM, reason="test")
            Team.objects.create(name="liaisons:OWN", kind=Team.Kind.DELEGATION, title="Liaisons", party=made.owner)
        yield made


@pytest.fixture
def world(arranged):
    return deepcopy(arranged)


@pytest.fixture
def client(world, signed_in):
    return signed_in(world.planner)


def asked(world, *resources, **said):
    facts = {
        "title": "Autumn lion",
        "kind": "livex",
        "program": world.exchange.program.reference,
        "host": "HOS",
        "starts_on": STARTEX.isoformat(),
        "ends_on": ENDEX.isoformat(),
        "resources": [str(each.pk) for each in resources],
        "nations": ["OWN"],
        "seats": 12,
        "reply_by": (STARTEX - timedelta(days=30)).isoformat(),
        "ask": "draft",
    }
    return facts | said


def look(client, said, status=200):
    response = client.get(reverse("planning:take"), said)
    assert response.status_code == status
    return response


def confirm(client, said, seen):
    return client.post(reverse("planning:take"), {**said, "seen": seen})


def counts():
    with as_system():
        return Exchange.objects.count(), Booking.objects.count(), Invitation.objects.count()


def texts(response):
    return [each.text for each in response.context["shown"].outcomes]


def test_what_is_shown_first_happens_when_it_is_confirmed(world, client):
    before, area = counts(), world.resource(name="Range B")
    said = asked(world, area, ask="send")

    shown = look(client, said)
    assert counts() == before
    assert any("Range B is held until" in each for each in texts(shown))
    done = confirm(client, said, shown.context["shown"].seen)

    assert done.status_code == 302
    with as_system():
        made = Exchange.objects.select_related("program").get(title="Autumn lion")
        assert (made.starts_on, made.ends_on, made.state) == (STARTEX, ENDEX, "draft")
        assert made.label_id == made.program.label_id
        booking = Booking.objects.get(exchange=made)
        assert (booking.resource, booking.state, booking.is_all_day) == (area, "tentative", True)
        assert Invitation.objects.get(delegation__exchange=made).state == "issued"


def test_nations_are_invited_and_polled_in_the_same_step_and_the_preview_names_them(world, client):
    later = [STARTEX + timedelta(days=20), STARTEX + timedelta(days=24)]
    beside = "/".join(each.isoformat() for each in later)
    make.NationFactory(code="XTH", name_en="Thirdland")
    said = asked(world, ask="poll", nations=["OWN", "XTH"], window=[beside], beside=[beside])

    shown = look(client, said)
    before = counts()
    assert any("Nation OWN: asked until" in each and "Thirdland" not in each for each in texts(shown))
    assert not any(each.is_problem for each in shown.context["shown"].outcomes if "OWN" in each.text)
    assert confirm(client, said, shown.context["shown"].seen).status_code == 302
    with as_system():
        ballot = Ballot.objects.select_related("poll", "delegation__party").get()
        assert (ballot.delegation.party.code, ballot.poll.windows.count()) == ("OWN", 2)
    assert counts()[0] == before[0] + 1

    late = look(client, {**said, "reply_by": later[0].isoformat()}, status=400)
    assert "reply_by" in late.context["form"].errors
    assert beside in look(client, {**said, "window": []}).content.decode(), "It can be chosen again."


def test_what_cannot_be_held_or_asked_says_so_by_name_and_no_more(world, client):
    area, free = world.resource(name="Range B"), world.resource(name="Range C")
    window = Window.of_days(STARTEX, ENDEX, area.zone_info)
    world.book(area, by=world.insider, window=window, title="Hidden thing")
    make.NationFactory(code="XTH", name_en="Thirdland")

    said = asked(world, area, free, nations=["OWN", "XTH"])
    shown = look(client, said)
    body = shown.content.decode()

    problems = [each.text for each in shown.context["shown"].outcomes if each.is_problem]
    assert "Not Range B. Range B is not available then." in problems
    assert any("Thirdland" in each for each in problems)
    assert "Hidden thing" not in body
    assert world.secret.title not in body
    assert confirm(client, said, shown.context["shown"].seen).status_code == 302
    with as_system():
        made = Exchange.objects.get(title="Autumn lion")
        assert [each.resource for each in Booking.objects.filter(exchange=made)] == [free]


def test_what_is_taken_on_some_days_is_held_on_the_others_and_says_so(world, client):
    area = world.resource(name="Range B", turn_round_hours=24)
    for number in (2, 5):  # And the day after ENDEX.
        day = STARTEX + timedelta(days=number)
        world.book(area, by=world.insider, window=Window.of_days(day, day, area.zone_info), title="Hidden thing")
    said = asked(world, area)

    shown = look(client, said)
    confirm(client, said, shown.context["shown"].seen)

    (text,) = [each for each in texts(shown) if "Range B" in each]
    assert "is not available otherwise" in text
    assert "Hidden thing" not in shown.content.decode()
    with as_system():
        held = Booking.objects.filter(exchange__title="Autumn lion").order_by("starts_at")
        zone = area.zone_info
        spans = [[*Window(each.starts_at, each.ends_at, True).days(zone)] for each in held]
    assert [day for span in spans for day in span] == [STARTEX + timedelta(days=n) for n in (0,)]


def test_what_has_changed_since_it_was_shown_is_shown_again_and_nothing_is_done(world, client):
    area = world.resource(name="Range B")
    said = asked(world, area)
    seen = look(client, said).context["shown"].seen
    world.book(area, by=world.insider, window=Window.of_days(STARTEX, ENDEX, area.zone_info))
    before = counts()

    again = confirm(client, said, seen)

    assert again.status_code == 409
    assert "Something has changed meanwhile" in again.content.decode()
    assert counts() == before


def test_what_is_confirmed_is_what_was_shown_down_to_seats_and_markings(world, client):
    said = asked(world)
    seen = look(client, said).context["shown"].seen
    assert confirm(client, {**said, "seats": 400}, seen).status_code == 409
    with as_system():
        stricter = make.label(world.exchange.host, to=[world.owner, make.NationFactory(code="XZZ")])
        Program.objects.filter(pk=world.exchange.program_id).update(label=stricter)
        ProgramContent.objects.filter(program=world.exchange.program_id).update(label=stricter)
    before = counts()
    again = confirm(client, said, seen)
    assert (again.status_code, counts()) == (409, before)
    assert confirm(client, said, again.context["shown"].seen).status_code == 302
    assert counts()[0] == before[0] + 1


def test_what_is_held_on_days_on_which_it_is_closed_says_so(world, client):
    area = world.resource(name="Range B", closed_on=[STARTEX + timedelta(days=1)])
    (text,) = [each for each in texts(look(client, asked(world, area))) if "Range B" in each]
    assert text.endswith(f"Range B is closed on {in_words(STARTEX + timedelta(days=1))}.")


def test_where_one_part_breaks_nothing_stays(world, monkeypatch):
    area = world.resource()
    with as_system():
        program = Program.objects.get(pk=world.exchange.program_id)
    wish = taking.Wish(
        program=program, kind="livex", title="Autumn lion", host=program.owner, starts_on=STARTEX, ends_on=ENDEX,
        resources=[area], nations=[world.owner], seats=3, reply_by=STARTEX - timedelta(days=9),
    )  # fmt: skip
    before = counts()

    monkeypatch.setattr(taking, "invite", lambda *_args, **_terms: 1 / 0)  # After the exchange and its booking.
    with acting_as(world.planner), pytest.raises(ZeroDivisionError):
        taking.take(wish, by=world.planner)

    assert counts() == before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ends_on": (STARTEX - timedelta(days=1)).isoformat()}, "ends_on"),
        ({"seats": ""}, "seats"),
        ({"reply_by": ""}, "reply_by"),
        ({"kind": "picnic"}, "kind"),
        ({"program": "ZZZZ-ZZ"}, "program"),
        ({"resources": ["00000000-0000-4000-8000-000000000001"]}, "resources"),
        ({"starts_on": "1066-10-14"}, "starts_on"),
    ],
)
def test_what_makes_no_sense_is_said_next_to_its_field(world, client, wrong, field):
    response = look(client, asked(world, **wrong), status=400)

    assert field in response.context["form"].errors


def test_a_window_leads_to_a_form_that_holds_all_that_was_searched_for(world, client):
    areas = [world.resource(name=f"Range {number}") for number in range(3)]
    world.book(areas[0], by=world.insider, window=Window.of_days(STARTEX, ENDEX, areas[0].zone_info))
    said = {"days": 5, "first": STARTEX.isoformat(), "last": ENDEX.isoformat(), "nations": "OWN"}
    said |= {"some": [str(each.pk) for each in areas], "needed": 2}

    found = client.get(reverse("planning:find"), said).context["found"]
    address = found.cards[0].address
    form = client.get(f"{reverse('planning:take')}?{address}").context["form"]

    assert {value for name, value in parse_qsl(address) if name == "resources"} == {str(each.pk) for each in areas[1:]}
    assert form.initial["nations"] == ["OWN"]
    assert form.initial["starts_on"] == STARTEX.isoformat()
    assert form.initial["program"] == world.exchange.program.reference


def test_whoever_plans_in_no_program_is_offered_no_step_and_finds_none(world, signed_in):
    outsider = make.member(Role.STAFF_OFFICER, world.owner)
    said = {"days": 5, "first": STARTEX.isoformat(), "last": ENDEX.isoformat()}
    theirs = signed_in(outsider)

    assert reverse("planning:take") not in theirs.get(reverse("planning:find"), said).content.decode()
    answer = theirs.get(reverse("planning:take"), asked(world))
    assert answer.status_code in {400, 403, 404}
