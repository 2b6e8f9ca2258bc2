"""Two persons clear a third: never oneself, never above one's own, never without a certificate."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from clearances import services
from clearances.guards import SYSTEM
from clearances.models import Clearance, SecurityAgreement
from clearances.roles import Role
from clearances.services import AlreadyDecided
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
def policy(host):
    return make.PolicyFactory(owner=host)


def administrator(host, policy, level="S", **kwargs):
    user = make.member(Role.SECURITY_ADMINISTRATOR, host)
    if level:
        make.clearance(user, policy, level, **kwargs)
    return user


def ask(person, policy, by, level="S", **changes):
    facts = {
        "classification": policy.classifications.get(code=level),
        "sponsor": person.organisation.nation or person.organisation,
        "certificate_reference": "CERT-7",
        "valid_from": date(2020, 1, 1),
        "valid_to": date(2040, 1, 1),
        **changes,
    }
    if by is SYSTEM:
        return services.request_clearance(person, by=by, **facts)
    with acting_as(by):
        return services.request_clearance(person, by=by, **facts)


def recorded():
    """What the audit record says; the application itself can't read it."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SELECT action, actor_id FROM audit_event")
        rows = set(cursor.fetchall())
        cursor.execute("SET ROLE accord_app")
    return rows


def test_two_administrators_clear_a_third_person_and_each_step_is_recorded(host, policy):
    first, second = administrator(host, policy), administrator(host, policy)
    liaison = make.UserFactory()

    clearance = ask(liaison.person, policy, first)
    with acting_as(second):
        services.confirm_clearance(clearance, by=second)

    clearance.refresh_from_db()
    assert clearance.status == Clearance.Status.ACTIVE
    assert (clearance.requested_by, clearance.decided_by) == (first, second)
    assert recorded() >= {("clearance.requested", first.pk), ("clearance.active", second.pk)}
    told = set(Notification.objects.values_list("recipient_id", "kind"))
    assert told == {(second.pk, "clearance_requested"), (liaison.pk, "clearance_granted")}


def test_a_clearance_opens_content_and_revoking_it_closes_it_at_the_next_request(host, policy):
    first, second = administrator(host, policy), administrator(host, policy)
    nation = make.NationFactory()
    with as_system():
        SecurityAgreement.objects.create(
            owner=host, policy=policy, party=nation, highest=policy.classifications.get(code="S")
        )
    program = make.ProgramFactory(owner=host)
    exchange = make.ExchangeFactory(
        program=program, label=make.label(host, to=[nation]), content__label=make.label(host, "S", to=[nation])
    )
    liaison = make.member(Role.PARTICIPANT, exchange, organisation=nation)

    def seen():
        with acting_as(liaison):
            return ExchangeContent.objects.for_user(liaison).count()

    assert seen() == 0
    clearance = ask(liaison.person, policy, first)
    assert seen() == 0
    with acting_as(second):
        services.confirm_clearance(clearance, by=second)
    assert seen() == 1
    with acting_as(first):
        services.revoke_clearance(clearance, by=first, reason="left the post")
    assert seen() == 0


def test_nobody_asks_for_confirms_refuses_or_ends_a_clearance_of_their_own(host, policy):
    first, second = administrator(host, policy), administrator(host, policy)

    with pytest.raises(PermissionDenied):
        ask(first.person, policy, first)
    about_second = ask(second.person, policy, first)
    with acting_as(second):
        for verb in (services.confirm_clearance, refuse, end):
            with pytest.raises(PermissionDenied):
                verb(about_second, by=second)

    about_second.refresh_from_db()
    assert about_second.status == Clearance.Status.REQUESTED


def refuse(clearance, by):
    return services.refuse_clearance(clearance, by=by, reason="no")


def end(clearance, by):
    return services.revoke_clearance(clearance, by=by, reason="no")


@pytest.mark.parametrize("verb", [services.confirm_clearance, refuse])
def test_whoever_asked_cannot_decide(host, policy, verb):
    first = administrator(host, policy)
    clearance = ask(make.PersonFactory(), policy, first)

    with acting_as(first), pytest.raises(PermissionDenied, match="second administrator"):
        verb(clearance, by=first)


def test_an_administrator_of_another_owner_can_do_nothing(host, policy):
    elsewhere = make.NationFactory()
    stranger = administrator(elsewhere, make.PolicyFactory(owner=elsewhere))
    clearance = ask(make.PersonFactory(), policy, SYSTEM)

    with pytest.raises(PermissionDenied):
        ask(make.PersonFactory(), policy, stranger)
    with acting_as(stranger):
        for verb in (services.confirm_clearance, refuse, end):
            with pytest.raises(PermissionDenied):
                verb(clearance, by=stranger)


