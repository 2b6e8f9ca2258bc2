"""Properties of labels: stricter ones open nothing, and a join is at least as strict as each of its sources."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clearances.decisions import (
    DifferentPolicies,
    EmptyAudience,
    Label,
    Marking,
    Organisation,
    Period,
    World,
    at_most,
    audience,
    decide,
    effective,
    join,
    mark,
)
from clearances.vectors import read
from tests.clearances.random_cases import COMPARTMENTS, PARTIES, random_case, random_label, random_world, some

NOW = datetime(2026, 3, 4, tzinfo=UTC)
ALWAYS = Period()
TOGETHER = World(
    policies={},
    organisations={
        "GBR-NAVY": Organisation("GBR-NAVY", nation="GBR"),
        "HQ": Organisation("HQ", members="EAST"),
    },
    groups={"EAST": {"GBR": (ALWAYS,), "FRA": (ALWAYS,)}, "WEST": {"USA": (Period(None, NOW),), "GBR": (ALWAYS,)}},
)

randoms = st.builds(Random, st.integers(0, 2**32))
thorough = settings(max_examples=400, deadline=None, derandomize=True)


def label(**changes):
    return replace(Label("L", "HST", 1, frozenset(), "HST", parties=frozenset({"GBR", "FRA"})), **changes)


def opens(case, changed):
    """Whether the case with another label is allowed; only asked where that says something about the first."""
    return decide(case.subject, changed, case.at, granted=case.granted).allow


def draw_case(random, **document):
    document = {"world": random_world(random), "cases": [random_case(random, **document)]}
    (case,) = read(document)
    return case


def draw_labels(random, number, **common):
    """Some labels of one policy in one world, with *common* values, read from the vector form."""
    case = random_case(random)
    labels = [random_label(random, f"L{place}", depth=0, policies="P") for place in range(number)]
    cases = read({"world": random_world(random), "cases": [{**case, "label": {**each, **common}} for each in labels]})
    return cases[0].subject.world, [each.label for each in cases]


def tightened(random, label):
    """Another label, mostly but not always a stricter one."""
    return replace(
        label,
        compartments=label.compartments | {*some(random, COMPARTMENTS, 0.2)},
        parties=frozenset([*some(random, sorted(label.parties), 0.8), *some(random, PARTIES, 0.03)]),
        groups=label.groups[: random.randint(0, 2)],
        excluded=frozenset([*some(random, sorted(label.excluded), 0.8), *some(random, PARTIES, 0.05)]),
    )


@thorough
@given(randoms)
def test_raising_the_rank_opens_nothing(random):
    case = draw_case(random, depth=0)
    highest = len(case.subject.world.policies[case.label.policy].levels) - 1
    assume(case.label.rank < highest)

    raised = replace(case.label, rank=random.randint(case.label.rank + 1, highest))

    assert opens(case, case.label) or not opens(case, raised)


@thorough
@given(randoms)
def test_adding_a_compartment_opens_nothing(random):
    case = draw_case(random, depth=0)

    kept = replace(case.label, compartments=case.label.compartments | {random.choice(COMPARTMENTS)})

    assert opens(case, case.label) or not opens(case, kept)


@thorough
@given(randoms)
def test_removing_from_the_audience_opens_nothing(random):
    case = draw_case(random, depth=0)
    party = random.choice(PARTIES)
    narrower = [
        replace(case.label, parties=case.label.parties - {party}),
        replace(case.label, groups=case.label.groups[1:]),
        replace(case.label, groups=tuple((name, members - {party}) for name, members in case.label.groups)),
        replace(case.label, excluded=case.label.excluded | {party}),
    ]

    assert opens(case, case.label) or not any(opens(case, each) for each in narrower)


@thorough
@given(randoms)
def test_what_is_allowed_is_allowed_by_the_label_in_effect(random):
    case = draw_case(random)

    assert opens(case, effective(case.label, case.at)) or not opens(case, case.label)


@thorough
@given(randoms)
def test_every_label_is_at_most_itself(random):
    world, (one,) = draw_labels(random, 1)

    assert at_most(one, one, world, NOW)


@thorough
@given(randoms)
def test_the_order_is_transitive(random):
    world, (low,) = draw_labels(random, 1)
    middle = tightened(random, low)
    high = tightened(random, middle)

    assert at_most(low, high, world, NOW) or not (
        at_most(low, middle, world, NOW) and at_most(middle, high, world, NOW)
    )


@thorough
@given(randoms)
def test_whoever_a_stricter_label_lets_in_the_laxer_one_lets_in(random):
    """With one owner, since agreements are the owner's; without waivers, since they are for one very label."""
    case = draw_case(random, depth=0)
    subject = replace(case.subject, waivers=())
    other = tightened(random, case.label)
    assume(at_most(case.label, other, subject.world, case.at))

    low, high = (decide(subject, each, case.at, granted=True).allow for each in (case.label, other))

    assert low or not high


