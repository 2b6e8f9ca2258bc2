"""The clearances desk as administrators, holders and everybody else meet it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clearances import services, worklist
from clearances.models import Clearance
from clearances.roles import Role
from clearances.subjects import acting_as
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return make.NationFactory(code="HST")


@pytest.fixture
def policy(host):
    return make.PolicyFactory(owner=host)


@pytest.fixture
def administrator(host, policy):
    def make_one():
        user = make.member(Role.SECURITY_ADMINISTRATOR, host)
        make.clearance(user, policy, "S")
        return user

    return make_one


@pytest.fixture
def waiting(host, policy, administrator):
    """A request that waits, and who asked."""
    first, person = administrator(), make.PersonFactory(family_name="Quillfeather")
    with acting_as(first):
        clearance = services.request_clearance(
            person,
            classification=policy.classifications.get(code="S"),
            sponsor=person.organisation,
            certificate_reference="CERT-9",
            valid_from=timezone.localdate(),
            valid_to=timezone.localdate() + timedelta(days=700),
            by=first,
        )
    return clearance, first


def filled(someone, policy, **changes):
    return {
        "person": someone.pk,
        "classification": policy.classifications.get(code="S").pk,
        "sponsor": someone.organisation.pk,
        "certificate_reference": "CERT-9",
        "valid_from": "2026-01-01",
        "valid_to": "2031-01-01",
        **changes,
    }


def read(clearance):
    """What the page of a request sends back: that this very request was read."""
    return {"digest": Clearance.objects.get(pk=clearance.pk).digest}


def test_two_administrators_in_the_browser(policy, administrator, signed_in):
    first, second, person = administrator(), administrator(), make.PersonFactory()

    asked = signed_in(first).post(reverse("clearances:request"), filled(person, policy))
    clearance = Clearance.objects.get(person=person)
    assert asked.headers["Location"] == clearance.get_absolute_url()
    confirmed = signed_in(second).post(reverse("clearances:confirm", args=[clearance.pk]), read(clearance), follow=True)

    clearance.refresh_from_db()
    assert clearance.status == Clearance.Status.ACTIVE
    assert confirmed.redirect_chain == [(clearance.get_absolute_url(), 302)]
    assert b"It counts from the next request on." in confirmed.content


def test_whoever_asked_sees_no_confirm_button_and_is_refused_in_words(waiting, signed_in):
    clearance, first = waiting
    client = signed_in(first)
    address = reverse("clearances:confirm", args=[clearance.pk])

    page = client.get(clearance.get_absolute_url()).content.decode()
    answer = client.post(address)

    assert address not in page
    assert "a second administrator must decide" in page
    assert answer.status_code == 403
    assert "a second administrator must decide" in answer.content.decode()
    clearance.refresh_from_db()
    assert clearance.status == Clearance.Status.REQUESTED


def test_the_second_administrator_reads_what_will_happen_first(waiting, administrator, signed_in):
    clearance, _first = waiting

    page = signed_in(administrator()).get(reverse("clearances:confirm", args=[clearance.pk])).content.decode()

    assert "Quillfeather" in page
    assert "is cleared to HST S" in page
    assert timezone.localdate().strftime("%d %b %Y").upper() in page
    assert Clearance.objects.get(pk=clearance.pk).status == Clearance.Status.REQUESTED


def test_a_decision_that_comes_too_late_says_so(waiting, administrator, signed_in):
    clearance, _first = waiting
    second, third = administrator(), administrator()
    signed_in(second).post(reverse("clearances:refuse", args=[clearance.pk]), {"reason": "no certificate"})

    for verb in ("confirm", "refuse"):
        answer = signed_in(third).post(
            reverse(f"clearances:{verb}", args=[clearance.pk]), {"reason": "no"} | read(clearance)
        )
        assert answer.status_code == 409
        assert "Somebody else was faster" in answer.content.decode()


def test_refusing_and_revoking_need_a_reason(waiting, administrator, signed_in):
    clearance, _first = waiting
    client = signed_in(administrator())

    refused = client.post(reverse("clearances:refuse", args=[clearance.pk]), {"reason": ""})
    client.post(reverse("clearances:confirm", args=[clearance.pk]), read(clearance))
    revoked = client.post(reverse("clearances:revoke", args=[clearance.pk]), {"reason": ""})

    assert (refused.status_code, revoked.status_code) == (400, 400)
    clearance.refresh_from_db()
    assert clearance.status == Clearance.Status.ACTIVE


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"certificate_reference": ""}, "This field is required."),
        ({"valid_to": "2020-01-01"}, "A clearance can&#x27;t end before it starts."),
        ({"valid_to": "soon"}, "Enter a valid date."),
        ({"person": "999999"}, "Select a valid choice."),
        ({"classification": "x"}, "Select a valid choice."),
        ({"sponsor": ""}, "This field is required."),
    ],
)
def test_bad_input_gets_a_message_next_to_its_field_and_writes_nothing(
    policy, administrator, signed_in, changes, message
):
    answer = signed_in(administrator()).post(
        reverse("clearances:request"), filled(make.PersonFactory(), policy, **changes)
    )

    assert answer.status_code == 400
    assert message in answer.content.decode()
    assert not Clearance.objects.filter(status=Clearance.Status.REQUESTED).exists()


def test_asking_above_ones_own_clearance_is_said_next_to_the_level(host, policy, signed_in):
    by = make.member(Role.SECURITY_ADMINISTRATOR, host)
    make.clearance(by, policy, "C")

    answer = signed_in(by).post(reverse("clearances:request"), filled(make.PersonFactory(), policy))

    assert "more than you are cleared for yourself" in str(answer.context["form"].errors["classification"])


def test_a_compartment_of_another_policy_is_refused(host, policy, administrator, signed_in):
    other = make.PolicyFactory(code="NTO", owner=host)
    with make.as_system():
        foreign = other.compartments.create(code="ALPHA", name="Alpha")

    answer = signed_in(administrator()).post(
        reverse("clearances:request"), filled(make.PersonFactory(), policy, compartments=[foreign.pk])
    )

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["compartments"]


def test_the_list_shows_what_waits_first_and_narrows_by_its_address(host, policy, waiting, administrator, signed_in):
    clearance, _first = waiting
    by = administrator()
    lapsing = make.clearance(
        make.UserFactory(person__family_name="Aarden"), policy, valid_to=timezone.localdate() + timedelta(days=5)
    )
    ended = make.clearance(make.UserFactory(person__family_name="Bosch"), policy, valid_to="2021-01-01")
    client = signed_in(by)

    def listed(**query):
        return [row.pk for row in client.get(reverse("clearances:index"), query).context["page"].object_list]

    everything = listed()
    assert (everything[0], everything[1], everything[-1]) == (clearance.pk, lapsing.pk, ended.pk)
    assert listed(person="aard") == [lapsing.pk]
    assert listed(nation=clearance.person.organisation_id) == [clearance.pk]
    assert listed(standing=1) == [clearance.pk]
    assert listed(standing="nonsense") == []


def test_an_administrator_of_another_owner_sees_none_of_it(policy, waiting, signed_in):
    clearance, _first = waiting
    stranger = make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory())
    client = signed_in(stranger)

    page = client.get(reverse("clearances:index"))

    assert b"Quillfeather" not in page.content
    for name in ("detail", "confirm", "refuse", "revoke"):
        assert client.get(reverse(f"clearances:{name}", args=[clearance.pk])).status_code == 404


def test_the_desk_does_not_exist_for_anybody_else(waiting, signed_in):
    client = signed_in(make.UserFactory())

    assert client.get(reverse("clearances:index")).status_code == 404
    assert client.get(reverse("clearances:request")).status_code == 404


def test_holders_see_their_own_clearances_and_cannot_decide_them(policy, administrator, signed_in):
    holder, other = make.UserFactory(), make.UserFactory(person__family_name="Othername")
    own = make.clearance(holder, policy, certificate_reference="MINE-1")
    make.clearance(other, policy)
    client = signed_in(holder)

    mine = client.get(reverse("clearances:mine"))
    detail = client.get(own.get_absolute_url()).content.decode()

    assert [row.pk for row in mine.context["clearances"]] == [own.pk]
    assert "MINE-1" in detail
    assert "/revoke/" not in detail
    assert client.get(reverse("clearances:revoke", args=[own.pk])).status_code == 403


@pytest.mark.parametrize("name", ["index", "mine"])
def test_a_list_of_twice_as_many_asks_the_database_as_often(
    policy, administrator, signed_in, django_assert_max_num_queries, name
):
    by = administrator()
    client = signed_in(by)
    client.get(reverse(f"clearances:{name}"))

    def count():
        with django_assert_max_num_queries(100) as queries:
            client.get(reverse(f"clearances:{name}"))
        return len(queries)

    for holder in (by, *(make.UserFactory() for _ in range(3))):
        make.clearance(holder, policy)
    client.get(reverse(f"clearances:{name}"))
    few = count()
    for holder in (by, *(make.UserFactory() for _ in range(6))):
        make.clearance(holder, policy)
    client.get(reverse(f"clearances:{name}"))

    assert count() == few


def test_the_worklist_names_only_what_this_person_can_decide(host, policy, waiting, administrator):
    clearance, first = waiting
    second, uncleared = administrator(), make.member(Role.SECURITY_ADMINISTRATOR, host)

    def urls(user):
        with acting_as(user):
            return [item.url for item in worklist.items(user)]

    assert urls(second) == [clearance.get_absolute_url()]
    assert urls(first) == []
    assert urls(uncleared) == []
    assert urls(make.UserFactory()) == []


def test_the_worklist_names_lapsing_clearances_to_holder_and_administrator(policy, administrator):
    by, holder = administrator(), make.UserFactory()
    soon = make.clearance(holder, policy, valid_to=timezone.localdate() + timedelta(days=10))

    for user in (by, holder):
        with acting_as(user):
            [item] = worklist.items(user)
        assert item.url == soon.get_absolute_url()
        assert item.due_at is not None
