"""What is asked for lapses, is bound to what was read, can be suspended and let count again, and can be renewed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from clearances import nationals, services
from clearances.models import Change, Clearance, SecurityAgreement
from clearances.roles import Role
from clearances.services import AlreadyDecided, changes
from clearances.subjects import acting_as
from exchanges.models import ExchangeContent
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return make.NationFactory(code="HST")


@pytest.fixture
def policy(host):
    return make.PolicyFactory(owner=host)


@pytest.fixture
def officers(host, policy):
    """Two administrators of the policy."""
    pair = [make.member(Role.SECURITY_ADMINISTRATOR, host) for _ in range(2)]
    for user in pair:
        make.clearance(user, policy, "S")
    return pair


@pytest.fixture
def guest():
    return make.NationFactory(code="GST")


def security_office(nation, *cleared_in):
    """Two people of a nation's security office, cleared in those policies."""
    pair = [make.member(Role.SECURITY_OFFICE, nation) for _ in range(2)]
    for user in pair:
        for policy in cleared_in:
            make.clearance(user, policy, "S")
    return pair


def ask(person, policy, by, **changed):
    said = {
        "classification": policy.classifications.get(code="S"),
        "sponsor": person.organisation,
        "certificate_reference": "CERT-7",
        "valid_from": timezone.localdate(),
        "valid_to": timezone.localdate() + timedelta(days=700),
        **changed,
    }
    with acting_as(by):
        return services.request_clearance(person, by=by, **said)


def act(verb, held, by, **said):
    with acting_as(by):
        return verb(held, by=by, **said)


def age(held, **by):
    """As if it had been asked for that long ago."""
    with as_system():
        type(held).objects.filter(pk=held.pk).update(requested_at=timezone.now() - timedelta(**by))


def test_a_request_lapses_after_72_hours_and_leaves_the_lists(officers, policy, signed_in):
    first, second = officers
    clearance = ask(make.PersonFactory(), policy, first)

    age(clearance, hours=71, minutes=59)
    with acting_as(second):
        assert Clearance.objects.waiting(timezone.now()).count() == 1
    age(clearance, hours=72)

    with acting_as(second):
        assert Clearance.objects.waiting(timezone.now()).count() == 0
    with pytest.raises(AlreadyDecided):
        act(services.confirm_clearance, clearance, second)
    page = signed_in(second).get(clearance.get_absolute_url()).content.decode()
    assert "Request lapsed" in page
    assert reverse("clearances:confirm", args=[clearance.pk]) not in page


@pytest.mark.parametrize(
    "edit",
    [
        {"valid_to": date(2099, 1, 1)},
        {"compartments": ["ALPHA"]},
        {"certificate_reference": "OTHER"},
        {"valid_from": date(2001, 1, 1)},
    ],
)
def test_a_request_that_was_edited_is_void_and_opens_nothing(officers, policy, edit):
    first, second = officers
    with as_system():
        policy.compartments.create(code="ALPHA", name="Alpha")
    make.clearance(second, policy, "S", compartments=["ALPHA"])
    clearance = ask(make.PersonFactory(), policy, first)
    with as_system():
        Clearance.objects.filter(pk=clearance.pk).update(**edit)

    act(services.confirm_clearance, clearance, second)

    clearance.refresh_from_db()
    assert clearance.status == Clearance.Status.VOID


def test_confirming_another_request_than_the_one_that_was_read_is_void(officers, policy, signed_in):
    first, second = officers
    clearance = ask(make.PersonFactory(), policy, first)

    answer = signed_in(second).post(reverse("clearances:confirm", args=[clearance.pk]), {"digest": "0" * 64})

    assert answer.status_code == 409
    assert "is void" in answer.content.decode()
    clearance.refresh_from_db()
    assert clearance.status == Clearance.Status.VOID


def opened(host, policy, nation):
    """An exchange whose content a cleared liaison of *nation* sees."""
    with as_system():
        SecurityAgreement.objects.create(
            owner=host, policy=policy, party=nation, highest=policy.classifications.get(code="S")
        )
    exchange = make.ExchangeFactory(
        program=make.ProgramFactory(owner=host),
        label=make.label(host, to=[nation]),
        content__label=make.label(host, "S", to=[nation]),
    )
    return make.member(Role.PARTICIPANT, exchange, organisation=nation)


