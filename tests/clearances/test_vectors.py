"""The public vectors, the reader that says what is wrong with a file, and the command that runs one."""

import copy
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clearances.decisions import Rule
from clearances.management.commands.decide import Command
from clearances.vectors import BadFile, Verdict, load, read
from tests.clearances import oracle

FILE = Path(__file__).parent / "vectors" / "decide.json"
READINGS = Path(__file__).parent / "vectors" / "readings.json"
DOCUMENT = json.loads(FILE.read_text())
CASES = [*load(FILE), *load(READINGS)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_vector_is_decided_as_it_expects(case):
    assert case.verdict() == case.expect


@pytest.mark.parametrize("path", [FILE, READINGS], ids=lambda path: path.stem)
def test_the_oracle_decides_every_vector_as_it_expects(path):
    document = json.loads(path.read_text())

    answers = {case["id"]: oracle.decide(document["world"], case) for case in document["cases"]}

    assert answers == {case["id"]: case["expect"]["rule"] for case in document["cases"]}


def test_every_rule_denies_some_vector():
    assert {case.verdict().rule for case in CASES} == {None, *Rule}


def test_a_case_says_each_answer_once_and_the_same_twice():
    assert [case.verdict() for case in CASES] == [case.verdict() for case in CASES]


def changed(path, value):
    """The public document with one value replaced, or removed where *value* is ``...``."""
    document = copy.deepcopy(DOCUMENT)
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["world"], ..., "the document: expected the key 'world'"),
        (["cases"], {}, "cases: expected a list"),
        (["world", "policies", 0, "levels"], [], "world.policies[0].levels: expected distinct levels, lowest first"),
        (["world", "policies", 0, "levels"], ["U", "U"], "world.policies[0].levels: expected distinct levels"),
        (["world", "policies", 1, "id"], "HST", "world.policies[1].id: expected an id of its own"),
        (["world", "policies", 0, "clearance_from"], ..., "world.policies[0]: expected the key 'clearance_from'"),
        (["world", "policies", 0, "second_factor_from"], ..., "expected the key 'second_factor_from'"),
        (["world", "policies", 0, "clearance_from"], "X", 'clearance_from: expected one of U, R, C, S, TS, not "X"'),
        (["world", "organisations", 2, "members"], "NONE", "organisations[2].members: expected one of QUAD, SCOX, ALL"),
        (["world", "organisations", 1, "id"], "GBR-COASTGUARD", "world.organisations[1].id: expected an id of its own"),
        (["world", "groups", "QUAD", 0, "member"], 7, "world.groups.QUAD[0].member: expected text, not 7"),
        (["world", "groups", "QUAD", 3, "from"], "June", "world.groups.QUAD[3].from: expected a date such as"),
        (["world", "agreements", 0, "max"], "SECRET", "world.agreements[0].max: expected one of U, R, C, S, TS"),
        (["world", "agreements", 0, "policy"], "NATO", "world.agreements[0].policy: expected one of HST, GBR"),
        (["world", "recognitions", 0, "as_level"], "X", "world.recognitions[0].as_level: expected one of U, R"),
        (["world", "recognitions", 5, "compartments", "CYBER"], 1, "recognitions[5].compartments.CYBER: expected text"),
        (["cases", 0, "at"], "2026-13-01", 'cases[0].at: expected a date such as 2026-09-01, not "2026-13-01"'),
        (["cases", 0, "facet"], "body", "cases[0].facet: expected one of cover, content"),
        (["cases", 0, "label"], ..., "cases[0]: expected the key 'label'"),
        (["cases", 0, "label", "level"], "SECRET", "cases[0].label.level: expected one of U, R, C, S, TS"),
        (["cases", 0, "label", "compartments"], ..., "cases[0].label: expected the key 'compartments'"),
        (["cases", 0, "label", "excluded"], ..., "cases[0].label: expected the key 'excluded'"),
        (["cases", 0, "label", "groups"], ["NATO"], "cases[0].label.groups[0]: expected one of QUAD, SCOX, ALLIANCE"),
        (["cases", 57, "label", "succession", "at"], ..., "cases[57].label.succession: expected the key 'at'"),
        (["cases", 0, "subject", "active"], "yes", "cases[0].subject.active: expected true or false"),
        (["cases", 0, "subject", "active"], ..., "cases[0].subject: expected the key 'active'"),
        (["cases", 0, "subject", "assurance"], "2", "cases[0].subject.assurance: expected a whole number"),
        (["cases", 0, "subject", "assurance"], True, "cases[0].subject.assurance: expected a whole number"),
        (["cases", 0, "subject", "relation", "content"], "yes", 'relation.content: expected an object, not "yes"'),
        (["cases", 0, "subject", "clearances", 0, "status"], ..., "clearances[0]: expected the key 'status'"),
        (["cases", 0, "expect", "rule"], "D10", "cases[0].expect.rule: expected one of D0, D1"),
    ],
)
def test_a_bad_file_is_told_where_and_what_was_expected(path, value, message):
    with pytest.raises(BadFile) as refusal:
        read(changed(path, value))

    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("position", "path", "rule"),
    [
        (0, ["cases", 0, "subject", "relation"], Rule.NEED_TO_KNOW),
        (0, ["cases", 0, "subject", "clearances"], Rule.CLEARANCE),
        (0, ["cases", 0, "subject", "nationalities"], Rule.NATIONALITY),
        (2, ["cases", 2, "label", "parties"], Rule.AUDIENCE),
        (2, ["world", "agreements"], Rule.AGREEMENT),
        (2, ["world", "recognitions"], Rule.RECOGNITION),
    ],
)
def test_what_a_file_leaves_out_opens_nothing(position, path, rule):
    cases = read(changed(path, ...))

    assert cases[position].verdict() == Verdict(allow=False, rule=rule)


