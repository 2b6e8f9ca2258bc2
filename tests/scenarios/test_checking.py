"""Every mistake of an author is named with its file, line, place and what was expected."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from scenarios import checking, reading
from scenarios.reading import Refused

SMALL = Path(__file__).parent / "small.yaml"
SHIPPED = Path(__file__).parents[2] / "scenarios" / "demonstration.yaml"
TODAY = date(2026, 3, 31)


def problems(file: Path) -> list[str]:
    try:
        return [str(problem) for problem in checking.check(reading.read(file), TODAY)]
    except Refused as refused:
        return [str(problem) for problem in refused.problems]


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str], list[str]]:
    """What is said of the small scenario after replacing one text by another, which must occur."""

    def change(old: str, new: str) -> list[str]:
        text = SMALL.read_text(encoding="utf-8")
        assert old in text
        file = tmp_path / "small.yaml"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return [line.partition(": ")[2] for line in problems(file)]

    return change


@pytest.mark.parametrize("file", [SMALL, SHIPPED])
def test_what_ships_is_in_order(file):
    assert problems(file) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # Shape.
        ("    title: Sail\n", "", "exchanges[0]: “title” is missing."),
        ("title: Sail", "title: ''", "exchanges[0].title: expected text that isn't empty, not “”."),
        ("title: Sail", "title: [Sail]", "exchanges[0].title: expected text, not a list."),
        ("seats: 10", "seats: ten", "exchanges[0].seats: expected a whole number, not “ten”."),
        ("seats: 10", "seats: -1", "exchanges[0].seats: expected a whole number, not “-1”."),
        ("kind: livex", "kind: regatta", "exchanges[0].kind: expected one of livex, cpx,"),
        ("place: Bay", "plaice: Bay", "exchanges[0].plaice: unknown: plaice. Known here: id, program, kind,"),
        (
            "domains: [maritime]",
            "domains: [maritime, maritime]",
            "exchanges[0].domains: the same entry stands here twice.",
        ),
        ("scenario: 1", "scenario: 2", "scenario: expected the version of the format, 1, not 2."),
        ("name: small\n", "", "“name” is missing; give the scenario a name."),
        (
            "password: correct-horse-staple-1",
            "password: short",
            "people[0].account.password: expected at least 15 characters",
        ),
        ("totp_secret: ABCD", "totp_secret: 1", "people[0].account.totp_secret: expected at least 32 letters"),
        # Days and zones.
        ("starts: +20d", "starts: soon", "exchanges[0].starts: expected an offset such as +21d,"),
        ("starts: +20d", "starts: 2026-02-30", "exchanges[0].starts: expected an offset such as +21d,"),
        ("ends: +1m", "ends: +19d", "exchanges[0].ends: +19d is before +20d:"),
        (
            "zone: Africa/Dakar",
            "zone: Africa/Dakarr",
            "nations[1].zone: expected a time zone such as Africa/Abidjan, not “Africa/Dakarr”.",
        ),
        ("from: -5y, to: +5y", "from: +5y, to: -5y", "groups[0].members[1].to: -5y is before +5y:"),
        ("opened: { at: -29d", "opened: { at: +2d", "exchanges[0].invitations[0].opened.at: +2d is in the future:"),
        # What is referred to.
        ("host: XHO\n", "host: XZZ\n", "exchanges[0].host: “XZZ” isn't a nation or organisation of this scenario."),
        ("program: together", "program: apart", "exchanges[0].program: “apart” isn't a program of this scenario."),
        ("groups: [PAIR]", "groups: [TRIO]", "programs[0].label.groups[0]: “TRIO” isn't a group of this scenario."),
        (
            "opened: { at: -29d, by: liaison",
            "opened: { at: -29d, by: quiet",
            "opened.by: “quiet” isn't a person with an account",
        ),
        (
            "cover_label: { policy: XHO, level: U",
            "cover_label: { policy: XHO, level: R",
            "exchanges[0].cover_label.level: “R” isn't a level of XHO: U, C.",
        ),
        (
            "level: C, compartments: [SEA], certificate: A-1",
            "level: C, compartments: [AIR], certificate: A-1",
            "clearances[0].compartments[0]: “AIR” isn't a compartment of XHO.",
        ),
        (
            "clearance_from: C",
            "clearance_from: S",
            "policies[0].clearance_from: “S” isn't a level of this policy: U, C.",
        ),
        ("- { code: XGU, name", "- { code: XHO, name", "nations[1].code: “XHO” is taken: every code is given once."),
        # What must fit together.
        (
            "counts_as: { policy: XHO",
            "counts_as: { policy: XGU",
            "recognitions[0].counts_as.policy: expected another policy:",
        ),
        (
            "confirmed_by: admin-2",
            "confirmed_by: admin-1",
            "clearances[2].confirmed_by: expected somebody else than “requested_by”:",
        ),
        (
            "person: planner, policy",
            "person: admin-2, policy",
            "clearances[2].confirmed_by: expected somebody else than “person”:",
        ),
        (
            "requested_by: admin-2",
            "requested_by: planner",
            "clearances[3].requested_by: “planner” isn't a security_administrator of XHO",
        ),
        (", requested_by: admin-1, confirmed_by: admin-2", "", "clearances[2]: “requested_by” is missing;"),
        ("replies: [{ at: -10d", "replies: [{ at: -2d", "replies[0].at: -2d is after the reply-by date -3d."),
        ("replies: [{ at: -10d", "replies: [{ at: -31d", "replies[0].at: -31d is before the invitation is issued."),
        ("at: -30d", "at: -50d", "exchanges[0].invitations[0].at: -50d is before the exchange itself was created."),
        ("answer: accepted", "answer: caveats", "replies[0].answer: “caveats” is written with the answer caveats"),
        (
            "by: liaison, answer: accepted",
            "by: planner, answer: accepted",
            "replies[0].by: “planner” isn't a liaison for XGU.",
        ),
        ("liaison_for: [XGU]", "liaison_for: [XHO]", "invitations[0].party: nobody is a liaison for XGU;"),
        ("host: XHO\n", "host: XGU\n", "exchanges[0].invitations[0].party: XGU is the host;"),
        (
            "id: crew, party: XGU",
            "id: crew, party: XHO-HQ",
            "exchanges[0].tasks[1].party: XHO-HQ is neither the host nor invited.",
        ),
        ("id: crew", "id: boats", "exchanges[0].tasks[1].id: “boats” is taken:"),
        ("verb: plan", "verb: cancel", "exchanges[0].life[0]: “reason” is missing; cancel needs it."),
        ("verb: plan", "verb: move", "exchanges[0].life[0]: “starts” is missing; move needs it."),
        (
            'team: "cell:small"',
            'team: "cell:small", person: planner',
            "programs[0].grants[0]: expected either “person” or “team”.",
        ),
        (
            "place: Bay",
            "edition_of: sail\n    place: Bay",
            "exchanges[0].place: an edition gets its place from the last",
        ),
        ("place: Bay", "edition_of: dive", "exchanges[0].edition_of: “dive” isn't an exchange of this scenario."),
        (
            "account: { password: correct-horse-staple-4, language: fr, role: Liaison, about: Answers. }\n",
            "\n",
            "people[3].liaison_for: whoever holds an office",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(changed, old, new, expected):
    said = changed(old, new)

    assert [line for line in said if expected in line], said


def test_every_mistake_is_named_at_once_and_in_order(tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text("scenario: 1\nname: bad\nnations:\n  - { code: FRA, zone: Nowhere }\n  - 7\ncolour: red\n")

    assert problems(file) == [
        "bad.yaml:4: nations[0]: “name” is missing.",
        "bad.yaml:4: nations[0].zone: expected a time zone such as Africa/Abidjan, not “Nowhere”.",
        "bad.yaml:5: nations[1]: expected a mapping (key: value), not 7.",
        "bad.yaml:6: colour: unknown: colour. Known here: scenario, name, title, note, include, nations, groups, "
        "organisations, policies, recognitions, agreements, people, teams, clearances, programs, exchanges, blackouts, "
        "offers, requests, resources.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("scenario: 1\nname: [x\n", "bad.yaml:3: this isn't YAML: expected ',' or ']', but got '<stream end>'."),
        ("name: x\nscenario: 1\nname: y\n", "bad.yaml:3: name: this key is written twice; write it once."),
        (
            "scenario: 1\nname: xx\ninclude: [no.yaml]\n",
            "bad.yaml:3: include[0]: there is no file 'no.yaml' beside this one.",
        ),
        ("scenario: 1\nname: xx\ninclude: [../x.yaml]\n", "there is no file '../x.yaml' beside this one."),
        ("scenario: 1\nname: xx\nnations: &a [*a]\n", "this is nested too deeply, or contains itself."),
        ("- scenario\n", "bad.yaml:1: expected a mapping (key: value), not a list."),
        ("", "bad.yaml:1: “name” is missing; give the scenario a name."),
        ("scenario: 1\nname: \x00\n", "bad.yaml:1: this can't be read:"),
    ],
)
def test_what_is_no_scenario_is_refused_by_line(tmp_path, text, expected):
    file = tmp_path / "bad.yaml"
    file.write_text(text)
    (tmp_path.parent / "x.yaml").write_text("nations: []\n")

    assert [line for line in problems(file) if expected in line], problems(file)


def test_an_included_file_is_named_and_carries_no_header(tmp_path):
    main, part = tmp_path / "main.yaml", tmp_path / "part.yaml"
    main.write_text("scenario: 1\nname: main\ninclude: [part.yaml]\n")
    part.write_text("name: part\nnations:\n  - { code: FR, name: { en: France, fr: France }, zone: Europe/Paris }\n")

    assert problems(main) == [
        "part.yaml:1: name: this belongs in the file that includes this one.",
        "part.yaml:3: nations[0].code: expected an ISO 3166 code of three letters, such as CIV, not “FR”.",
    ]


def test_words_that_yaml_takes_for_something_else_stay_words(tmp_path):
    file = tmp_path / "words.yaml"
    file.write_text("a: NO\nb: 2026-03-01\nc: 1e5\nd: on\ne: -3\nf: 012\ng: nope\nh: true\ni: 12\nj: null\n")

    assert reading.read(file)[0].content == {
        "a": "NO",
        "b": "2026-03-01",
        "c": "1e5",
        "d": "on",
        "e": "-3",
        "f": "012",
        "g": "nope",
        "h": True,
        "i": 12,
        "j": None,
    }