def sees(user):
    with acting_as(user):
        return ExchangeContent.objects.for_user(user).count()


def test_one_suspends_and_two_let_it_count_again(host, policy, officers, guest):
    first, second = officers
    liaison = opened(host, policy, guest)
    clearance = make.clearance(liaison, policy, "S")
    assert sees(liaison) == 1

    act(services.suspend_clearance, clearance, first, reason="under inquiry")
    assert sees(liaison) == 0
    change = act(services.propose_resuming, clearance, first, reason="inquiry closed")
    assert sees(liaison) == 0
    with pytest.raises(PermissionDenied):
        act(changes.approve, change, first, digest=change.digest)
    act(changes.approve, change, second, digest=change.digest)

    assert sees(liaison) == 1
    clearance.refresh_from_db()
    assert (clearance.status, clearance.ended_at) == (Clearance.Status.ACTIVE, None)


def test_what_was_revoked_meanwhile_does_not_count_again(policy, officers):
    first, second = officers
    clearance = make.clearance(make.UserFactory(), policy, "S")
    act(services.suspend_clearance, clearance, first, reason="under inquiry")
    change = act(services.propose_resuming, clearance, first, reason="inquiry closed")
    act(services.revoke_clearance, clearance, second, reason="it is true")

    answer = act(changes.approve, change, second, digest=change.digest)

    assert answer.status == Change.Status.VOID
    clearance.refresh_from_db()
    assert clearance.status == Clearance.Status.REVOKED


def test_nobody_proposes_to_let_count_again_what_is_above_their_own_or_is_their_own(host, policy, officers):
    low = make.member(Role.SECURITY_ADMINISTRATOR, host)
    make.clearance(low, policy, "C")
    clearance = make.clearance(make.UserFactory(), policy, "S")
    own = make.clearance(officers[1], policy, "S")
    for each in (clearance, own):
        act(services.suspend_clearance, each, officers[0], reason="under inquiry")

    for held, by in ((clearance, low), (own, officers[1])):
        with pytest.raises(PermissionDenied):
            act(services.propose_resuming, held, by, reason="please")


def test_a_renewal_takes_over_on_its_first_day(officers, policy):
    first, second = officers
    today = timezone.localdate()
    holder = make.UserFactory()
    old = make.clearance(holder, policy, "S", valid_to=today + timedelta(days=20))

    new = ask(holder.person, policy, first, replaces=old, valid_from=today + timedelta(days=10))
    old.refresh_from_db()
    assert old.valid_to == today + timedelta(days=20)
    act(services.confirm_clearance, new, second)

    old.refresh_from_db()
    assert (old.status, old.valid_to) == (Clearance.Status.ACTIVE, today + timedelta(days=9))


def test_a_renewal_of_somebody_elses_or_into_the_past_is_refused(officers, policy):
    first, _second = officers
    holder, other = make.UserFactory(), make.UserFactory()
    old = make.clearance(holder, policy, "S")

    with pytest.raises(ValidationError):
        ask(other.person, policy, first, replaces=old)
    with pytest.raises(ValidationError) as refused:
        ask(holder.person, policy, first, replaces=old, valid_from=timezone.localdate() - timedelta(days=2))
    assert set(refused.value.message_dict) == {"valid_from"}


def test_the_form_of_a_renewal_is_filled_in_and_asks_for_another_certificate(officers, policy, signed_in):
    holder = make.UserFactory()
    old = make.clearance(holder, policy, "S", valid_to=timezone.localdate() + timedelta(days=20))

    form = signed_in(officers[0]).get(reverse("clearances:renew", args=[old.pk])).context["form"]

    assert form["person"].value() == holder.person_id
    assert form["valid_from"].value() == timezone.localdate() + timedelta(days=21)
    assert form["certificate_reference"].value() is None


# A nation's own security office


def test_two_of_a_nations_office_clear_one_of_its_nationals_in_its_own_policy(guest, signed_in):
    theirs = make.PolicyFactory(owner=guest)
    first, second = security_office(guest, theirs)
    person = make.PersonFactory(organisation=guest)

    clearance = ask(person, theirs, first)
    act(services.confirm_clearance, clearance, second)

    clearance.refresh_from_db()
    assert clearance.status == Clearance.Status.ACTIVE
    assert signed_in(first).get(clearance.get_absolute_url()).status_code == 200


