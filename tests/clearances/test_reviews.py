"""Access reviews: what is asked, who answers, and what happens to what nobody answers."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import SignIn
from clearances import reviewing, worklist
from clearances.guards import SYSTEM
from clearances.models import Clearance, PartyGrant, Review, ReviewItem
from clearances.roles import Role
from clearances.services import AlreadyDecided, grant, inherit
from clearances.services import reviews as services
from clearances.services.grants import grants_of
from clearances.subjects import acting_as
from notifications.models import Notification
from releases.models import Opening
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return make.NationFactory(code="HST")


@pytest.fixture
def administrators(host):
    return [make.member(Role.SECURITY_ADMINISTRATOR, host) for _ in range(2)]


@pytest.fixture
def cleared(host):
    user = make.UserFactory(person__organisation=host)
    return make.clearance(user, make.PolicyFactory(owner=host))


def start(root, by, days=14):
    with acting_as(by):
        return services.start(root, due_on=timezone.localdate() + timedelta(days=days), by=by)


def answer(item, by, said="take_back", reason="Gone home."):
    with acting_as(by):
        return services.answer(item, answer=said, reason=reason, by=by)


def close(review):
    with as_system(), time_machine.travel(review.due_at + timedelta(minutes=1), tick=False):
        services.close_reviews(timezone.now())


def test_a_review_of_a_nation_asks_about_offices_clearances_and_waivers(host, administrators, cleared):
    label = make.label(host, "S")
    waiver = make.waiver(make.UserFactory(), label)
    elsewhere = make.clearance(make.UserFactory(), make.PolicyFactory(owner=make.NationFactory(code="ELS")))

    items = start(host, administrators[0]).items.all()

    assert {item.clearance_id for item in items} - {None} == {cleared.pk}
    assert {item.waiver_id for item in items} - {None} == {waiver.pk}
    assert sorted(item.role for item in items if item.team) == [Role.SECURITY_ADMINISTRATOR] * 2
    assert elsewhere.pk not in {item.clearance_id for item in items}


def test_what_is_taken_back_is_closed_and_the_last_answer_closes_the_review(host, administrators, cleared):
    review = start(host, administrators[0])
    first, second = (user.personal_team_id for user in administrators)

    answer(review.items.get(clearance=cleared), administrators[0])
    answer(review.items.get(team=first), administrators[1], "keep", "Needed.")
    assert Review.objects.get().closed_at is None
    answer(review.items.get(team=second), administrators[0], "keep", "Needed.")

    assert Clearance.objects.get(pk=cleared.pk).status == Clearance.Status.REVOKED
    assert Review.objects.get().closed_at is not None


def test_nobody_answers_for_themselves_or_twice_or_from_elsewhere(host, administrators, cleared):
    review = start(host, administrators[0])
    own = review.items.get(team=administrators[0].personal_team)
    item = review.items.get(clearance=cleared)
    stranger = make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory(code="ELS"))

    with pytest.raises(PermissionDenied):
        answer(own, administrators[0], "keep")
    with pytest.raises(PermissionDenied):
        answer(item, stranger)
    answer(item, administrators[0], "keep")
    with pytest.raises(AlreadyDecided):
        answer(item, administrators[1])


def test_keeping_what_was_unused_for_90_days_needs_a_reason(host, administrators, cleared):
    review = start(host, administrators[0])
    item = review.items.get(clearance=cleared)
    with pytest.raises(ValidationError):
        answer(item, administrators[0], "keep", " ")

    user = cleared.person.user
    with as_system():
        now = timezone.now() - timedelta(days=89)
        SignIn.objects.create(user=user, device="x", round=0, started_at=now, seen_at=now)

    assert answer(item, administrators[0], "keep", "").answer == ReviewItem.Answer.KEEP


def test_a_role_on_an_exchange_is_used_by_opening_it_not_by_signing_in(host, administrators, signed_in):
    exchange = make.ExchangeFactory(program__owner=host, label=make.label(host, "U"))
    member = make.member(Role.CELL_MEMBER, exchange, organisation=host)
    with as_system():
        grant(Role.CELL_MEMBER, administrators[0].personal_team, exchange, by=SYSTEM, reason="test")
    review = start(exchange, administrators[0])
    client = signed_in(member)
    client.get("/")
    page = signed_in(administrators[0])

    def flags():
        items = page.get(review.get_absolute_url()).context_data["items"]
        return [shown.flags.get("unused") for shown in items if member in shown.holders]

    item = review.items.get(team=member.personal_team)
    assert flags() == ["Never used"]
    with pytest.raises(ValidationError):
        answer(item, administrators[0], "keep", " ")

    client.get(exchange.get_absolute_url())
    assert flags() == [None]
    with as_system():
        Opening.objects.filter(user=member).update(last_at=timezone.now() - timedelta(days=91))
    assert flags() == ["Unused for 90 days"]
    assert answer(item, administrators[0], "keep", "Plans the next one.").answer == ReviewItem.Answer.KEEP


def test_what_nobody_answers_is_suspended_at_the_end_of_the_day_and_not_before(host, administrators, cleared):
    review = start(host, administrators[0])
    with as_system():
        services.close_reviews(timezone.now())
    assert Clearance.objects.get(pk=cleared.pk).status == Clearance.Status.ACTIVE

    close(review)
    close(review)

    assert Clearance.objects.get(pk=cleared.pk).status == Clearance.Status.SUSPENDED
    assert review.items.get(clearance=cleared).answer == ReviewItem.Answer.SUSPENDED
    assert Review.objects.get().closed_at is not None
    assert Notification.objects.filter(kind="review_closed").count() == 2


def test_silence_never_removes_the_last_two_administrators(host, administrators):
    close(start(host, administrators[0]))

    assert PartyGrant.objects.filter(content_object=host, role=Role.SECURITY_ADMINISTRATOR).exists()
    assert set(ReviewItem.objects.values_list("answer", flat=True)) == {ReviewItem.Answer.KEEP}


def test_a_review_of_an_exchange_is_none_for_an_administrator_who_does_not_see_it(host, administrators, signed_in):
    exchange = make.ExchangeFactory(program__owner=host, title="Visible", label=make.label(host, "C"))
    planner = make.member(Role.PLANNER, exchange)
    make.clearance(administrators[0], make.PolicyFactory(owner=host))
    with as_system():
        inherit(exchange.program, host)
        inherit(exchange, exchange.program)
        grant(Role.SECURITY_ADMINISTRATOR, administrators[0].personal_team, host, by=SYSTEM, reason="again")
    review = start(exchange, administrators[0])
    item = review.items.get(team=planner.personal_team)

    seeing, blind = (signed_in(user) for user in administrators)
    assert b"Visible" in seeing.get(review.get_absolute_url()).content
    for address in (review.get_absolute_url(), item.get_absolute_url()):
        assert blind.get(address).status_code == 404
    assert str(review.pk).encode() not in blind.get(reverse("clearances:reviews")).content
    with pytest.raises(PermissionDenied):
        answer(item, administrators[1])
    with acting_as(administrators[1]):
        assert [each for each in worklist.items(administrators[1]) if each.kind == "access_review"] == []

    close(review)
    with as_system():
        assert not grants_of(exchange).filter(content_object=exchange, group=planner.personal_team).exists()


def test_the_same_thing_is_under_one_open_review_at_a_time(host, administrators):
    start(host, administrators[0])

    with pytest.raises(ValidationError):
        start(host, administrators[1])
    with pytest.raises(ValidationError):
        start(make.ExchangeFactory(program__owner=host).program, administrators[1], days=-1)


def test_one_starts_by_itself_a_year_after_the_first_administrators_and_each_year_after(host, administrators, settings):
    with as_system(), time_machine.travel(timezone.now(), tick=False) as clock:
        settings.DEMONSTRATION = False
        services.start_yearly(timezone.now())
        assert not Review.objects.exists()
        clock.shift(timedelta(days=366))
        settings.DEMONSTRATION = True
        services.start_yearly(timezone.now())
        assert not Review.objects.exists()
        settings.DEMONSTRATION = False
        services.start_yearly(timezone.now())
        services.start_yearly(timezone.now())

    assert Review.objects.get().party == host
    assert Notification.objects.filter(kind="review_started").count() == 2


def test_the_pages_lead_from_the_start_to_an_answer(host, administrators, cleared, signed_in):
    client = signed_in(administrators[0])
    assert client.post(reverse("clearances:start_review"), {"root": "", "due_on": ""}).status_code == 400
    data = {"root": f"party:{host.pk}", "due_on": timezone.localdate() + timedelta(days=9)}
    response = client.post(reverse("clearances:start_review"), data)
    review = Review.objects.get()
    assert response.headers["Location"] == review.get_absolute_url()

    page = client.get(review.get_absolute_url(), {"show": "unused"})
    assert str(cleared.person).encode() in page.content
    item = review.items.get(clearance=cleared)
    assert client.post(item.get_absolute_url(), {"answer": "take_back", "reason": ""}).status_code == 400
    assert client.post(item.get_absolute_url(), {"answer": "take_back", "reason": "Left."}).status_code == 302
    assert client.post(item.get_absolute_url(), {"answer": "keep", "reason": "Left."}).status_code == 409
    with acting_as(administrators[1]):
        assert reviewing.seen(administrators[1])[0][0] == review