@pytest.mark.parametrize(
    ("own", "asked", "allowed"),
    [("S", "S", True), ("S", "C", True), ("C", "S", False), ("C", "C", True), (None, "C", False), (None, "R", True)],
)
def test_nobody_asks_for_or_confirms_more_than_they_are_cleared_for(host, policy, own, asked, allowed):
    by = administrator(host, policy, own)
    person = make.PersonFactory()
    waiting = ask(make.PersonFactory(), policy, SYSTEM, asked)

    if allowed:
        ask(person, policy, by, asked)
        with acting_as(by):
            services.confirm_clearance(waiting, by=by)
    else:
        with pytest.raises(ValidationError) as refused:
            ask(person, policy, by, asked)
        assert set(refused.value.message_dict) == {"classification"}
        with acting_as(by), pytest.raises(PermissionDenied):
            services.confirm_clearance(waiting, by=by)

    waiting.refresh_from_db()
    assert waiting.status == (Clearance.Status.ACTIVE if allowed else Clearance.Status.REQUESTED)


@pytest.mark.parametrize(
    "own",
    [
        {"valid_to": date(2021, 1, 1)},
        {"valid_from": date(2039, 1, 1)},
        {"status": Clearance.Status.REQUESTED, "decided_at": None},
    ],
)
def test_a_clearance_that_is_not_in_force_covers_nobody_elses(host, policy, own):
    by = administrator(host, policy, "S", **own)

    with pytest.raises(ValidationError):
        ask(make.PersonFactory(), policy, by, "C")


def test_compartments_must_be_held_by_the_same_clearance_as_the_level(host, policy):
    with as_system():
        policy.compartments.create(code="ALPHA", name="Alpha")
    by = administrator(host, policy, "S")
    make.clearance(by, policy, "C", compartments=["ALPHA"])

    ask(make.PersonFactory(), policy, by, "C", compartments=["ALPHA"])
    with pytest.raises(ValidationError):
        ask(make.PersonFactory(), policy, by, "S", compartments=["ALPHA"])
    with pytest.raises(ValidationError):
        ask(make.PersonFactory(), policy, administrator(host, policy), "U", compartments=["ALPHA"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"certificate_reference": ""}, "certificate_reference"),
        ({"certificate_reference": "  "}, "certificate_reference"),
        ({"compartments": ["NOSUCH"]}, "compartments"),
        ({"valid_from": date(2041, 1, 1)}, "valid_to"),
        ({"valid_from": date.min}, "valid_from"),
        ({"valid_to": date.max}, "valid_to"),
    ],
)
def test_bad_input_is_refused_by_the_name_of_its_field_and_leaves_no_trace(host, policy, changes, field):
    by = administrator(host, policy)

    with pytest.raises(ValidationError) as refused:
        ask(make.PersonFactory(), policy, by, **changes)

    assert set(refused.value.message_dict) == {field}
    assert Clearance.objects.filter(status=Clearance.Status.REQUESTED).count() == 0


def test_only_a_nation_sponsors(host, policy):
    agency = make.NationFactory(code="AGY", is_nation=False)

    with pytest.raises(ValidationError) as refused:
        ask(make.PersonFactory(), policy, administrator(host, policy), sponsor=agency)

    assert set(refused.value.message_dict) == {"sponsor"}


def test_the_second_decision_on_one_request_is_refused_by_name(host, policy):
    first, second, third = (administrator(host, policy) for _ in range(3))
    clearance = ask(make.PersonFactory(), policy, first)
    with acting_as(second):
        services.confirm_clearance(clearance, by=second)

    with acting_as(third):
        for verb in (services.confirm_clearance, refuse):
            with pytest.raises(AlreadyDecided):
                verb(clearance, by=third)
        end(clearance, third)
        with pytest.raises(AlreadyDecided):
            end(clearance, third)


def test_lapses_are_announced_once_to_the_holder_and_to_the_administrators(host, policy):
    by = administrator(host, policy)
    holder, far = make.UserFactory(), make.UserFactory()
    today = timezone.now().date()
    make.clearance(holder, policy, valid_to=today + timedelta(days=29))
    make.clearance(far, policy, valid_to=today + timedelta(days=60))

    services.warn_of_lapses(timezone.now())
    services.warn_of_lapses(timezone.now())

    assert sorted(Notification.objects.values_list("recipient_id", "kind")) == sorted(
        [(by.pk, "clearance_lapsing"), (holder.pk, "clearance_lapsing")]
    )


def test_what_somebody_asked_for_who_lost_the_office_meanwhile_is_void(host, policy):
    first, second = administrator(host, policy), administrator(host, policy)
    clearance = ask(make.UserFactory().person, policy, first)
    with as_system():
        services.take_back(Role.SECURITY_ADMINISTRATOR, first.personal_team, host, by=SYSTEM, reason="left")

    with acting_as(second):
        clearance = services.confirm_clearance(clearance, by=second)

    assert clearance.status == Clearance.Status.VOID
