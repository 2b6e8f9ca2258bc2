"""Read docker-compose.yml as Compose would, and refuse it where the specification or the way we scale would."""

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from stack.places import ROOT

FILE = ROOT / "docker-compose.yml"
SCHEMA = Path(__file__).parent / "compose_schema" / "compose-spec.json"
VARIABLE = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\})")
OURS = ("migrate", "web", "worker", "tick", "beat")
SCALED = ("web", "worker")


class Unset(Exception):
    """A variable that has no default isn't set."""


def load(variables: Mapping[str, str]) -> dict[str, Any]:
    """The file with *variables* put in."""
    return dict(_filled(yaml.safe_load(FILE.read_text(encoding="utf-8")), variables))


def needed() -> set[str]:
    """The variables that have no default."""
    found = [match for match in VARIABLE.finditer(FILE.read_text(encoding="utf-8")) if match["name"]]
    return {match["name"] for match in found} - {match["name"] for match in found if match["kind"] == "-"}


def problems(document: Mapping[str, Any]) -> list[str]:
    """What the Compose Specification, or our own rules, have against *document*; each in a sentence."""
    validator = jsonschema.Draft201909Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    found = [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(document)]
    services = document["services"]
    found += [f"services.{name} is missing." for name in OURS if name not in services]
    found += [
        f"services.{name}.container_name keeps it from scaling."
        for name in services
        if "container_name" in services[name]
    ]
    return found + [
        f"services.{name}.ports keeps it from scaling." for name in SCALED if "ports" in services.get(name, {})
    ]


def _filled(node: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, variables) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, variables) for value in node]
    return VARIABLE.sub(lambda match: _value(match, variables), node) if isinstance(node, str) else node


def _value(match: re.Match[str], variables: Mapping[str, str]) -> str:
    if match["dollar"]:
        return "$"
    if value := variables.get(match["name"]):
        return value
    if match["kind"] == "-":
        return match["rest"]
    raise Unset(f"{match['name']} is not set: {match['rest'] or 'see docker/example.env'}.")


def main() -> int:
    found = problems(load(dict.fromkeys(needed(), "given")))
    print("\n".join(found) or f"{FILE.name} follows the Compose Specification.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
