"""The templates that come with the portal: files in ``data``, the same for everybody, to be copied."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from milestones import steps
from milestones.steps import Step, Template

FOLDER = Path(__file__).parent / "data"


@cache
def _files() -> dict[str, tuple[dict[str, Any], tuple[Step, ...]]]:
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        said = yaml.safe_load(path.read_text())
        found[path.stem] = (said, tuple(steps.read(step) for step in said["steps"]))
    return found


def templates() -> list[Template]:
    """All of them, in the reader's language."""
    return [_template(key) for key in _files()]


def template(key: str) -> Template | None:
    return _template(key) if key in _files() else None


def _template(key: str) -> Template:
    said, found = _files()[key]
    return Template(key, steps.words(said["name"]), steps.words(said["about"]), said["source"], found)
