"""Read clearances/data/equivalences.yaml: what is shipped of the national equivalence table, checked row by row."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import yaml

PATH = Path(__file__).parent / "data" / "equivalences.yaml"
TEXT = {"type": "string", "minLength": 1, "maxLength": 300}
ROW = {
    "type": "object",
    "additionalProperties": False,
    "required": ["nation", "level", "names"],
    "properties": {
        "nation": {"type": "string", "pattern": "^([A-Z]{3}|EU|NATO)$"},
        "level": {"enum": ["TS", "S", "C", "R"]},
        "names": {"type": "array", "items": {"type": "array", "minItems": 2, "maxItems": 2, "items": TEXT}},
        "from": {},
        "to": {},
        "source": TEXT,
        "verified": {"const": True},
        "note": {
            "type": "object",
            "additionalProperties": False,
            "required": ["en", "fr"],
            "properties": {"en": TEXT, "fr": TEXT},
        },
    },
    "dependentRequired": {"verified": ["source"]},
}


class BadTable(Exception):
    """The file can't be read as the table; the message names the row."""


def rows(path: Path = PATH) -> Iterator[dict[str, Any]]:
    """Every row as the columns of ``Equivalence``.

    Raises:
        BadTable: a row isn't of the form above.
    """
    for number, said in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), start=1):
        problem = next(jsonschema.Draft202012Validator(ROW).iter_errors(said), None)
        if problem is not None:
            raise BadTable(f"Row {number} ({said}): {problem.message}")
        yield {
            "nation": said["nation"],
            "level": said["level"],
            "names": said["names"],
            "valid_from": said.get("from"),
            "valid_to": said.get("to"),
            "source": said.get("source", ""),
            "is_sourced": said.get("verified", False),
            "note_en": said.get("note", {}).get("en", ""),
            "note_fr": said.get("note", {}).get("fr", ""),
        }