def test_the_office_certifies_in_the_policy_of_an_organisation_that_its_nation_is_a_member_of(guest):
    group = make.GroupFactory(code="LEAGUE")
    headquarters = make.NationFactory(code="LHQ", is_nation=False, members=group)
    league = make.PolicyFactory(owner=headquarters)
    first, _second = security_office(guest, league)
    person = make.PersonFactory(organisation=guest)

    with pytest.raises(PermissionDenied):
        ask(person, league, first)
    make.MembershipFactory(group=group, party=guest)

    assert ask(person, league, first).status == Clearance.Status.REQUESTED


@pytest.mark.parametrize("case", ["foreign policy", "foreigner", "works for another", "foreign sponsor"])
def test_the_office_certifies_nobody_and_nowhere_else(host, policy, guest, case):
    theirs = make.PolicyFactory(owner=guest)
    first, _second = security_office(guest, theirs, policy)
    person = make.PersonFactory(organisation=guest)
    changed = {}
    if case == "foreigner":
        person = make.PersonFactory(organisation=guest, nationalities=[host])
    if case == "works for another":
        person = make.PersonFactory(organisation=host, nationalities=[guest])
    if case == "foreign sponsor":
        changed = {"sponsor": host}
    changed.setdefault("sponsor", guest)

    with pytest.raises(PermissionDenied):
        ask(person, policy if case == "foreign policy" else theirs, first, **changed)


def test_the_office_sees_and_ends_what_its_nationals_hold_elsewhere_but_confirms_nothing_there(
    policy, officers, guest, signed_in
):
    first, second = security_office(guest)
    holder = make.UserFactory(person__organisation=guest)
    stranger = make.UserFactory(person__family_name="Zebrafinch")
    held = make.clearance(holder, policy, "S", certificate_reference="GST-77")
    foreign = make.clearance(stranger, policy, "S")
    waiting = ask(make.PersonFactory(organisation=guest), policy, officers[0])
    client = signed_in(first)

    assert "GST-77" in client.get(held.get_absolute_url()).content.decode()
    assert client.get(foreign.get_absolute_url()).status_code == 404
    assert b"Zebrafinch" not in client.get(reverse("clearances:index")).content
    assert client.get(reverse("clearances:confirm", args=[waiting.pk])).status_code == 403
    act(services.suspend_clearance, held, second, reason="our own inquiry")
    held.refresh_from_db()
    assert held.status == Clearance.Status.SUSPENDED


def test_a_certificate_is_shown_to_the_nation_that_issued_it_not_to_another_of_the_holders(
    policy, host, guest, signed_in
):
    first, _second = security_office(guest)
    holder = make.UserFactory(person__organisation=guest)
    held = make.clearance(holder, policy, "S", certificate_reference="HST-88", sponsor=host)

    page = signed_in(first).get(held.get_absolute_url())

    assert page.status_code == 200
    assert "HST-88" not in page.content.decode()
    assert "HST-88" in signed_in(holder).get(held.get_absolute_url()).content.decode()


def test_nobody_in_the_office_decides_their_own(guest):
    theirs = make.PolicyFactory(owner=guest)
    first, second = security_office(guest, theirs)
    own = Clearance.objects.get(person=second.person)

    with pytest.raises(PermissionDenied):
        ask(first.person, theirs, first)
    with pytest.raises(PermissionDenied):
        act(services.suspend_clearance, own, second, reason="no")


def test_an_office_is_offered_its_own_people_policies_and_nation_only(host, policy, guest, signed_in):
    theirs = make.PolicyFactory(owner=guest)
    first, _second = security_office(guest, theirs)
    person = make.PersonFactory(organisation=guest)
    make.PersonFactory(organisation=host)

    fields = signed_in(first).get(reverse("clearances:request")).context["form"].fields

    assert set(fields["person"].queryset) == {person, *nationals_of(guest, but=first)}
    assert {level.policy for level in fields["classification"].queryset} == {theirs}
    assert list(fields["sponsor"].queryset) == [guest]


def nationals_of(nation, *, but):
    with acting_as(but):
        return type(but.person).objects.filter(pk__in=nationals.people_of([nation])).exclude(pk=but.person_id)
