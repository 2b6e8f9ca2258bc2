"""Read a scenario's files: plain values, and the line on which each of them stands."""

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

DEEPEST = 20  # Levels of nesting.

Place = tuple[str | int, ...]  # ("exchanges", 3, "cover_label", "level")


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, and what was expected there."""

    file: str
    line: int
    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {f'{self.path}: ' if self.path else ''}{self.text}"


class Refused(Exception):
    """The scenario can't be loaded; nothing was written. Holds every problem that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Source:
    """One file: its content, and the line of every place in it."""

    name: str
    content: Any
    lines: dict[Place, int] = field(repr=False)

    def problem(self, place: Place, text: str) -> Problem:
        """*text* about *place*, or about the nearest thing around it that has a line."""
        known = place
        while known and known not in self.lines:
            known = known[:-1]
        return Problem(self.name, self.lines.get(known, 1), written(place), text)


def written(place: Place) -> str:
    """A place as a reader would write it: ``exchanges[3].cover_label.level``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return text.removeprefix(".")


class _Loader(yaml.SafeLoader):
    """YAML in which only true, false, null and whole numbers aren't text: NO is a word, 2026-03-01 a date of ours."""

    yaml_implicit_resolvers: dict[str, Any] = {}


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:null|~|)$"), ["n", "~", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"(?:0|[1-9]\d*)$"), list("0123456789"))


def read(file: Path) -> list[Source]:
    """*file* and the files it includes.

    Raises:
        Refused: a file is missing, isn't UTF-8 or isn't YAML.
    """
    main = _read(file, file.name)
    return [main, *(_read(path, name) for name, path in _included(main, file.parent))]


def _included(main: Source, folder: Path) -> Iterator[tuple[str, Path]]:
    """What the list ``include`` names, beside or below the file; its shape is checked with everything else."""
    named = main.content.get("include") if isinstance(main.content, dict) else None
    for number, name in enumerate(named if isinstance(named, list) else []):
        path = folder / str(name)
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            raise Refused([main.problem(("include", number), f"there is no file {name!r} beside this one.")])
        yield str(name), path


def _read(file: Path, name: str) -> Source:
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        where = mark.line + 1 if mark else 1
        raise Refused(
            [Problem(name, where, "", f"this isn't YAML: {problem.problem or problem.context}.")]
        ) from problem
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise Refused([Problem(name, 1, "", f"this can't be read: {problem}.")]) from problem
    source = Source(name, {}, {})
    content = {} if node is None else _value(node, (), source)
    return Source(name, content, source.lines)


def _value(node: yaml.Node, place: Place, source: Source) -> Any:
    """The plain value of *node*; notes its line on the way.

    Raises:
        Refused: a key that isn't text, or that is written twice.
    """
    source.lines[place] = node.start_mark.line + 1
    if len(place) > DEEPEST:
        raise Refused([source.problem(place[:3], "this is nested too deeply, or contains itself.")])
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*place, number), source) for number, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, source)
    return _Loader("").construct_object(node)


def _mapping(node: yaml.MappingNode, place: Place, source: Source) -> dict[Hashable, Any]:
    found: dict[Hashable, Any] = {}
    for key, child in node.value:
        name = key.value
        here = (*place, name)
        source.lines[here] = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or name in found:
            raise Refused([source.problem(here, "this key is written twice; write it once.")])
        found[name] = _value(child, here, source)
    return found
