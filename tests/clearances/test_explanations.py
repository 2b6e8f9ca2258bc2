"""Explanations are the decision's own steps, in words that tell facts about the subject and nothing else."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.utils.functional import Promise

from clearances.decisions import Clearance, Label, Period, Policy, Reason, Recognition, Rule, Subject, World, decide
from clearances.explanations import FOUND, PERSONAL, QUESTIONS, Line, Names, Reader, explain, undetermined
from clearances.vectors import read
from tests.clearances.random_cases import random_case, random_world

NOW = datetime(2026, 9, 1, tzinfo=UTC)
WORLD = World(
    policies={
        "HST": Policy("HST", "HST", ("U", "R", "C", "S"), clearance_from=2, second_factor_from=2),
        "XAT": Policy("XAT", "XAT", ("O", "V"), clearance_from=1, second_factor_from=1),
    },
    organisations={},
    groups={},
    recognitions=(Recognition("XAT", 1, "HST", 1, {}, Period()),),
)
NAMES = Names(
    WORLD,
    parties={"XAT": "Atlantis", "XLE": "Lemuria", "HST": "Hostland", "XMU": "Mu"},
    levels={("XAT", 1): "Veiled (Atlantis)"},
)
CLEARANCE = Clearance("XAT", 1, frozenset(), Period(), "active")
LABEL = Label("L", "HST", 0, frozenset(), "HST", parties=frozenset({"XAT", "XLE"}))
VEILED = replace(LABEL, compartments=frozenset({"CYBER"}))
LIAISON = Subject(WORLD, "XAT", True, False, None, frozenset({"XAT"}), (CLEARANCE,))


def texts(subject=LIAISON, label=LABEL, *, reader=Reader.ONESELF, granted=True):
    return [line.text for line in explain(decide(subject, label, NOW, granted=granted), reader, NAMES)]


def last(subject=LIAISON, label=LABEL, **options):
    return texts(subject, label, **options)[-1]


def test_what_is_open_is_explained_rule_by_rule():
    assert texts() == [
        "Your account: yes. Your account is open.",
        "Your need to know: yes. You have been given need-to-know.",
        "Covered by an agreement: yes. What Atlantis may receive reaches this part.",
        "Released to you: yes. This part is released to Atlantis.",
        "Your nationality: yes. It is not asked for here.",
        "Your clearance: yes. None is needed here.",
    ]


@pytest.mark.parametrize(
    ("subject", "label", "text"),
    [
        (replace(LIAISON, active=False), LABEL, "Your account: no. Your account is not active."),
        (replace(LIAISON, suspended=True), LABEL, "Your account: no. Atlantis is suspended at present."),
        (replace(LIAISON, assurance=0), LABEL, "Your account: no. You need to sign in with a stronger method."),
        (
            LIAISON,
            replace(LABEL, rank=1),
            "Covered by an agreement: no. What Atlantis may receive does not reach this part.",
        ),
        (
            LIAISON,
            replace(LABEL, parties=frozenset({"XLE"})),
            "Released to you: no. This part is not released to Atlantis.",
        ),
        (replace(LIAISON, nationalities=frozenset()), VEILED, "Your nationality: no. None is recorded for you."),
        (
            replace(LIAISON, nationalities=frozenset({"XAT", "XZZ", "XMU"})),
            VEILED,
            "Your nationality: no. Not admitted here without a waiver: Mu, XZZ.",
        ),
        (replace(LIAISON, clearances=()), VEILED, "Your clearance: no. One is needed here and you hold none."),
        (
            replace(LIAISON, clearances=(replace(CLEARANCE, period=Period(None, NOW)),)),
            VEILED,
            "Your clearance is valid: no. Veiled (Atlantis) has run out.",
        ),
        (
            replace(LIAISON, clearances=(replace(CLEARANCE, period=Period(NOW + timedelta(days=1), None)),)),
            VEILED,
            "Your clearance is valid: no. Veiled (Atlantis) has not begun.",
        ),
        (
            replace(LIAISON, clearances=(replace(CLEARANCE, rank=0),)),
            VEILED,
            "Your clearance is recognised: no. O (XAT) does not count here.",
        ),
        (LIAISON, VEILED, "Your compartments: no. Veiled (Atlantis) does not hold all that this part asks."),
    ],
)
def test_what_is_closed_ends_with_the_rule_that_closes_it(subject, label, text):
    assert last(subject, label) == text


def test_the_lines_are_the_decision():
    decision = decide(LIAISON, VEILED, NOW, granted=True)

    lines = explain(decision, Reader.ONESELF, NAMES)

    assert [(line.rule, line.passed) for line in lines] == [(step.rule, step.passed) for step in decision]


def test_being_excluded_reads_like_not_being_named():
    excluded = replace(LABEL, excluded=frozenset({"XAT"}))
    unnamed = replace(LABEL, parties=frozenset({"XLE"}))

    assert texts(label=excluded) == texts(label=unnamed)


def test_the_owners_own_people_read_what_a_partner_with_an_agreement_reads():
    owned = replace(LABEL, owner="XAT")

    assert texts(label=owned) == texts(label=LABEL)


def test_nothing_of_the_label_but_the_subjects_own_part_of_it_is_told():
    label = replace(VEILED, rank=0, excluded=frozenset({"XMU"}), parties=frozenset({"XAT", "XLE"}))

    told = " ".join(texts(label=label))

    assert not re.search(r"Lemuria|XLE|Mu\b|XMU|Hostland|HST|CYBER", told)


def test_somebody_else_is_spoken_of_as_such():
    words = " ".join(texts(label=VEILED, reader=Reader.SAME_NATION))

    assert words.startswith("Their account: yes. Their account is open. Their need to know: yes.")
    assert not re.search(r"\b[Yy]ours?\b|\b[Yy]ou\b", words)


@pytest.mark.parametrize(
    "subject",
    [
        LIAISON,
        replace(LIAISON, nationalities=frozenset({"XMU"})),
        replace(LIAISON, nationalities=frozenset()),
        replace(LIAISON, clearances=()),
        replace(LIAISON, clearances=(replace(CLEARANCE, status="suspended"),)),
    ],
)
@pytest.mark.parametrize("label", [VEILED, replace(VEILED, compartments=frozenset({"X"}))])
def test_nationality_and_vetting_are_never_told_to_another_nation(subject, label):
    lines = explain(decide(subject, label, NOW, granted=True), Reader.ANOTHER_NATION, NAMES)

    assert [line.rule for line in lines] == [
        Rule.ACCOUNT,
        Rule.NEED_TO_KNOW,
        Rule.AGREEMENT,
        Rule.AUDIENCE,
        None,
    ]
    assert lines[-1] == Line(
        None, None, "Whether nationality and clearance suffice is known to that person's own nation only."
    )


def test_who_may_not_see_the_cover_learns_that_nothing_can_be_determined():
    assert undetermined() == [Line(None, None, "This cannot be determined.")]


@pytest.mark.parametrize("reader", Reader)
def test_no_text_has_a_gap_or_shows_a_code(reader):
    random = Random(7)
    document = {"world": random_world(random), "cases": [random_case(random, str(number)) for number in range(500)]}
    cases = read(document)
    names = Names(
        cases[0].subject.world,
        parties={party: f"Name of {party.lower()}" for party in ("AAA", "BBB", "CCC", "DDD", "HQ", "STAFF", "NGO")},
    )

    told = {line.text for case in cases for line in explain(case.decide(), reader, names)}

    assert len(told) > 10
    assert [text for text in told if re.search(r"\bD\d|%|  | \.|: \.|frozenset|Reason", text)] == []


def test_every_rule_and_every_finding_has_words_for_oneself_and_others():
    assert set(QUESTIONS) == set(Rule)
    assert set(FOUND) == set(Reason)
    assert {rule for rule in Rule if rule >= Rule.NATIONALITY} == PERSONAL
    spoken = [str(wording[0]) for wording in (*QUESTIONS.values(), *FOUND.values())]
    assert not any(re.search(r"\b[Tt]h(eir|em|ey)\b", text) for text in spoken)


def test_texts_wait_for_the_readers_language():
    wordings = [text for pair in (*QUESTIONS.values(), *FOUND.values()) for text in pair]

    assert all(isinstance(text, Promise) for text in wordings)


@pytest.mark.parametrize("subject", [LIAISON, replace(LIAISON, nationalities=frozenset(), clearances=())])
def test_another_nation_is_told_where_neither_nationality_nor_clearance_is_asked_for(subject):
    lines = explain(decide(subject, LABEL, NOW, granted=True), Reader.ANOTHER_NATION, NAMES)

    assert [line.text for line in lines[4:]] == [
        "Their nationality: yes. It is not asked for here.",
        "Their clearance: yes. None is needed here.",
    ]
