"""Agreements and recognitions: dated, directional, opened by two administrators and closed by one."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from clearances import changes as registered
from clearances.guards import SYSTEM
from clearances.kinds.treaties import recognition_facts
from clearances.models import Change, Recognition, SecurityAgreement
from clearances.roles import Role
from clearances.services import changes, treaties
from clearances.subjects import Subject
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def host():
    return make.NationFactory(code="HST")


@pytest.fixture
def guest():
    return make.NationFactory(code="GST")


@pytest.fixture
def ours(host):
    return make.PolicyFactory(owner=host)


@pytest.fixture
def theirs(guest):
    return make.PolicyFactory(owner=guest)


@pytest.fixture
def administrators(host, ours):
    return [make.member(Role.SECURITY_ADMINISTRATOR, host) for _ in range(2)]


@pytest.fixture
def asked(host, guest, ours, administrators, signed_in):
    """What the first administrator gets for the form of an agreement."""

    def post(**changes):
        address = reverse("clearances:propose_agreement")
        return signed_in(administrators[0]).post(address, agreement_form(host, guest, ours, **changes))

    return post


def level(policy, code):
    return policy.classifications.select_related("policy__owner").get(code=code)


def recognise(theirs, ours, **changes):
    return treaties.create_recognition(theirs, counts_as=ours, **{"reference": "Treaty", "by": SYSTEM, **changes})


def agree(owner, party, highest, **changes):
    return treaties.create_agreement(
        owner=owner, party=party, highest=highest, **{"reference": "Treaty", "by": SYSTEM, **changes}
    )


def agreement_form(host, guest, ours, **changes):
    return {
        "owner": host.pk,
        "party": guest.pk,
        "highest": level(ours, "S").pk,
        "reference": "GSA 2026",
        "reason": "Exercise",
        **changes,
    }


def approve(change, by):
    with as_system():
        return changes.approve(change, digest=change.digest, by=by)


def test_an_agreement_counts_when_a_second_administrator_has_approved_it(host, guest, ours, administrators, signed_in):
    first, second = administrators
    answer = signed_in(first).post(reverse("clearances:propose_agreement"), agreement_form(host, guest, ours))
    change = Change.objects.get()

    assert answer.headers["Location"] == change.get_absolute_url()
    assert not SecurityAgreement.objects.exists()
    approve(change, second)

    [agreement] = SecurityAgreement.objects.all()
    assert (agreement.owner, agreement.party, agreement.highest) == (host, guest, level(ours, "S"))


def test_a_change_meanwhile_voids_the_approval(host, guest, ours, administrators, signed_in):
    first, second = administrators
    signed_in(first).post(reverse("clearances:propose_agreement"), agreement_form(host, guest, ours))
    agree(host, guest, level(ours, "R"))

    decided = approve(Change.objects.get(), second)

    assert decided.status == Change.Status.VOID
    assert SecurityAgreement.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": "2027-02-01", "ends_on": "2027-01-31"}, "ends_on"),
        ({"starts_on": "1020-01-01"}, "starts_on"),
        ({"party": ""}, "party"),
        ({"reference": ""}, "reference"),
        ({"reason": ""}, "reason"),
        ({"highest": "0"}, "highest"),
    ],
)
def test_an_agreement_that_cannot_be_is_refused_next_to_its_field_and_recorded(asked, administrators, changes, field):
    answer = asked(**changes)

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert not Change.objects.exists()
    with as_system():
        event = Event.objects.get(action="agreement.refused")
    assert (event.actor, event.facts) == (administrators[0], {"fields": field})


def test_the_very_same_agreement_twice_is_refused_by_service_and_database(host, guest, ours):
    row = agree(host, guest, level(ours, "S"), starts_on=TODAY)

    with pytest.raises(ValidationError, match="in force on some of these days"):
        agree(host, guest, level(ours, "S"), starts_on=TODAY + timedelta(days=9))
    with pytest.raises(IntegrityError, match="one_agreement_of_a_kind"), transaction.atomic(), as_system():
        SecurityAgreement.objects.create(owner=host, party=guest, policy=ours, highest=row.highest)


def test_other_agreements_may_overlap_for_the_highest_counts(host, guest, ours):
    agree(host, guest, level(ours, "C"))
    agree(host, guest, level(ours, "S"))

    assert SecurityAgreement.objects.count() == 2


def test_a_level_of_another_policy_is_refused_by_name(host, guest, ours, theirs):
    with pytest.raises(ValidationError) as refused:
        agree(host, guest, level(theirs, "S"), policy=ours)

    assert refused.value.message_dict == {"highest": ["GST S isn't a level of HST."]}


def test_ending_takes_one_administrator_and_closes_at_once(host, guest, ours, administrators, signed_in):
    shared = make.label(host, "R", to=[guest])
    row = SecurityAgreement.objects.get(owner=host, party=guest)
    reader = make.UserFactory(person__organisation=guest)
    assert shared.pk in Subject(reader).dominated_label_ids

    said = {"ends_on": TODAY - timedelta(days=1), "reason": "A coup"}
    answer = signed_in(administrators[0]).post(reverse("clearances:end_agreement", args=[row.public_id]), said)

    assert answer.status_code == 302
    assert shared.pk not in Subject(reader).dominated_label_ids
    row.refresh_from_db()
    assert row.end_reason == "A coup"


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ((-9, None, -2), "earlier days have been"),
        ((-9, 3, 3), "It ends earlier than that already"),
        ((0, None, -1), "can't lie before the first"),
    ],
)
def test_an_end_never_rewrites_the_past_nor_prolongs(host, guest, ours, days, message):
    first, last, wanted = (None if day is None else TODAY + timedelta(days=day) for day in days)
    row = agree(host, guest, level(ours, "S"), starts_on=first, ends_on=last)

    with pytest.raises(ValidationError, match=message):
        treaties.end_agreement(row, ends_on=wanted, reason="x", by=SYSTEM)


def test_what_has_not_begun_is_withdrawn_and_recorded(host, guest, ours):
    row = agree(host, guest, level(ours, "S"), starts_on=TODAY + timedelta(days=30))

    assert treaties.end_agreement(row, ends_on=TODAY, reason="not signed", by=SYSTEM) is None

    assert not SecurityAgreement.objects.exists()
    with as_system():
        assert Event.objects.filter(action="agreement.withdrawn").exists()


def test_only_the_owners_administrators_make_and_end_treaties(host, guest, ours, theirs):
    stranger = make.member(Role.SECURITY_ADMINISTRATOR, guest)
    agreement, recognition = agree(host, guest, level(ours, "S")), recognise(level(theirs, "S"), level(ours, "S"))

    for verb in (
        lambda: agree(host, make.NationFactory(), level(ours, "S"), by=stranger),
        lambda: treaties.end_agreement(agreement, ends_on=TODAY, reason="x", by=stranger),
        lambda: recognise(level(theirs, "C"), level(ours, "C"), by=stranger),
        lambda: treaties.end_recognition(recognition, ends_on=TODAY, reason="x", by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            verb()


def test_a_recognition_opens_when_two_have_decided_it(host, ours, theirs, administrators, signed_in):
    reader = make.UserFactory(person__organisation=host)
    make.clearance(reader, theirs, "S")
    secret = make.label(host, "S")
    said = {
        "classification": level(theirs, "S").pk,
        "counts_as": level(ours, "S").pk,
        "reference": "GSA",
        "reason": "They vet alike",
    }

    answer = signed_in(administrators[0]).post(reverse("clearances:propose_recognition"), said)
    assert answer.status_code == 302, answer.context["form"].errors
    assert secret.pk not in Subject(reader).dominated_label_ids
    approve(Change.objects.get(), administrators[1])

    assert secret.pk in Subject(reader).dominated_label_ids


def test_whoever_would_be_cleared_by_it_neither_proposes_nor_approves(host, ours, theirs, administrators, signed_in):
    first, second = administrators
    make.clearance(second, theirs, "S")
    said = {
        "classification": level(theirs, "S").pk,
        "counts_as": level(ours, "S").pk,
        "reference": "GSA",
        "reason": "x",
    }

    refused = signed_in(second).post(reverse("clearances:propose_recognition"), said)
    signed_in(first).post(reverse("clearances:propose_recognition"), said)

    assert refused.status_code == 403
    assert "what they would gain" in refused.content.decode()
    with pytest.raises(PermissionDenied):
        approve(Change.objects.get(), second)


def test_a_loop_that_raises_is_refused_and_an_equal_or_falling_one_is_not(ours, theirs):
    recognise(level(theirs, "C"), level(ours, "C"))

    recognise(level(ours, "C"), level(theirs, "C"))
    recognise(level(ours, "S"), level(theirs, "C"))
    with pytest.raises(ValidationError, match="Going round"):
        recognise(level(theirs, "R"), level(ours, "S"))


def test_a_loop_is_named(ours, theirs):
    recognise(level(theirs, "C"), level(ours, "S"))

    with pytest.raises(ValidationError) as refused:
        recognise(level(ours, "C"), level(theirs, "C"))

    assert refused.value.message_dict == {
        "counts_as": ["Going round, HST C would count as HST S. Correct the other recognition first."]
    }


def test_a_loop_through_a_third_policy_is_found_and_one_of_other_days_is_none(host, ours, theirs):
    third = make.PolicyFactory(code="THD", owner=make.NationFactory(code="THD"))
    recognise(level(theirs, "C"), level(third, "C"), ends_on=TODAY)
    recognise(level(third, "C"), level(ours, "S"), ends_on=TODAY)

    with pytest.raises(ValidationError, match="Going round"):
        recognise(level(ours, "C"), level(theirs, "C"))
    recognise(level(ours, "C"), level(theirs, "C"), starts_on=TODAY + timedelta(days=1))


def test_ending_the_lowest_of_several_recognitions_opens_and_so_takes_two(
    host, ours, theirs, administrators, signed_in
):
    lowest = recognise(level(theirs, "S"), level(ours, "C"))
    recognise(level(theirs, "S"), level(ours, "S"))
    reader = make.UserFactory(person__organisation=host)
    make.clearance(reader, theirs, "S")
    secret = make.label(host, "S")
    said = {"ends_on": TODAY - timedelta(days=1), "reason": "Superseded"}

    with pytest.raises(ValidationError, match="two persons"):
        treaties.end_recognition(lowest, **said, by=administrators[0])
    signed_in(administrators[0]).post(reverse("clearances:end_recognition", args=[lowest.public_id]), said)
    assert secret.pk not in Subject(reader).dominated_label_ids
    approve(Change.objects.get(kind="recognition.end"), administrators[1])

    assert secret.pk in Subject(reader).dominated_label_ids


def test_ending_the_only_recognition_takes_one(ours, theirs, administrators, signed_in):
    row = recognise(level(theirs, "S"), level(ours, "S"))
    said = {"ends_on": TODAY - timedelta(days=1), "reason": "x"}

    signed_in(administrators[0]).post(reverse("clearances:end_recognition", args=[row.public_id]), said)

    assert Recognition.objects.get().ends_on == TODAY - timedelta(days=1)


def test_a_treaty_is_read_by_both_sides_and_by_nobody_else(host, guest, ours, theirs, signed_in):
    third = make.NationFactory(code="THD")
    with_guest, with_third = agree(host, guest, level(ours, "S")), agree(host, third, level(ours, "C"))
    recognition = recognise(level(theirs, "S"), level(ours, "S"), reference="Secret protocol")

    def read(organisation):
        client = signed_in(make.UserFactory(person__organisation=organisation))
        page = client.get(reverse("clearances:treaties")).content.decode()
        addresses = [reverse("clearances:agreement", args=[row.public_id]) for row in (with_guest, with_third)]
        addresses.append(reverse("clearances:recognition", args=[recognition.public_id]))
        for address in addresses:
            assert (client.get(address).status_code == 200) is (address in page)
        return [address in page for address in addresses]

    assert read(host) == [True, True, True]
    assert read(guest) == [True, False, True]
    assert read(third) == [False, True, False]
    assert read(make.NationFactory()) == [False, False, False]


def test_the_list_narrows_by_its_address(host, guest, ours, signed_in):
    now, ended = agree(host, guest, level(ours, "S")), agree(host, guest, level(ours, "C"), ends_on=TODAY)
    SecurityAgreement.objects.filter(pk=ended.pk).update(ends_on=TODAY - timedelta(days=3))
    client = signed_in(make.UserFactory(person__organisation=host))

    def listed(**query):
        return [row.pk for row in client.get(reverse("clearances:treaties"), query).context["agreements"]]

    assert listed() == [now.pk]
    assert listed(when="ended") == [ended.pk]
    assert set(listed(when="any")) == {now.pk, ended.pk}
    assert listed(party="nobody") == []
    assert listed(party="gst") == [now.pk]


def test_the_approver_reads_what_it_says_and_who_gains(host, guest, ours, administrators, signed_in):
    first, second = administrators
    signed_in(first).post(reverse("clearances:propose_agreement"), agreement_form(host, guest, ours))

    page = signed_in(second).get(Change.objects.get().get_absolute_url()).content.decode()

    assert "Security agreement of Nation HST with Nation GST, up to HST S" in page
    assert "GSA 2026" in page


def test_a_pair_names_a_compartment_of_ours_and_tells_nothing_of_theirs(ours, theirs):
    with as_system():
        ours.compartments.create(code="SEA", name="Sea")
        theirs.compartments.create(code="NAUT", name="Nautical")

    with pytest.raises(ValidationError, match="Not a compartment of HST: AIR"):
        recognise(level(theirs, "S"), level(ours, "S"), compartments={"NAUT": "AIR"})
    recognise(level(theirs, "S"), level(ours, "S"), compartments={"NAUT": "SEA"})
    recognise(level(theirs, "C"), level(ours, "C"), compartments={"NEVER": "SEA"})


def test_whoever_would_gain_a_compartment_or_regain_a_level_decides_no_recognition(host, guest, ours, theirs):
    make.label(host, "S", compartments=["SEA"])
    make.label(guest, "S", compartments=["MER"])
    gaining, lapsed, cleared = (make.UserFactory(person__organisation=host) for _ in range(3))
    for person in (gaining, lapsed, cleared):
        make.clearance(person, theirs, "S", compartments=["MER"])
    make.clearance(gaining, ours, "S")
    make.clearance(lapsed, ours, "S", compartments=["SEA"], valid_to=TODAY - timedelta(days=9))
    make.clearance(cleared, ours, "S", compartments=["SEA"])
    levels = {"classification": level(theirs, "S"), "counts_as": level(ours, "S")}
    empty = dict.fromkeys(("equivalence", "starts_on", "ends_on"))
    facts = recognition_facts(**levels, **empty, compartments={"MER": "SEA"}, reference="GSA")

    found = registered.kinds()["recognition.create"].beneficiaries(facts)

    assert found == {gaining.person_id, lapsed.person_id}


def test_whoever_gains_by_its_end_does_not_end_a_recognition(host, ours, theirs, administrators, signed_in):
    lowest = recognise(level(theirs, "S"), level(ours, "C"))
    recognise(level(theirs, "S"), level(ours, "S"))
    make.clearance(administrators[0], theirs, "S")
    said = {"ends_on": TODAY - timedelta(days=1), "reason": "Superseded"}

    address = reverse("clearances:end_recognition", args=[lowest.public_id])

    assert signed_in(administrators[0]).post(address, said).status_code == 403
    assert not Change.objects.exists()