def test_the_last_day_there_is_never_ends():
    cases = read(changed(["cases", 0, "subject", "clearances", 0, "to"], "9999-12-31"))

    assert cases[0].subject.clearances[0].period.end is None


def run(document, tmp_path, *options):
    file = tmp_path / "vectors.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    out, err = StringIO(), StringIO()
    call_command("decide", str(file), *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_prints_one_answer_a_line(tmp_path):
    document = {**DOCUMENT, "cases": DOCUMENT["cases"][:2]}

    out, err = run(document, tmp_path, "--check")

    assert out == '{"id": "v01", "allow": true, "rule": null}\n{"id": "v02", "allow": false, "rule": "D3"}\n'
    assert err == ""


def test_the_command_names_every_case_that_differs(tmp_path):
    err = StringIO()
    file = tmp_path / "vectors.json"
    file.write_text(json.dumps(changed(["cases", 1, "expect"], {"allow": True, "rule": None})))

    with pytest.raises(CommandError, match="1 of 72 cases differ") as refusal:
        call_command("decide", str(file), "--check", stdout=StringIO(), stderr=err)

    assert refusal.value.returncode == 1
    assert err.getvalue() == "v02: expected allow, got deny by D3.\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "vectors.json: not JSON"),
        ("[" * 100_000, "vectors.json: nested too deeply"),
        ("[]", "vectors.json: the document: expected an object"),
    ],
)
def test_the_command_refuses_a_file_that_is_no_vectors(tmp_path, text, message):
    with pytest.raises(CommandError, match=message) as refusal:
        run(text, tmp_path)

    assert refusal.value.returncode == 2


def test_the_command_refuses_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="No such file") as refusal:
        call_command("decide", str(tmp_path / "missing.json"))

    assert refusal.value.returncode == 2


def test_the_command_asks_neither_database_nor_checks(tmp_path):
    file = tmp_path / "vectors.json"
    file.write_text(json.dumps(DOCUMENT))
    out = StringIO()

    call_command("decide", str(file), stdout=out)  # Without a database mark, a query would fail.

    assert Command.requires_system_checks == ()
    assert len(out.getvalue().splitlines()) == len(DOCUMENT["cases"])