@thorough
@given(randoms)
def test_a_join_is_at_least_as_strict_as_every_source(random):
    world, labels = draw_labels(random, random.randint(1, 4))
    try:
        joined = join(labels, world, NOW)
    except EmptyAudience:
        assert not frozenset.intersection(*(audience(world, one, NOW) for one in labels))
        return

    assert joined.parties
    assert [at_most(one, joined, world, NOW) for one in labels] == [True] * len(labels)


@thorough
@given(randoms)
def test_nothing_less_than_a_join_is_as_strict_as_every_source(random):
    """Rank, compartments and parties are the least that will do."""
    world, labels = draw_labels(random, 3, parties=random.sample(PARTIES, 6), excluded=[])
    joined = join(labels, world, NOW)
    laxer = [
        *(replace(joined, compartments=joined.compartments - {name}) for name in joined.compartments),
        *(replace(joined, parties=joined.parties | {party}) for party in {*PARTIES} - joined.parties),
        *([replace(joined, rank=joined.rank - 1)] if joined.rank else []),
    ]

    assert not any(all(at_most(one, each, world, NOW) for one in labels) for each in laxer)


@thorough
@given(randoms)
def test_joining_is_the_same_in_any_order_and_again(random):
    world, labels = draw_labels(random, 3)
    try:
        joined = join(labels, world, NOW)
    except EmptyAudience:
        return

    assert join(labels[::-1], world, NOW) == joined
    assert join([joined, *labels], world, NOW) == joined
    assert join([join(labels[:2], world, NOW), labels[2]], world, NOW) == joined


def test_a_join_takes_the_highest_rank_all_compartments_and_whoever_is_in_every_audience():
    low = label(rank=0, compartments=frozenset({"X"}), parties=frozenset({"GBR", "FRA"}))
    high = label(rank=2, owner="USA", compartments=frozenset({"Y"}), parties=frozenset({"GBR"}), orcon=True)

    assert join([low, high], TOGETHER, NOW) == Marking(
        policy="HST",
        rank=2,
        compartments=frozenset({"X", "Y"}),
        parties=frozenset({"GBR"}),
        excluded=frozenset(),
        orcon=True,
    )


def test_an_owner_is_in_the_joined_audience_only_if_every_source_has_it():
    released = label(owner="GBR", parties=frozenset({"HST"}))

    assert join([label(), released], TOGETHER, NOW).parties == {"HST", "GBR"}
    assert join([label(), label(owner="GBR", parties=frozenset())], TOGETHER, NOW).parties == {"GBR"}


def test_a_bundle_that_nobody_may_see_whole_is_refused():
    with pytest.raises(EmptyAudience):
        join([label(parties=frozenset()), label(owner="GBR", parties=frozenset())], TOGETHER, NOW)


@pytest.mark.parametrize("labels", [[], [label(), label(policy="GBR")]])
def test_only_labels_of_one_policy_are_joined(labels):
    with pytest.raises(DifferentPolicies):
        join(labels, TOGETHER, NOW)


