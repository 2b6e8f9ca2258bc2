"""A waiver lifts nationality from one label: two persons give it, and only a reader of the label is told of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from clearances import services, worklist
from clearances.models import SecurityAgreement, Waiver
from clearances.roles import Role
from clearances.services import changes
from clearances.subjects import acting_as
from exchanges.models import ExchangeContent
from notifications.models import Notification
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return make.NationFactory(code="HST")


@pytest.fixture
def guest():
    return make.NationFactory(code="GST")


@pytest.fixture
def policy(host):
    return make.PolicyFactory(owner=host)


@pytest.fixture
def officers(host, policy):
    pair = [make.member(Role.SECURITY_ADMINISTRATOR, host) for _ in range(2)]
    for user in pair:
        make.clearance(user, policy, "S")
    return pair


@pytest.fixture
def label(host, guest):
    return make.label(host, "S", to=[guest])


@pytest.fixture
def liaison(host, guest, policy, label):
    """Acts for *guest*, is cleared, and is a national of another country."""
    with as_system():
        SecurityAgreement.objects.get_or_create(
            owner=host, policy=policy, party=guest, defaults={"highest": policy.classifications.get(code="S")}
        )
    exchange = make.ExchangeFactory(
        program=make.ProgramFactory(owner=host), label=make.label(host, to=[guest]), content__label=label
    )
    user = make.member(Role.PARTICIPANT, exchange, organisation=guest)
    with as_system():
        user.person.nationalities.set([make.NationFactory(code="ELS")])
    make.clearance(user, policy, "S")
    return user


def ask(person, label, by, **changed):
    said = {
        "sponsor": person.organisation,
        "valid_from": timezone.localdate(),
        "valid_to": timezone.localdate() + timedelta(days=90),
        "reason": "the only translator",
        **changed,
    }
    with acting_as(by):
        return services.request_waiver(person, label=label, by=by, **said)


def act(verb, held, by, **said):
    with acting_as(by):
        return verb(held, by=by, **said)


def sees(user):
    with acting_as(user):
        return ExchangeContent.objects.for_user(user).count()


def test_a_waiver_opens_when_a_second_person_confirms_and_closes_when_one_takes_it_away(officers, label, liaison):
    first, second = officers
    assert sees(liaison) == 0

    waiver = ask(liaison.person, label, first)
    assert sees(liaison) == 0
    with pytest.raises(PermissionDenied):
        act(services.confirm_waiver, waiver, first)
    act(services.confirm_waiver, waiver, second)
    assert sees(liaison) == 1
    act(services.suspend_waiver, waiver, first, reason="under inquiry")
    assert sees(liaison) == 0
    change = act(services.propose_resuming, waiver, first, reason="inquiry closed")
    act(changes.approve, change, second, digest=change.digest)
    assert sees(liaison) == 1
    act(services.revoke_waiver, waiver, second, reason="left")

    assert sees(liaison) == 0


def test_a_waiver_is_for_its_very_label_and_its_days(host, officers, liaison):
    first, second = officers
    other = make.label(host, "S")
    act(services.confirm_waiver, ask(liaison.person, other, first), second)

    assert sees(liaison) == 0


def test_nobody_asks_for_a_label_that_they_may_not_read(host, policy, label, liaison):
    low = make.member(Role.SECURITY_ADMINISTRATOR, host)
    make.clearance(low, policy, "C")

    with pytest.raises(ValidationError) as refused:
        ask(liaison.person, label, low)

    assert set(refused.value.message_dict) == {"label"}


def test_a_label_that_asks_for_no_nationality_needs_none(host, officers, liaison):
    with pytest.raises(ValidationError) as refused:
        ask(liaison.person, make.label(host, "R"), officers[0])

    assert set(refused.value.message_dict) == {"label"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"valid_to": timezone.localdate() - timedelta(days=1)}, "valid_to"),
    ],
)
def test_bad_input_is_named(officers, label, liaison, changed, field):
    with pytest.raises(ValidationError) as refused:
        ask(liaison.person, label, officers[0], **changed)

    assert set(refused.value.message_dict) == {field}


def test_nobody_waives_their_own_nationality(officers, label):
    with pytest.raises(PermissionDenied):
        ask(officers[0].person, label, officers[0])


def test_an_administrator_of_another_owner_sees_and_asks_for_nothing(officers, label, liaison, signed_in):
    waiver = ask(liaison.person, label, officers[0])
    stranger = make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory())
    client = signed_in(stranger)

    assert client.get(waiver.get_absolute_url()).status_code == 404
    assert str(liaison).encode() not in client.get(reverse("clearances:waivers")).content
    with pytest.raises(PermissionDenied):
        ask(liaison.person, label, stranger)


def test_the_label_is_named_only_to_whoever_may_read_it(host, officers, label, liaison, signed_in):
    waiver = ask(liaison.person, label, officers[0])
    low = make.member(Role.SECURITY_ADMINISTRATOR, host)

    for address in (waiver.get_absolute_url(), reverse("clearances:waivers")):
        assert "HST S" in signed_in(officers[1]).get(address).content.decode()
        page = signed_in(low).get(address).content.decode()
        assert "A label that you may not read" in page
        assert "HST S" not in page


def test_the_choice_of_labels_holds_what_the_asker_may_read(host, policy, officers, label, signed_in):
    above = make.label(host, "S", compartments=["ALPHA"])
    make.label(host, "U")

    offered = signed_in(officers[0]).get(reverse("clearances:request_waiver")).context["form"].fields["label"].queryset

    assert label in offered
    assert above not in offered
    assert {each.classification.code for each in offered} == {"S"}


def test_in_the_browser(officers, label, liaison, signed_in):
    first, second = officers
    today = timezone.localdate()

    asked = signed_in(first).post(
        reverse("clearances:request_waiver"),
        {
            "person": liaison.person_id,
            "label": label.pk,
            "sponsor": liaison.organisation.pk,
            "valid_from": today.isoformat(),
            "valid_to": (today + timedelta(days=30)).isoformat(),
            "reason": "the only translator",
        },
    )
    waiver = Waiver.objects.get()
    client = signed_in(second)
    question = client.get(reverse("clearances:confirm_waiver", args=[waiver.public_id])).content.decode()
    desk = client.get(reverse("clearances:index")).content.decode()
    client.post(reverse("clearances:confirm_waiver", args=[waiver.public_id]), {"digest": waiver.digest})

    assert asked.headers["Location"] == waiver.get_absolute_url()
    assert "no longer bars this label" in question
    assert "Gains sight: 1 person of Nation GST" in question
    assert f"A waiver for {liaison}" in desk
    assert sees(liaison) == 1


def test_lapses_are_announced_once(officers, label, liaison):
    make.waiver(liaison, label, valid_to=timezone.localdate() + timedelta(days=10))
    services.warn_of_waiver_lapses(timezone.now())
    services.warn_of_waiver_lapses(timezone.now())

    told = Notification.objects.filter(kind="waiver_lapsing").values_list("recipient_id", flat=True)
    assert sorted(told) == sorted([liaison.pk, *(user.pk for user in officers)])


def test_what_waits_for_an_officer_says_when_it_lapses(officers, label, liaison, policy):
    first, second = officers
    waiver = ask(liaison.person, label, first)
    clearance = make.clearance(make.UserFactory(), policy, "S")
    act(services.suspend_clearance, clearance, first, reason="x")
    change = act(services.propose_resuming, clearance, first, reason="y")

    with acting_as(second):
        found = {item.url: item.due_at for item in worklist.items(second)}
    with acting_as(first):
        own = [item.url for item in worklist.items(first)]

    assert found == {
        waiver.get_absolute_url(): waiver.request_lapses_at,
        change.get_absolute_url(): change.lapses_at,
    }
    assert own == []
