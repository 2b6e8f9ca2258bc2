"""The registry of parties and groups: read by everybody, kept by the operator's administrators."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import Membership, Party
from audit.models import Event
from clearances.guards import SYSTEM
from clearances.models import Change
from clearances.roles import Role
from clearances.services import changes
from clearances.subjects import Subject
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def operator(settings):
    settings.OPERATOR_PARTY = "OPR"
    return make.NationFactory(code="OPR")


@pytest.fixture
def administrators(operator):
    return [make.member(Role.SECURITY_ADMINISTRATOR, operator) for _ in range(2)]


@pytest.fixture
def group():
    return make.GroupFactory()


def join(group, party, first=None, last=None):
    return services.add_membership(group, party, starts_on=first, ends_on=last, by=SYSTEM)


def approve(by):
    change = Change.objects.get()
    return changes.approve(change, digest=change.digest, by=by)


def days(*offsets):
    return [None if offset is None else TODAY + timedelta(days=offset) for offset in offsets]


@pytest.mark.parametrize(
    ("taken", "wanted"),
    [((None, None), (0, 5)), ((-5, 5), (5, None)), ((-5, None), (None, -5)), ((1, 3), (2, 2))],
)
def test_overlapping_memberships_are_refused_by_name_and_by_the_database(group, taken, wanted):
    party = make.NationFactory()
    join(group, party, *days(*taken))
    first, last = days(*wanted)

    with pytest.raises(ValidationError) as refused:
        join(group, party, first, last)
    with pytest.raises(IntegrityError, match="one_membership_at_a_time"), transaction.atomic(), as_system():
        Membership.objects.create(group=group, party=party, starts_on=first, ends_on=last)

    assert list(refused.value.message_dict) == ["starts_on"]


def test_a_party_may_leave_and_join_again(group):
    party = make.NationFactory()
    join(group, party, *days(-20, -10))
    join(group, party, *days(-9, None))

    assert group.memberships.count() == 2


def test_a_reversed_membership_is_refused_next_to_its_field_and_recorded(group, administrators, signed_in):
    party = make.NationFactory()
    said = {"party": party.pk, "starts_on": TODAY, "ends_on": YESTERDAY, "reason": "x"}

    answer = signed_in(administrators[0]).post(reverse("accounts:join_group", args=[group.code]), said)

    assert answer.status_code == 400
    assert answer.context["form"].errors == {"ends_on": ["The last day can't lie before the first."]}
    assert not Change.objects.exists()
    with as_system():
        assert Event.objects.get(action="membership.refused").facts == {"fields": "ends_on"}


def test_joining_takes_two_and_opens_only_what_is_marked_afterwards(group, operator, administrators, signed_in):
    first, second = administrators
    host, founder, party = (make.NationFactory(code=code) for code in ("HST", "FDR", "NEW"))
    join(group, founder)
    before = make.label(host, "U", to=[founder])
    reader = make.UserFactory(person__organisation=party)
    said = {"party": party.pk, "reason": "Accession"}

    signed_in(first).post(reverse("accounts:join_group", args=[group.code]), said)
    assert not group.memberships.filter(party=party).exists()
    assert approve(second).status == Change.Status.APPROVED

    assert group.memberships.filter(party=party).exists()
    assert before.pk not in Subject(reader).dominated_label_ids


def test_leaving_takes_one_and_closes_at_once(group, administrators, signed_in):
    member, other = make.NationFactory(), make.NationFactory()
    row = join(group, member)
    join(group, other)
    said = {"ends_on": YESTERDAY, "reason": "Left"}

    signed_in(administrators[0]).post(reverse("accounts:leave_group", args=[row.pk]), said)

    row.refresh_from_db()
    assert row.ends_on == YESTERDAY
    page = signed_in(make.UserFactory()).get(reverse("accounts:group", args=[group.code]))
    assert [found.party for found in page.context["members"].now] == [other]
    assert [found.party for found in page.context["members"].before] == [member]


def test_a_future_member_that_does_not_join_never_was_one(group):
    row = join(group, make.NationFactory(), *days(10, None))

    assert services.end_membership(row, ends_on=TODAY, reason="Withdrew", by=SYSTEM) is None
    assert not group.memberships.exists()


def test_whoever_acts_for_the_party_neither_proposes_nor_approves_that_it_joins(group, operator, administrators):
    party = make.NationFactory()
    insider = make.member(Role.SECURITY_ADMINISTRATOR, operator, organisation=party)
    facts = {"group": group.pk, "party": party.pk, "starts_on": None, "ends_on": None}

    with pytest.raises(PermissionDenied):
        changes.propose("membership.create", party=operator, facts=facts, reason="x", by=insider)
    changes.propose("membership.create", party=operator, facts=facts, reason="x", by=administrators[0])
    with pytest.raises(PermissionDenied):
        approve(insider)


def test_nobody_keeps_a_registry_without_an_operator(settings, administrators):
    settings.OPERATOR_PARTY = ""

    with pytest.raises(PermissionDenied, match="OPERATOR_PARTY"):
        services.create_group("NEW", name_en="New", name_fr="Neuf", by=administrators[0])


def test_administrators_of_others_read_the_registry_and_keep_nothing(operator, group, signed_in):
    client = signed_in(make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory()))

    assert client.get(reverse("accounts:party", args=["OPR"])).status_code == 200
    assert client.get(reverse("accounts:create_party")).status_code == 403
    assert client.get(reverse("accounts:create_group")).status_code == 403
    for name, key in (("edit_party", "OPR"), ("move_party", "OPR"), ("join_group", group.code)):
        assert client.get(reverse(f"accounts:{name}", args=[key])).status_code == 404


def named(**changes):
    return {
        "name_en": "Brazil",
        "name_fr": "Brésil",
        "other_names": "pt = Brasil",
        "aliases": "Estados Unidos do Brasil",
    } | changes


def test_a_party_is_made_with_its_names_and_codes_and_found_by_each_of_them(administrators, signed_in):
    client = signed_in(administrators[0])
    said = named(code="BRA", kind="nation", zone="America/Sao_Paulo", alpha2="BR", numeric="076", nato_code="BRZ")

    answer = client.post(reverse("accounts:create_party"), said)

    assert answer.status_code == 302, answer.context["form"].errors
    party = Party.objects.get(code="BRA")
    assert (party.other_names, party.aliases) == ({"pt": "Brasil"}, ["Estados Unidos do Brasil"])
    for text in ("brésil", "Brasil", "estados unidos", "bra", "br", "076", "brz"):
        page = client.get(reverse("accounts:parties"), {"text": text})
        assert party in page.context["page"].object_list, text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "AAA"}, "code"),
        ({"code": "BRAZIL"}, "code"),
        ({"alpha2": "AA"}, "alpha2"),
        ({"alpha2": "B"}, "alpha2"),
        ({"numeric": "76"}, "numeric"),
        ({"zone": "Brazil/Nowhere"}, "zone"),
        ({"other_names": "Brasil"}, "other_names"),
        ({"kind": "organisation", "code": "ORG"}, "__all__"),
    ],
)
def test_a_party_that_cannot_be_is_refused_next_to_its_field(administrators, signed_in, changes, field):
    make.NationFactory(code="AAA", alpha2="AA")
    said = named(code="BRA", kind="nation", zone="America/Sao_Paulo", alpha2="BR") | changes

    answer = signed_in(administrators[0]).post(reverse("accounts:create_party"), said)

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert not Party.objects.filter(name_en="Brazil").exists()


def test_names_take_one_person_and_what_moves_sight_takes_two(operator, administrators, signed_in):
    first, second = administrators
    nation, agency = make.NationFactory(code="NAT"), make.NationFactory(code="AGN", is_nation=False)
    client = signed_in(first)

    client.post(reverse("accounts:edit_party", args=["AGN"]), named(name_en="Agency", other_names="", aliases=""))
    client.post(
        reverse("accounts:move_party", args=["AGN"]), {"nation": nation.pk, "zone": "UTC", "reason": "Transferred"}
    )
    agency.refresh_from_db()
    assert (agency.name_en, agency.nation) == ("Agency", None)
    approve(second)

    agency.refresh_from_db()
    assert agency.nation == nation


def test_an_organisation_isnt_staffed_by_a_group_without_members_today(group, operator, administrators, signed_in):
    make.NationFactory(code="ORG", is_nation=False)
    join(group, make.NationFactory(), *days(-9, -1))
    said = {"members": group.pk, "zone": "UTC", "reason": "x"}

    answer = signed_in(administrators[0]).post(reverse("accounts:move_party", args=["ORG"]), said)

    assert answer.context["form"].errors == {"members": ["Quad has no members today."]}


def test_nothing_of_others_people_holdings_or_treaties_stands_on_a_partys_page(signed_in):
    host, guest, third = (make.NationFactory(code=code) for code in ("HST", "GST", "THD"))
    policy = make.PolicyFactory(owner=host)
    stranger = make.UserFactory(person__organisation=host, person__family_name="Quillfeather")
    make.clearance(stranger, policy, "S", certificate_reference="CERT-HIDDEN")
    make.label(host, "C", to=[guest, third])

    page = signed_in(make.UserFactory(person__organisation=guest)).get(reverse("accounts:party", args=["HST"]))

    text = page.content.decode()
    assert "Quillfeather" not in text
    assert "CERT-HIDDEN" not in text
    assert [row.party for row in page.context["agreements"]] == [guest]


def test_lists_ask_the_database_as_often_for_twice_as_many(signed_in, django_assert_max_num_queries):
    client = signed_in(make.UserFactory())

    def count():
        with django_assert_max_num_queries(100) as queries:
            client.get(reverse("accounts:parties"))
        return len(queries)

    for _ in range(3):
        make.NationFactory()
    client.get(reverse("accounts:parties"))
    few = count()
    for _ in range(6):
        make.NationFactory()
    client.get(reverse("accounts:parties"))

    assert count() == few
