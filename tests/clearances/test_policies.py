"""Policies: levels and compartments become obsolete instead of being edited, and the database holds to it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from clearances import markings
from clearances.guards import SYSTEM
from clearances.label_choices import LabelChoices
from clearances.models import Classification, Compartment, SecurityAgreement
from clearances.roles import Role
from clearances.services import policies
from clearances.subjects import Subject
from tests import factories as make
from tests.roles import as_system

pytestmark = pytest.mark.django_db

LEVEL = policies.Level("S2", "HST VERY SECRET", "HST TRÈS SECRET", "s")


@pytest.fixture
def host():
    return make.NationFactory(code="HST")


@pytest.fixture
def policy(host):
    return make.PolicyFactory(owner=host)


@pytest.fixture
def keeper(host, policy):
    return make.member(Role.SECURITY_ADMINISTRATOR, host)


def test_a_renamed_level_is_another_version_of_the_same_rank_and_the_old_one_stays_on_what_bears_it(host, policy):
    label = make.label(host, "S")

    new = policies.replace_level(label.classification, LEVEL, by=SYSTEM)

    old = Classification.objects.get(pk=label.classification_id)
    assert (new.rank, new.replaces, new.obsolete_from) == (old.rank, old, None)
    assert (old.code, str(old), old.obsolete_from) == ("S", "HST S", timezone.localdate())


def test_a_marking_keeps_the_name_of_its_day(host):
    old = make.label(host, "S")
    policies.replace_level(old.classification, LEVEL, by=SYSTEM)
    new = make.label(host, "S2")

    assert markings.of_label(old.pk).text.startswith("HST S")
    assert markings.of_label(new.pk).text.startswith("HST VERY SECRET")


def test_what_is_obsolete_is_offered_to_no_author(host):
    author = make.UserFactory(person__organisation=host)
    old = make.label(host, "S").classification
    policies.replace_level(old, LEVEL, by=SYSTEM)

    [(_policy, levels)] = LabelChoices(author, host).levels

    assert [name for _pk, name in levels] == ["HST U", "HST R", "HST C", "HST VERY SECRET"]


def test_whoever_was_cleared_to_the_old_version_still_reads_what_bears_either(host, policy):
    old = make.label(host, "S")
    reader = make.UserFactory(person__organisation=host)
    make.clearance(reader, policy, "S")
    policies.replace_level(old.classification, LEVEL, by=SYSTEM)

    new = make.label(host, "S2")

    assert {old.pk, new.pk} <= set(Subject(reader).dominated_label_ids)


def test_a_code_names_one_version_for_ever(policy):
    with pytest.raises(ValidationError, match="for ever"):
        policies.add_level(policy, policies.Level("S", "Another", "Autre", "s"), by=SYSTEM)


def test_an_added_level_stands_above_the_highest(policy):
    added = policies.add_level(policy, policies.Level("TS", "HST TS", "HST TS", "ts"), by=SYSTEM)

    assert added.rank == 4


@pytest.mark.parametrize("change", [{"rank": 9}, {"code": "X"}, {"name_en": "X"}, {"name_fr": "X"}, {"colour": "u"}])
def test_the_database_refuses_to_edit_a_level_in_use(host, change):
    level = make.label(host, "S").classification

    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic(), as_system():
        Classification.objects.filter(pk=level.pk).update(**change)


def test_the_database_lets_an_unused_level_be_corrected(policy):
    with as_system():
        assert policy.classifications.filter(code="C").update(name_en="HST CONFIDENTIAL") == 1


@pytest.mark.parametrize("change", [{"clearance_from": None}, {"second_factor_from": 3}, {"code": "OTHER"}])
def test_the_database_refuses_to_move_the_thresholds_of_a_policy_in_use(host, policy, change):
    make.label(host, "U")

    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic(), as_system():
        type(policy).objects.filter(pk=policy.pk).update(**change)


def test_the_database_refuses_to_edit_or_remove_a_compartment_in_use(host):
    label = make.label(host, "C", compartments=["SEA"])
    rows = Compartment.objects.filter(policy=label.policy, code="SEA")

    for change in (lambda: rows.update(name="Other"), lambda: rows.update(code="AIR"), rows.delete):
        with pytest.raises(IntegrityError, match="never edited"), transaction.atomic(), as_system():
            change()


def test_the_database_refuses_a_level_of_another_policy(host, policy):
    other = make.PolicyFactory(code="OTH", owner=host)

    def mix():
        with as_system():
            SecurityAgreement.objects.create(
                owner=host, party=make.NationFactory(), policy=policy, highest=other.classifications.get(code="S")
            )
        connection.check_constraints()

    with pytest.raises(IntegrityError, match="level_of_its_policy"), transaction.atomic():
        mix()


def test_an_obsolete_level_is_offered_no_more_and_the_last_one_stays(policy):
    today = timezone.localdate()
    rows = list(policy.classifications.all())

    for level in rows[:-1]:
        policies.retire_level(level, obsolete_from=today, by=SYSTEM)

    with pytest.raises(ValidationError, match="at least one level"):
        policies.retire_level(rows[-1], obsolete_from=today, by=SYSTEM)
    assert [row.is_offered(today) for row in policy.classifications.all()] == [False, False, False, True]


def test_a_level_cannot_have_become_obsolete_yesterday_nor_twice(policy):
    level, today = policy.classifications.get(code="S"), timezone.localdate()

    with pytest.raises(ValidationError, match="in use"):
        policies.retire_level(level, obsolete_from=today - timedelta(days=2), by=SYSTEM)
    policies.retire_level(level, obsolete_from=today, by=SYSTEM)
    with pytest.raises(ValidationError, match="obsolete already"):
        policies.retire_level(level, obsolete_from=today, by=SYSTEM)


def test_only_the_owners_administrators_keep_a_policy(policy):
    stranger = make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory())

    for verb in (
        lambda: policies.add_level(policy, LEVEL, by=stranger),
        lambda: policies.retire_level(policy.classifications.first(), obsolete_from=timezone.localdate(), by=stranger),
        lambda: policies.add_compartment(policy, code="SEA", name="Sea", by=stranger),
    ):
        with pytest.raises(PermissionDenied):
            verb()


def test_an_administrator_keeps_levels_and_compartments_by_page(policy, keeper, signed_in):
    client = signed_in(keeper)
    level = policy.classifications.get(code="S")
    said = {"code": "S2", "name_en": "HST VERY SECRET", "name_fr": "HST TRÈS SECRET", "colour": "s"}

    renamed = client.post(reverse("clearances:replace_level", args=[level.pk]), said, follow=True)
    client.post(reverse("clearances:add_compartment", args=["HST"]), {"code": "SEA", "name": "Sea things"})
    page = client.get(reverse("clearances:policy", args=["HST"])).content.decode()

    assert renamed.redirect_chain == [(reverse("clearances:policy", args=["HST"]), 302)]
    assert "HST VERY SECRET" in page
    assert "Obsolete" in page
    assert "Sea things" in page


def test_the_names_of_compartments_are_for_holders_and_the_owners_administrators(host, policy, keeper, signed_in):
    with as_system():
        policy.compartments.create(code="SEA", name="Sea things")
        policy.compartments.create(code="AIR", name="Air things")
    holder, stranger = make.UserFactory(person__organisation=host), make.UserFactory()
    make.clearance(holder, policy, "S", compartments=["SEA"])

    def read(user):
        page = signed_in(user).get(reverse("clearances:policy", args=["HST"])).content.decode()
        return {name for name in ("Sea things", "Air things") if name in page}

    assert read(keeper) == {"Sea things", "Air things"}
    assert read(holder) == {"Sea things"}
    assert read(stranger) == set()


def test_a_policy_is_made_by_page_with_its_levels_lowest_first(host, keeper, signed_in):
    said = {
        "code": "HST-SEA",
        "owner": host.pk,
        "levels": "O; OPEN; OUVERT; u\nC; CLOSED; FERMÉ; c",
        "clearance_from": "C",
        "compartments": "X; Exes",
    }

    answer = signed_in(keeper).post(reverse("clearances:create_policy"), said)

    assert answer.status_code == 302
    made = host.policies.get(code="HST-SEA")
    assert list(made.classifications.values_list("rank", "code")) == [(0, "O"), (1, "C")]
    assert (made.clearance_from, made.second_factor_from) == (1, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"levels": "O; OPEN"}, "levels"),
        ({"levels": ""}, "levels"),
        ({"clearance_from": "NEVER"}, "clearance_from"),
        ({"code": "lower case"}, "code"),
        ({"compartments": "X"}, "compartments"),
    ],
)
def test_a_policy_that_cannot_be_is_refused_next_to_its_field_and_recorded(host, keeper, signed_in, changes, field):
    said = {"code": "HST-SEA", "owner": host.pk, "levels": "O; OPEN; OUVERT; u", **changes}

    answer = signed_in(keeper).post(reverse("clearances:create_policy"), said)

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert not host.policies.filter(code="HST-SEA").exists()
    with as_system():
        assert Event.objects.filter(action="policy.refused", actor=keeper).exists()


def test_the_pages_of_a_policy_that_one_doesnt_keep_do_not_exist(policy, signed_in):
    client = signed_in(make.member(Role.SECURITY_ADMINISTRATOR, make.NationFactory()))
    level = policy.classifications.first()

    assert client.get(reverse("clearances:add_level", args=["HST"])).status_code == 404
    assert client.get(reverse("clearances:retire_level", args=[level.pk])).status_code == 404
    assert client.get(reverse("clearances:policy", args=["HST"])).status_code == 200
