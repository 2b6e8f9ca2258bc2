"""Check a scenario before anything is written: its shape, what it refers to, and what must fit together.

The shape is JSON Schema (schema.yaml), with four words of our own: ``refers`` (names an entry of that section),
``day`` (an offset or a date), ``zone`` (an IANA time zone) and ``checks`` (rules that look at several values at once).
"""

import zoneinfo
from collections.abc import Callable, Iterator
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
    "nations": "a nation", "parties": "a nation or organisation", "groups": "a group", "policies": "a policy", "people": "a person",
    "accounts": "a person with an account", "teams": "a team", "programs": "a program",
}  # fmt: skip

Found = Iterator[ValidationError]


def check(sources: list[Source], anchor: date) -> list[Problem]:
    """Everything that is wrong with these files, in the order of files and lines; empty if they can be loaded."""
    index, problems = build(sources, anchor)
    schema = yaml.safe_load((Path(__file__).parent / "schema.yaml").read_text(encoding="utf-8"))
    validator = validators.extend(Draft202012Validator, _keywords(index))(schema)
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


def _keywords(index: Index) -> dict[str, Callable[..., Found]]:
    zones = zoneinfo.available_timezones()

    def refers(validator: Validator, section: str, value: Any, schema: Any) -> Found:
        if not isinstance(value, str) or value not in index.names[section]:
            yield ValidationError(f"{_shown(value)} isn't {NAMED[section]} of this scenario.")

    def day(validator: Validator, wanted: bool, value: Any, schema: Any) -> Found:
        if not _is_day(value, index.anchor):
            yield ValidationError(f"expected {dates.EXPECTED}, not {_shown(value)}.")

    def zone(validator: Validator, wanted: bool, value: Any, schema: Any) -> Found:
        if value not in zones:
            yield ValidationError(f"expected a time zone such as Africa/Abidjan, not {_shown(value)}.")

    def checks(validator: Validator, names: list[str], value: Any, schema: dict[str, Any]) -> Found:
        shape = {key: rest for key, rest in schema.items() if key != "checks"}
        if validator.evolve(schema=shape).is_valid(value):  # What is misshapen has been said already.
            for name in names:
                for place, text in rules.RULES[name](index, value):
                    yield ValidationError(text, path=place)

    return {"refers": refers, "day": day, "zone": zone, "checks": checks}


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
        return f"expected {KINDS[wanted]}, not {_shown(error.instance)}."
    if error.validator == "enum":
        return f"expected one of {', '.join(map(str, wanted))}, not {_shown(error.instance)}."
    if error.validator in {"pattern", "minLength", "maxLength", "const", "minimum", "maximum", "minItems"}:
        return f"expected {error.schema.get('description') or f'{error.validator} {wanted}'}, not {_shown(error.instance)}."
    if error.validator == "uniqueItems":
        return "the same entry stands here twice."
    return error.message


def _shown(value: Any) -> str:
    """A value in a message: text in quotes, anything long by its kind."""
    if isinstance(value, str):
        return f"“{value if len(value) <= 60 else f'{value[:57]}…'}”"
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else str(value)
