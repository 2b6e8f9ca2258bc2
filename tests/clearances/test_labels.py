"""Labels as rows: one per value, never above the ceiling, and as strict as what they are derived from."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clearances import facts, labels
from clearances.models import Label
from clearances.subjects import Subject, acting_as, subject_of
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


def value(policy, level="R", **changes):
    return labels.LabelValue(policy.classifications.get(code=level), policy.owner, **changes)


def intern(policy, level="R", **changes):
    with as_system():
        return labels.intern(value(policy, level, **changes))


def test_the_same_value_is_the_same_row(policy, guest):
    other = make.NationFactory()

    first = intern(policy, parties=frozenset({guest, other}))
    second = intern(policy, parties=frozenset({other, guest}))
    owner_named = intern(policy, parties=frozenset({guest, other, policy.owner}))

    assert first == second == owner_named
    assert Label.objects.count() == 1


@pytest.mark.parametrize(
    "changes", [{"level": "C"}, {"orcon": True}, {"compartments": frozenset({"ALPHA"})}, {"excluded": "other"}]
)
def test_another_value_is_another_row(policy, guest, changes):
    with as_system():
        policy.compartments.create(code="ALPHA", name="Alpha")
    if "excluded" in changes:
        changes = {"excluded": frozenset({make.NationFactory()})}

    plain = intern(policy, parties=frozenset({guest}))
    changed = intern(policy, **({"parties": frozenset({guest})} | changes))

    assert plain != changed


def test_a_group_is_interned_with_its_members_of_today(policy, guest):
    group = make.GroupFactory(code="QUAD")
    today = timezone.now().date()
    make.MembershipFactory(group=group, party=guest)
    left, later = make.NationFactory(), make.NationFactory()
    make.MembershipFactory(group=group, party=left, ends_on=today - timedelta(days=2))
    before = intern(policy, groups=frozenset({group}))

    make.MembershipFactory(group=group, party=later)
    after = intern(policy, groups=frozenset({group}))

    assert before.groups == [["QUAD", ["GST"]]]
    assert after.groups == [["QUAD", sorted(["GST", later.code])]]
    assert labels.is_released_to(after, later)
    assert not labels.is_released_to(before, later)


def test_whoever_leaves_the_group_loses_access_at_once(policy, guest):
    group = make.GroupFactory(code="QUAD")
    membership = make.MembershipFactory(group=group, party=guest)
    label = intern(policy, "U", groups=frozenset({group}))
    user = make.UserFactory(person__organisation=guest)
    assert label.pk in Subject(user).dominated_label_ids

    with as_system():
        membership.ends_on = timezone.now().date() - timedelta(days=2)
        membership.save()

    assert label.pk not in Subject(user).dominated_label_ids


def test_nothing_above_the_ceiling_is_saved(policy, settings):
    settings.SYSTEM_CEILINGS = {"HST": "R"}

    intern(policy, "R")
    with pytest.raises(ValidationError) as refused:
        intern(policy, "C")

    assert set(refused.value.message_dict) == {"classification"}
    assert Label.objects.count() == 1


def test_an_unknown_compartment_and_an_excluded_owner_are_refused_by_name(policy):
    with pytest.raises(ValidationError) as compartment:
        intern(policy, compartments=frozenset({"NOSUCH"}))
    with pytest.raises(ValidationError) as owner:
        intern(policy, excluded=frozenset({policy.owner}))

    assert (set(compartment.value.message_dict), set(owner.value.message_dict)) == ({"compartments"}, {"excluded"})


def test_a_group_without_members_today_is_refused_by_name(policy):
    today = timezone.now().date()
    group = make.GroupFactory(code="QUAD", name_en="Quad")
    make.MembershipFactory(group=group, party=make.NationFactory(), starts_on=today + timedelta(days=2))
    make.MembershipFactory(group=group, party=make.NationFactory(), ends_on=today - timedelta(days=2))

    with pytest.raises(ValidationError) as refused:
        intern(policy, groups=frozenset({group}))

    assert refused.value.message_dict == {"released_to": ["Quad has no members today."]}


def test_narrowing_releases_to_one_party_and_is_never_looser(policy, guest):
    other = make.NationFactory()
    wide = intern(policy, parties=frozenset({guest, other}))

    with as_system():
        narrow = labels.narrowed(wide, to=guest)

    assert narrow.parties == ["GST"]
    assert labels.at_least(narrow, wide)
    assert not labels.at_least(wide, narrow)


def test_narrowing_to_somebody_outside_the_audience_is_refused(policy, guest):
    group = make.GroupFactory(code="QUAD")
    make.MembershipFactory(group=group, party=guest)
    closed = intern(policy)
    excluded = intern(policy, groups=frozenset({group}), excluded=frozenset({guest}))

    for label in (closed, excluded):
        with as_system(), pytest.raises(ValidationError):
            labels.narrowed(label, to=guest)


def test_a_narrowed_group_stays_an_audience_of_the_party_itself(policy, guest):
    group = make.GroupFactory(code="QUAD")
    make.MembershipFactory(group=group, party=guest)
    label = intern(policy, groups=frozenset({group}))

    with as_system():
        narrow = labels.narrowed(label, to=guest)

    assert (narrow.parties, narrow.groups) == (["GST"], [])


@pytest.mark.parametrize(
    ("stricter", "looser", "holds"),
    [("C", "R", True), ("R", "C", False), ("R", "R", True)],
)
def test_at_least_compares_levels(policy, stricter, looser, holds):
    assert labels.at_least(intern(policy, stricter), intern(policy, looser)) is holds


def test_labels_of_two_policies_cannot_be_compared(policy):
    elsewhere = make.PolicyFactory(owner=make.NationFactory())

    assert not labels.at_least(intern(policy), intern(elsewhere))


def test_a_label_is_succeeded_on_its_day_in_the_owners_zone(policy, guest):
    open_to_guest = intern(policy, "U", parties=frozenset({guest}))
    on = date(2031, 5, 1)
    closed = intern(policy, "U", successor=open_to_guest, succeeds_on=on)
    user = make.UserFactory(person__organisation=guest)
    midnight = timezone.datetime(2031, 5, 1, tzinfo=policy.owner.zone_info)

    before, after = (Subject(user, at) for at in (midnight - timedelta(seconds=1), midnight))

    assert closed.pk not in before.dominated_label_ids
    assert closed.pk in after.dominated_label_ids


def test_a_label_that_is_committed_after_one_with_a_higher_number_is_known_all_the_same(policy):
    newest = intern(policy)
    assert newest.pk in facts.load().labels

    late = Label.objects.get(pk=newest.pk)
    late.pk, late.digest = newest.pk - 1000, "slow transaction"
    late.save(force_insert=True)

    assert late.pk in facts.load().labels


def test_whoever_acts_learns_of_a_label_that_somebody_else_made_meanwhile(policy):
    author = make.UserFactory(person__organisation=policy.owner)
    with acting_as(author):
        before = set(subject_of(author).dominated_label_ids)
        with as_system():
            theirs = intern(policy)

        ours = intern(policy)

        assert ours == theirs
        assert ours.pk not in before
        assert ours.pk in subject_of(author).dominated_label_ids