def test_labels_of_different_policies_are_incomparable():
    assert not at_most(label(), label(policy="GBR", rank=3), TOGETHER, NOW)


@pytest.mark.parametrize(
    ("stricter", "expected"),
    [
        (label(), True),
        (label(rank=2), True),
        (label(rank=0), False),
        (label(compartments=frozenset({"X"})), True),
        (label(parties=frozenset({"GBR"})), True),
        (label(parties=frozenset({"GBR", "FRA", "USA"})), False),
        (label(parties=frozenset({"GBR-NAVY"})), False),
        (label(owner="GBR", parties=frozenset()), True),
        (label(owner="USA", parties=frozenset()), False),
        (label(excluded=frozenset({"FRA"})), True),
    ],
)
def test_the_order_compares_rank_compartments_and_audience(stricter, expected):
    assert at_most(label(), stricter, TOGETHER, NOW) is expected


def test_an_excluded_agency_may_not_come_in_through_its_nation():
    careful = label(excluded=frozenset({"GBR-NAVY"}))

    assert not at_most(careful, label(), TOGETHER, NOW)
    assert at_most(careful, label(excluded=frozenset({"GBR"})), TOGETHER, NOW)
    assert at_most(careful, label(parties=frozenset({"FRA"})), TOGETHER, NOW)
    assert join([careful, label()], TOGETHER, NOW).excluded == {"GBR-NAVY"}


def test_an_excluded_nation_may_not_come_in_as_staff_of_an_organisation():
    careful = label(parties=frozenset({"HQ"}), excluded=frozenset({"FRA"}))

    assert not at_most(careful, label(parties=frozenset({"HQ"})), TOGETHER, NOW)
    assert at_most(careful, label(parties=frozenset()), TOGETHER, NOW)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"parties": frozenset()}, {"HST"}),
        ({}, {"HST", "GBR", "FRA"}),
        ({"excluded": frozenset({"GBR"})}, {"HST", "FRA"}),
        ({"excluded": frozenset({"HST"})}, {"HST", "GBR", "FRA"}),
        ({"parties": frozenset({"GBR-NAVY", "FRA"}), "excluded": frozenset({"GBR"})}, {"HST", "FRA"}),
        ({"parties": frozenset({"GBR"}), "excluded": frozenset({"GBR-NAVY"})}, {"HST", "GBR"}),
        ({"owner": "GBR-NAVY", "parties": frozenset(), "excluded": frozenset({"GBR"})}, {"GBR-NAVY"}),
        ({"parties": frozenset(), "groups": (("EAST", frozenset({"GBR", "USA"})),)}, {"HST", "GBR"}),
        ({"parties": frozenset(), "groups": (("WEST", frozenset({"USA"})),)}, {"HST"}),
        ({"groups": (("EAST", frozenset({"FRA"})),), "excluded": frozenset({"FRA"})}, {"HST", "GBR"}),
    ],
)
def test_an_audience_is_parties_and_lasting_members_without_exclusions_and_always_the_owner(changes, expected):
    assert audience(TOGETHER, label(**changes), NOW) == expected


def test_succession_applies_from_its_instant_and_chains():
    last = label(id="last")
    middle = label(id="middle", successor=last, succeeds_at=NOW)
    first = label(id="first", successor=middle, succeeds_at=NOW - timedelta(days=1))

    seen = [effective(first, NOW + timedelta(microseconds=tiny) - timedelta(days=days)).id for days, tiny in EDGES]

    assert seen == ["first", "middle", "middle", "last", "last"]


EDGES = [(1, -1), (1, 0), (0, -1), (0, 0), (0, 1)]


def test_a_marking_says_what_is_in_effect():
    after = label(id="after", rank=0, parties=frozenset({"GBR"}), orcon=True)

    marking = mark(TOGETHER, label(rank=3, successor=after, succeeds_at=NOW), NOW)

    assert marking == Marking("HST", 0, frozenset(), frozenset({"HST", "GBR"}), frozenset(), orcon=True)
