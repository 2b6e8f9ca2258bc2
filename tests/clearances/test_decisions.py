"""The decision as a value, the facts it rests on, and thousands of random cases against the independent oracle."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from clearances.decisions import (
    Agreement,
    Clearance,
    Inquiry,
    Label,
    Organisation,
    Period,
    Policy,
    Reason,
    Recognition,
    Rule,
    Subject,
    Waiver,
    World,
    decide,
)
from clearances.vectors import Verdict, read
from tests.clearances import oracle
from tests.clearances.random_cases import random_case, random_world

NOW = datetime(2026, 9, 1, tzinfo=UTC)
ALWAYS = Period()
SEEDS = range(12)
WORLDS_PER_SEED = 25
CASES_PER_WORLD = 30  # 9 000 cases in all.

WORLD = World(
    policies={
        "HST": Policy("HST", "HST", ("U", "R", "C", "S"), clearance_from=2, second_factor_from=2),
        "ATL": Policy("ATL", "ATL", ("open", "closed", "sealed"), clearance_from=1, second_factor_from=1),
    },
    organisations={"NAVY": Organisation("NAVY", nation="ATL")},
    groups={"SEAS": {"ATL": (ALWAYS,), "HST": (ALWAYS,)}},
    agreements=(Agreement("HST", "HST", "ATL", 3, ALWAYS),),
    recognitions=(Recognition("ATL", 2, "HST", 3, {"TRIDENT": "CYBER"}, ALWAYS),),
)
LABEL = Label("L", "HST", 3, frozenset({"CYBER"}), "HST", parties=frozenset({"ATL"}))
CLEARANCE = Clearance("ATL", 2, frozenset({"TRIDENT"}), ALWAYS, "active")
LIAISON = Subject(WORLD, "NAVY", True, False, 2, frozenset({"ATL"}), (CLEARANCE,))


def verdict(subject=LIAISON, label=LABEL, at=NOW, *, granted=True):
    decision = decide(subject, label, at, granted=granted)
    return Verdict(decision.allow, decision.rule)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_oracle_agrees_on_random_worlds(seed):
    random = Random(seed)
    differences = []
    for _ in range(WORLDS_PER_SEED):
        world = random_world(random)
        raw = [random_case(random, str(number)) for number in range(CASES_PER_WORLD)]
        for case, theirs in zip(read({"world": world, "cases": raw}), raw, strict=True):
            expected = oracle.decide(world, theirs)
            if case.verdict() != Verdict(expected is None, expected and Rule(expected)):
                differences.append((case.verdict(), expected, theirs, world))

    assert differences == []


def test_the_random_cases_reach_every_rule():
    random = Random(0)
    world, reached = random_world(random), Counter()
    for _ in range(5000):
        reached[oracle.decide(world, random_case(random))] += 1
        world = random_world(random) if random.random() < 0.1 else world

    assert set(reached) == {None, *Rule}
    assert min(reached.values()) > 20


def test_everything_together_opens():
    assert verdict() == Verdict(allow=True, rule=None)


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        (Rule.ACCOUNT, {"subject": replace(LIAISON, active=False)}),
        (Rule.ACCOUNT, {"subject": replace(LIAISON, suspended=True)}),
        (Rule.ACCOUNT, {"subject": replace(LIAISON, assurance=1)}),
        (Rule.NEED_TO_KNOW, {"granted": False}),
        (Rule.AGREEMENT, {"subject": replace(LIAISON, world=replace(WORLD, agreements=()))}),
        (Rule.AUDIENCE, {"label": replace(LABEL, parties=frozenset())}),
        (Rule.AGREEMENT, {"subject": replace(LIAISON, world=replace(WORLD, organisations={}))}),
        (Rule.NATIONALITY, {"subject": replace(LIAISON, nationalities=frozenset())}),
        (Rule.CLEARANCE, {"subject": replace(LIAISON, clearances=())}),
        (Rule.VALIDITY, {"subject": replace(LIAISON, clearances=(replace(CLEARANCE, status="revoked"),))}),
        (Rule.VALIDITY, {"subject": replace(LIAISON, clearances=(replace(CLEARANCE, period=Period(None, NOW)),))}),
        (Rule.RECOGNITION, {"subject": replace(LIAISON, world=replace(WORLD, recognitions=()))}),
        (Rule.RECOGNITION, {"subject": replace(LIAISON, clearances=(replace(CLEARANCE, rank=1),))}),
        (Rule.COMPARTMENTS, {"subject": replace(LIAISON, clearances=(replace(CLEARANCE, compartments=frozenset()),))}),
    ],
)
def test_removing_any_one_fact_that_allowed_access_denies_it(rule, changes):
    assert verdict(**changes) == Verdict(allow=False, rule=rule)


@pytest.mark.parametrize("removed", ["agreements", "clearances", "waivers", "nationalities", "grant", "recognitions"])
@pytest.mark.parametrize("seed", SEEDS)
def test_removing_a_fact_never_opens_what_was_closed(seed, removed):
    """Recognitions are removed all at once: of several, the lowest counts, so that removing one may raise a rank."""
    random = Random(seed)
    document = {"world": random_world(random), "cases": [random_case(random, str(number)) for number in range(200)]}
    before = [case.verdict().allow for case in read(document)]
    for case in document["cases"]:
        case["subject"].update({removed: []} if removed in case["subject"] else {})
        case["subject"]["relation"] = {} if removed == "grant" else case["subject"]["relation"]
    document["world"].update({removed: []} if removed in document["world"] else {})

    after = [case.verdict().allow for case in read(document)]

    assert any(before)
    assert [then or not now for then, now in zip(before, after, strict=True)] == [True] * 200


def later(document, random):
    """The same world after history went on: what was true until the 7th of March stays true until then."""
    world = {**document["world"]}
    world["groups"] = {
        group: [*ended(rows, random), {"member": "DDD", "from": "2026-04-01"}]
        for group, rows in world["groups"].items()
    }
    for kind in ("agreements", "recognitions"):
        fresh = [{**row, "from": "2026-04-01"} for row in world[kind] if "to" not in row]
        world[kind] = [*ended(world[kind], random), *fresh]
    cases = []
    for case in document["cases"]:
        clearances = ended(case["subject"]["clearances"], random)
        fresh = {"policy": "P", "level": "P3", "compartments": ["X", "Y"], "from": "2026-04-01", "status": "active"}
        waiver = {"label": case["label"]["id"], "from": "2026-04-01"}
        subject = {**case["subject"], "clearances": [*clearances, fresh] if clearances else []}
        subject["waivers"] = [*ended(subject["waivers"], random), waiver]
        cases.append({**case, "subject": subject})
    return {"world": world, "cases": cases}


def ended(rows, random):
    return [row if "to" in row or random.random() < 0.5 else {**row, "to": "2026-03-20"} for row in rows]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_happens_later_never_changes_the_answer_for_a_past_day(seed):
    """Somebody's first clearance is left out: it can't change the answer, but it changes the reported rule."""
    random = Random(seed)
    document = {"world": random_world(random), "cases": [random_case(random, str(number)) for number in range(200)]}

    before = [case.verdict() for case in read(document)]
    after = [case.verdict() for case in read(later(document, random))]

    assert after == before


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period(NOW, None), NOW, None),
        (Period(None, NOW), None, NOW - timedelta(microseconds=1)),
        (Period(NOW, NOW + timedelta(days=1)), NOW, NOW + timedelta(days=1, microseconds=-1)),
    ],
)
def test_a_period_holds_its_first_instant_and_not_its_end(period, first, last):
    instants = [NOW + timedelta(days=days, microseconds=tiny) for days in (-1, 0, 1) for tiny in (-1, 0, 1)]

    held = [at for at in instants if period.covers(at)]

    assert held == [at for at in instants if (first is None or at >= first) and (last is None or at <= last)]


def test_a_period_that_ends_before_it_starts_covers_nothing():
    assert not Period(NOW, NOW - timedelta(days=1)).covers(NOW)


def test_a_decision_cannot_be_mistaken_for_its_answer():
    with pytest.raises(TypeError, match=r"ask for its \.allow"):
        bool(decide(LIAISON, LABEL, NOW, granted=False))


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="aware instant"):
        decide(LIAISON, LABEL, NOW.replace(tzinfo=None), granted=True)


def test_a_policy_nobody_knows_is_an_error_and_never_an_answer():
    with pytest.raises(KeyError):
        verdict(label=replace(LABEL, policy="NONE"))


def test_a_group_nobody_knows_has_no_members():
    label = replace(LABEL, parties=frozenset(), groups=(("NONE", frozenset({"ATL"})),))

    assert verdict(label=label) == Verdict(allow=False, rule=Rule.AUDIENCE)


def test_the_steps_come_in_order_up_to_the_one_that_denies():
    decision = decide(
        replace(LIAISON, clearances=(replace(CLEARANCE, compartments=frozenset()),)), LABEL, NOW, granted=True
    )

    assert [(step.rule, step.passed) for step in decision] == [(rule, rule != Rule.COMPARTMENTS) for rule in Rule]
    assert [step.fact.reason for step in decision] == [
        Reason.ACCOUNT_OPEN,
        Reason.GRANTED,
        Reason.WITHIN_AGREEMENT,
        Reason.RELEASED,
        Reason.NATIONALITY_ADMITTED,
        Reason.CLEARANCE_HELD,
        Reason.VALID,
        Reason.RECOGNISED,
        Reason.HIGH_ENOUGH,
        Reason.COMPARTMENTS_MISSING,
    ]


def test_the_steps_are_found_one_at_a_time():
    steps = iter(decide(LIAISON, replace(LABEL, policy="NONE"), NOW, granted=True))

    with pytest.raises(KeyError):  # Only the sign-in asks for the policy here; nothing was looked up before.
        next(steps)


def test_without_a_need_for_clearance_none_is_vetted():
    label = replace(LABEL, rank=1, compartments=frozenset())

    rules = [step.rule for step in decide(LIAISON, label, NOW, granted=True)]

    assert rules == [Rule.ACCOUNT, Rule.NEED_TO_KNOW, Rule.AGREEMENT, Rule.AUDIENCE, Rule.NATIONALITY, Rule.CLEARANCE]


def test_the_clearance_that_is_explained_is_the_one_that_got_furthest():
    lapsed, low = replace(CLEARANCE, period=Period(None, NOW)), replace(CLEARANCE, rank=1)
    subject = replace(LIAISON, clearances=(lapsed, low))

    steps = [step for step in decide(subject, LABEL, NOW, granted=True) if step.fact.clearance]

    assert [(step.rule, step.fact.clearance) for step in steps] == [(Rule.VALIDITY, low), (Rule.RECOGNITION, low)]


def test_a_sufficient_clearance_beats_one_that_got_as_far_but_failed():
    short = replace(CLEARANCE, compartments=frozenset())

    assert verdict(replace(LIAISON, clearances=(short, CLEARANCE))) == Verdict(allow=True, rule=None)
    assert verdict(replace(LIAISON, clearances=(CLEARANCE, short))) == Verdict(allow=True, rule=None)


@pytest.mark.parametrize(
    ("period", "status", "reason"),
    [
        (Period(None, NOW), "active", Reason.LAPSED),
        (Period(NOW + timedelta(days=1), None), "active", Reason.NOT_YET_VALID),
        (Period(), "suspended", Reason.NOT_ACTIVE),
    ],
)
def test_a_clearance_that_does_not_count_says_why(period, status, reason):
    subject = replace(LIAISON, clearances=(replace(CLEARANCE, period=period, status=status),))

    *_, last = decide(subject, LABEL, NOW, granted=True)

    assert (last.rule, last.fact.reason) == (Rule.VALIDITY, reason)


def test_the_facts_name_the_nationalities_that_were_not_admitted_and_no_others():
    subject = replace(LIAISON, nationalities=frozenset({"ATL", "MUU", "LEM"}))

    *_, last = decide(subject, LABEL, NOW, granted=True)

    assert last.fact.nationalities == {"MUU", "LEM"}


def test_a_waiver_is_for_one_very_label_and_its_days():
    subject = replace(LIAISON, nationalities=frozenset({"MUU"}), waivers=(Waiver("L", Period(NOW, None)),))

    assert verdict(subject) == Verdict(allow=True, rule=None)
    assert verdict(subject, replace(LABEL, id="M")) == Verdict(allow=False, rule=Rule.NATIONALITY)
    assert verdict(subject, at=NOW - timedelta(seconds=1)) == Verdict(allow=False, rule=Rule.NATIONALITY)


def test_thresholds_that_are_not_set_ask_for_nothing():
    policy = Policy("HST", "HST", ("U", "R", "C", "S"), clearance_from=None, second_factor_from=None)
    subject = Subject(replace(WORLD, policies={"HST": policy}), "ATL", True, False, 1, frozenset())

    assert verdict(subject, replace(LABEL, compartments=frozenset())) == Verdict(allow=True, rule=None)
    assert verdict(subject) == Verdict(allow=False, rule=Rule.NATIONALITY)


def test_a_decision_shows_its_answer():
    assert repr(decide(LIAISON, LABEL, NOW, granted=True)) == "<Decision: allow>"
    assert repr(decide(LIAISON, LABEL, NOW, granted=False)) == "<Decision: deny by D1>"


@pytest.mark.parametrize("seed", range(12))
def test_labels_that_share_an_answer_get_what_each_would_get_alone(seed):
    chance = Random(seed)
    cases = read({"world": random_world(chance), "cases": [random_case(chance, str(number)) for number in range(40)]})

    for case in cases:
        inquiry = Inquiry(case.subject, case.at)
        for other in cases:
            for granted in (True, False):
                alone = decide(case.subject, other.label, case.at, granted=granted)
                assert list(inquiry.decide(other.label, granted=granted)) == list(alone)
