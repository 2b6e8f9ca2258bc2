"""Partners ask, hosts answer: who finds which offer and which request, and how one becomes an invitation."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clearances.guards import SYSTEM
from clearances.roles import Role
from clearances.services import grant
from clearances.subjects import acting_as
from demand import services
from demand.models import CatalogueOffer, PartnerRequest
from demand.states import IllegalMove, State
from notifications.models import Notification
from participants.models import Delegation, Invitation
from participants.services import issue
from programs.models import Program
from tests import factories as make
from tests.participants.world import build
from tests.roles import as_system

pytestmark = pytest.mark.django_db
CANARY = "CANARY-51ab"


class World:
    """A host that offers, an asker that was never invited, and a third nation."""

    def __init__(self) -> None:
        self.made = build("XAA", "XBB", title="Brave Tern")
        self.host, self.asker, self.third = (self.made.nation(code) for code in ("HOS", "XAA", "XBB"))
        self.planner = self.made.planner
        with as_system():
            grant(Role.STAFF_OFFICER, self.planner.personal_team, self.host, by=SYSTEM, reason="test")
        self.officer = make.member(Role.POINT_OF_CONTACT, self.asker, organisation=self.asker)
        self.other = make.member(Role.STAFF_OFFICER, self.third, organisation=self.third)

    def ask(self, **wish: Any) -> PartnerRequest:
        facts = {"kind": "team", "title": "Combat casualty care", "label": make.label(self.asker, to=[self.host])}
        with acting_as(self.officer):
            return services.ask(self.asker, self.host, by=self.officer, **{**facts, **wish})

    def offer(self, to: list[Any], **facts: Any) -> CatalogueOffer:
        label, until = make.label(self.host, to=to), timezone.now().date() + timedelta(days=30)
        said = {"kind": "course", "title": "Staff course", "until": until}
        with acting_as(self.planner):
            return services.add_offer(self.host, label=label, by=self.planner, **{**said, **facts})


@pytest.fixture
def world() -> World:
    return World()


def text(client: Any, name: str, *args: Any) -> str:
    return str(client.get(reverse(f"demand:{name}", args=args)).content.decode())


def test_a_nation_that_was_never_invited_asks_and_gets_an_invitation(world, signed_in):
    request = world.ask(people=12, not_before=date(2031, 5, 1), not_after=date(2031, 6, 30))
    with as_system():
        assert Notification.objects.filter(recipient=world.planner, kind="request_sent").exists()
    planner = signed_in(world.planner)
    assert "Combat casualty care" in text(planner, "index")

    address = reverse("demand:turn", args=[request.pk])
    wish = {"exchange": world.made.exchange.pk, "seats": 12, "reply_by": "2031-02-01", "version": request.version}
    response = planner.post(address, wish)
    assert response.status_code == 302
    assert "/delegations/" in response.url
    assert "An invitation is drafted." in text(planner, "request", request.pk)
    with as_system():
        invitation, stored = Invitation.objects.get(), PartnerRequest.objects.get()
        services.grant_sent(timezone.now())
    assert invitation.seats == 12
    again = planner.post(address, {**wish, "version": stored.version})
    assert again.status_code == 400
    assert "drafted already" in again.content.decode()

    asker = signed_in(world.officer)
    page = text(asker, "request", request.pk)
    assert "Under review" in page
    assert "Granted" not in page
    assert "nvitation" not in page.partition("<main")[2], "A draft is the host's own."

    with acting_as(world.made.planner):
        issue(invitation, by=world.made.planner)
    with as_system():
        services.grant_sent(timezone.now())
        assert Notification.objects.filter(recipient=world.officer, kind="request_granted").exists()
    assert "Granted" in text(asker, "request", request.pk)


def test_what_is_decided_is_what_was_read(world, signed_in):
    """An amendment that comes between the page and the click is shown, and nothing is done."""
    request, planner = world.ask(people=10), signed_in(world.planner)
    with acting_as(world.officer):
        services.amend(request, people=200, version=request.version, by=world.officer)

    for name, wish in (
        ("decline", {"answer": "Too many."}),
        ("turn", {"exchange": world.made.exchange.pk, "seats": 10, "reply_by": "2031-02-01"}),
    ):
        response = planner.post(reverse(f"demand:{name}", args=[request.pk]), {**wish, "version": request.version})

        assert response.status_code == 409
        assert "It was changed after you opened this page" in response.content.decode()
        assert "200" in response.content.decode()
    with as_system():
        assert PartnerRequest.objects.get().state == State.SENT
        assert not Invitation.objects.exists()


def test_a_conflict_between_colleagues_names_both_values(world, signed_in):
    request, client = world.ask(people=10), signed_in(world.officer)
    address, wish = reverse("demand:amend", args=[request.pk]), {"kind": "team", "title": "Mine", "priority": "2"}
    with acting_as(world.officer):
        services.amend(request, title="Theirs", version=request.version, by=world.officer)

    response = client.post(address, {**wish, "version": request.version})

    assert response.status_code == 409
    assert "Somebody changed this meanwhile" in response.content.decode()
    assert "Theirs" in response.content.decode()


def test_a_program_that_a_colleague_does_not_see_stays_and_is_not_told(world, signed_in):
    with as_system():
        program = world.made.exchange.program
    request = world.ask()
    with as_system():
        PartnerRequest.objects.update(program=program)
        Program.objects.update(label=make.label(world.host, "S"))
    client, address = signed_in(world.officer), reverse("demand:amend", args=[request.pk])

    assert client.get(address).status_code == 200
    client.post(address, {"kind": "team", "title": "Other", "priority": "2", "version": request.version})

    with as_system():
        stored = PartnerRequest.objects.get()
        assert (stored.title, stored.program_id) == ("Other", program.pk)


def test_withdrawing_late_tells_nothing_of_a_draft(world, signed_in):
    request = world.ask()
    with acting_as(world.made.planner):
        services.turn_into_invitation(
            request, world.made.exchange, seats=2, reply_by=date(2031, 2, 1), by=world.made.planner
        )
    with as_system():
        Delegation.objects.filter(is_host=False).update(label=make.label(world.host, "S"))

    client = signed_in(world.officer)
    assert client.post(reverse("demand:withdraw", args=[request.pk])).status_code == 302
    assert client.post(reverse("demand:withdraw", args=[request.pk])).status_code == 409


def test_a_request_is_marked_no_more_openly_than_its_offer(world):
    with as_system():
        label = make.label(world.host, "R", to=[world.asker])
    offer = world.offer([world.asker])
    with as_system():
        CatalogueOffer.objects.update(label=label)

    with pytest.raises(ValidationError, match="no more openly"):
        world.ask(offer=offer, kind="seat")
    with pytest.raises(ValidationError, match="no more openly"):
        world.ask(offer=offer, kind="seat", label=make.label(world.asker, "R", to=[world.host, world.third]))


def test_nobody_but_the_two_sides_finds_a_request(world, signed_in):
    request = world.ask(title=CANARY, text=CANARY)
    liaison, third = signed_in(world.made.liaisons["XBB"]), signed_in(world.other)

    for client in (liaison, third):
        for address in (reverse("demand:index"), reverse("demand:plan"), reverse("portal:home")):
            assert CANARY not in client.get(address).content.decode()
        assert client.get(request.get_absolute_url()).status_code == 404
        assert client.post(reverse("demand:review", args=[request.pk])).status_code == 404
    assert CANARY in text(signed_in(world.officer), "index")
    assert CANARY in text(signed_in(world.planner), "index")
    assert CANARY in text(signed_in(world.officer), "plan")


def test_however_widely_it_is_marked_a_request_is_its_two_sides(world, signed_in):
    request = world.ask(title=CANARY, label=make.label(world.asker, to=[world.host, world.third]))

    assert CANARY in text(signed_in(world.planner), "request", request.pk)
    assert signed_in(world.other).get(request.get_absolute_url()).status_code == 404


def test_the_catalogue_shows_what_is_released_and_nothing_of_the_exchange_behind_it(world, signed_in):
    world.offer([world.asker], title=CANARY)
    world.offer([world.third], title="For others")

    page = text(signed_in(world.officer), "catalogue")

    assert CANARY in page
    assert "For others" not in page
    assert "Brave Tern" not in page
    assert CANARY not in text(signed_in(world.other), "catalogue")


def test_an_offer_takes_requests_until_its_day_and_until_it_is_closed(world):
    offer = world.offer([world.asker])
    assert world.ask(offer=offer, kind="seat").offer == offer
    hidden = world.offer([world.third])
    with pytest.raises(PermissionDenied):
        world.ask(offer=hidden)
    with acting_as(world.planner):
        services.close_offer(offer, by=world.planner)
    with pytest.raises(ValidationError, match="takes no requests any more"):
        world.ask(offer=offer)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"title": " "}, "title"),
        ({"not_before": date(2031, 5, 2), "not_after": date(2031, 5, 1)}, "not_after"),
        ({"not_before": date(2001, 1, 1), "not_after": date(2001, 2, 1)}, "not_after"),
        ({"not_before": date(2001, 1, 1)}, "not_before"),
        ({"people": 0}, "people"),
        ({"kind": "castle"}, "kind"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_sent(world, wish, field):
    with pytest.raises(ValidationError) as refused:
        world.ask(**wish)
    assert field in refused.value.error_dict
    with as_system():
        assert not PartnerRequest.objects.exists()
        assert not Notification.objects.exists()


def test_it_must_be_released_to_whom_it_asks_and_never_to_the_own_side(world):
    with pytest.raises(ValidationError, match="whom you ask"):
        world.ask(label=make.label(world.asker))
    with acting_as(world.officer), pytest.raises(ValidationError, match="than your own"):
        services.ask(world.asker, world.asker, kind="team", title="x", label=make.label(world.asker), by=world.officer)
    with acting_as(world.other), pytest.raises(PermissionDenied):
        services.ask(world.asker, world.host, kind="team", title="x", label=make.label(world.asker), by=world.other)


def test_what_is_under_review_or_decided_does_not_change_any_more(world, signed_in):
    request = world.ask()
    with acting_as(world.planner):
        services.review(request, by=world.planner)
    with acting_as(world.officer), pytest.raises(IllegalMove):
        services.amend(request, title="Other", version=None, by=world.officer)
    with acting_as(world.officer):
        services.withdraw(request, by=world.officer)

    response = signed_in(world.planner).post(
        reverse("demand:decline", args=[request.pk]), {"answer": "No.", "version": 1}
    )

    assert response.status_code == 409
    assert "before you" in response.content.decode()
    with as_system():
        assert PartnerRequest.objects.get().state == State.WITHDRAWN


def test_a_refusal_says_why(world, signed_in):
    request = world.ask()
    planner = signed_in(world.planner)
    address = reverse("demand:decline", args=[request.pk])
    assert planner.post(address, {"answer": " ", "version": request.version}).status_code == 400

    planner.post(address, {"answer": "Not this year.", "version": request.version})

    assert "Not this year." in text(signed_in(world.officer), "request", request.pk)


def test_the_pages_of_asking_hold_what_was_typed(world, signed_in):
    client = signed_in(world.officer)
    assert client.get(reverse("demand:choose")).status_code == 200
    address = reverse("demand:ask", args=["HOS"])
    form = client.get(address).context["form"]
    offered = {key for _group, levels in form.label_choices.levels for key, _level in levels}
    assert form["mark_classification"].initial in offered, "Who has no policy of their own uses that of whom they ask."

    response = client.post(address, {"kind": "team", "title": "Combat", "people": "0", "priority": "2"})

    assert response.status_code == 400
    assert "Combat" in response.content.decode()


def test_the_plan_puts_requests_under_their_quarter(world, signed_in):
    world.ask(not_before=date(2031, 5, 1), not_after=date(2031, 6, 30))
    client = signed_in(world.officer)

    plan = client.get(reverse("demand:plan"), {"year": 2031, "quarter": 1}).context["plan"]

    assert plan.quarters[:2] == ["2031 Q1", "2031 Q2"]
    (row,) = plan.rows
    assert [len(cell) for cell in row.cells] == [0, 1, 0, 0, 0, 0, 0, 0]
    assert client.get(reverse("demand:plan"), {"year": "x"}).status_code == 400


def test_lists_ask_as_often_for_twice_the_rows(world, signed_in):
    client, counts = signed_in(world.officer), []
    for _round in range(2):
        for _row in range(3):
            world.ask(
                offer=world.offer([world.asker]), kind="seat", not_before=timezone.now().date() + timedelta(days=9)
            )
        counts.append([_queries(client, name) for name in ("index", "catalogue", "plan")])
    assert counts[0] == counts[1]


def _queries(client: Any, name: str) -> int:
    text(client, name)
    with CaptureQueriesContext(connection) as queries:
        text(client, name)
    return len(queries)
