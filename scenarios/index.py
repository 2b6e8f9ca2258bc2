"""What a scenario's files name, so that whatever refers to it can be checked before anything is written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scenarios.reading import Place, Problem, Source

KEYS = {  # What names an entry of each section.
    "nations": "code",
    "groups": "code",
    "organisations": "code",
    "policies": "code",
    "people": "id",
    "teams": "name",
    "programs": "id",
    "exchanges": "id",
    "resources": "id",
    "blackouts": "id",
    "offers": "id",
    "requests": "id",
}
SECTIONS = (*KEYS, "recognitions", "agreements", "clearances")


@dataclass
class Index:
    """The names of everything, by what a reference may ask for; *anchor* is the day that offsets count from."""

    anchor: date
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    levels: dict[str, list[str]] = field(default_factory=dict)  # By policy, lowest first.
    compartments: dict[str, set[str]] = field(default_factory=dict)  # By policy.
    informative: dict[str, set[str]] = field(default_factory=dict)  # By policy.
    owners: dict[str, str] = field(default_factory=dict)  # Of policies.
    liaisons: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # By party.
    bookings: dict[str, str] = field(default_factory=dict)  # Resource and booking, and the exchange that it is for.
    administrators: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # By party.


def entries(sources: Iterable[Source], section: str) -> Iterator[tuple[Source, Place, Any]]:
    """Every entry of *section* in all files, in order, misshapen ones included."""
    for source in sources:
        found = source.content.get(section) if isinstance(source.content, dict) else None
        for number, entry in enumerate(found if isinstance(found, list) else []):
            yield source, (section, number), entry


def build(sources: list[Source], anchor: date) -> tuple[Index, list[Problem]]:
    """The index, and the names that are given twice."""
    index, twice = Index(anchor), []
    for section, key in KEYS.items():
        for source, place, entry in entries(sources, section):
            name = entry.get(key) if isinstance(entry, dict) else None
            if not isinstance(name, str):
                continue  # The schema says so.
            if name in index.names[_shared(section)]:
                twice.append(source.problem((*place, key), f"“{name}” is taken: every {key} is given once."))
            index.names[section].add(name)
            index.names[_shared(section)].add(name)
            _notice(index, section, name, entry)
    return index, twice


def _shared(section: str) -> str:
    """Nations and organisations are both parties: their codes are told apart together."""
    return "parties" if section in {"nations", "organisations"} else section


def _notice(index: Index, section: str, name: str, entry: Mapping[str, Any]) -> None:
    if section == "policies":
        index.levels[name] = _codes(entry.get("levels"))
        index.compartments[name] = set(_codes(entry.get("compartments")))
        index.informative[name] = set(_codes(entry.get("informative")))
        index.owners[name] = str(entry.get("owner"))
    if section == "resources":
        booked = [each for each in _listed(entry.get("bookings")) if isinstance(each, dict)]
        index.bookings.update({f"{name}/{each.get('id')}": str(each.get("exchange")) for each in booked})
    if section == "people" and isinstance(entry.get("account"), dict):
        index.names["accounts"].add(name)
        _notice_offices(index, name, entry)


def _notice_offices(index: Index, name: str, entry: Mapping[str, Any]) -> None:
    for party in _listed(entry.get("liaison_for")):
        index.liaisons[str(party)].add(name)
    for office in _listed(entry.get("offices")):
        if isinstance(office, dict) and office.get("role") == "security_administrator":
            index.administrators[str(office.get("party"))].add(name)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _codes(value: Any) -> list[str]:
    return [str(item.get("code")) for item in _listed(value) if isinstance(item, dict)]
