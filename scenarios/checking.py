"""Check a scenario before anything is written: its shape, what it refers to, and what must fit together.

The shape is JSON Schema (schema.yaml), with four words of our own: ``refers`` (names an entry of that section),
``day`` (an offset or a date), ``zone`` (an IANA time zone) and ``checks`` (rules that look at several values at once).
"""

import zoneinfo
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError, validators
from jsonschema.protocols import Validator

from scenarios import dates, rules
from scenarios.index import Index, build
from scenarios.reading import Problem, Source

HEADER = ("scenario", "name", "title", "note", "include")  # Belongs in the file that includes the others.
KINDS = {
    "object": "a mapping (key: value)",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
}
NAMED = {
    "nations": "a nation",
    "parties": "a nation or organisation",
    "groups": "a group",
    "policies": "a policy",
    "people": "a person",
    "accounts": "a person with an account",
    "teams": "a team",
    "programs": "a program",
    "exchanges": "an exchange",
}
SHOWN = 60  # Characters of a wrong text that a message repeats.

Found = Iterator[ValidationError]


def check(sources: list[Source], anchor: date) -> list[Problem]:
    """Everything that is wrong with these files, in the order of files and lines; empty if they can be loaded."""
    index, problems = build(sources, anchor)
    schema = yaml.safe_load((Path(__file__).parent / "schema.yaml").read_text(encoding="utf-8"))
    validator = Words(index, schema).validator
    for number, source in enumerate(sources):
        problems += _header(source, is_main=number == 0)
        problems += [_problem(source, error) for error in validator.iter_errors(source.content)]
    order = {source.name: number for number, source in enumerate(sources)}
    return sorted(set(problems), key=lambda problem: (order[problem.file], problem.line, problem.path, problem.text))


def _header(source: Source, *, is_main: bool) -> Iterator[Problem]:
    content = source.content if isinstance(source.content, dict) else {}
    if is_main:
        yield from (
            source.problem((), f"“{key}” is missing; {expected}.")
            for key, expected in {"scenario": "write scenario: 1", "name": "give the scenario a name"}.items()
            if key not in content
        )
    else:
        yield from (
            source.problem((key,), "this belongs in the file that includes this one.")
            for key in HEADER
            if key in content
        )


class Words:
    """The four words of our own: each yields what is wrong with a value."""

    def __init__(self, index: Index, schema: dict[str, Any]) -> None:
        self.index = index
        self.zones = zoneinfo.available_timezones()
        words = {"refers": self.refers, "day": self.day, "zone": self.zone}
        self.shape: Validator = validators.extend(Draft202012Validator, words)(schema)
        self.validator: Validator = validators.extend(Draft202012Validator, words | {"checks": self.checks})(schema)

    def refers(self, validator: Validator, section: str, value: Any, schema: Any) -> Found:
        if not isinstance(value, str) or value not in self.index.names[section]:
            yield ValidationError(f"{_shown(value)} isn't {NAMED[section]} of this scenario.")

    def day(self, validator: Validator, wanted: bool, value: Any, schema: Any) -> Found:
        if not _is_day(value, self.index.anchor):
            yield ValidationError(f"expected {dates.EXPECTED}, not {_shown(value)}.")

    def zone(self, validator: Validator, wanted: bool, value: Any, schema: Any) -> Found:
        if not isinstance(value, str) or value not in self.zones:
            yield ValidationError(f"expected a time zone such as Africa/Abidjan, not {_shown(value)}.")

    def checks(self, validator: Validator, names: list[str], value: Any, schema: dict[str, Any]) -> Found:
        if self.shape.evolve(schema=schema).is_valid(value):  # What is misshapen has been said already.
            for name in names:
                for place, text in rules.RULES[name](self.index, value):
                    yield ValidationError(text, path=place)


def _is_day(value: Any, anchor: date) -> bool:
    if not isinstance(value, str):
        return False
    try:
        dates.resolve(value, anchor)
    except (ValueError, OverflowError):
        return False
    return True


def _problem(source: Source, error: ValidationError) -> Problem:
    place = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        unknown = sorted(set(error.instance) - set(error.schema.get("properties", {})), key=str)
        known = ", ".join(error.schema.get("properties", {}))
        text = f"unknown: {', '.join(map(str, unknown))}. Known here: {known}."
        return source.problem((*place, unknown[0]), text)
    if error.validator == "required":
        missing = next(key for key in error.validator_value if f"{key!r} is a required" in error.message)
        return source.problem(place, f"“{missing}” is missing.")
    return source.problem(place, _expected(error))


def _expected(error: ValidationError) -> str:
    """What was expected, and what was found."""
    wanted = error.validator_value
    if error.validator == "type":
        kinds = " or ".join(KINDS[kind] for kind in ([wanted] if isinstance(wanted, str) else wanted))
        return f"expected {kinds}, not {_shown(error.instance)}."
    if error.validator == "enum":
        return f"expected one of {', '.join(map(str, wanted))}, not {_shown(error.instance)}."
    if error.validator in {"pattern", "minLength", "maxLength", "const", "minimum", "maximum", "minItems"}:
        expected = error.schema.get("description", f"{error.validator} {wanted}")
        return f"expected {expected}, not {_shown(error.instance)}."
    if error.validator == "uniqueItems":
        return "the same entry stands here twice."
    return error.message


def _shown(value: Any) -> str:
    """A value in a message: text in quotes, anything long by its kind."""
    if isinstance(value, str):
        return f"“{value if len(value) <= SHOWN else f'{value[: SHOWN - 1]}…'}”"
    if isinstance(value, bool):
        return str(value).lower()
    return {dict: "a mapping", list: "a list", type(None): "nothing"}.get(type(value), str(value))
