"""Conformance vectors: a world and cases in a JSON file, read into the facts that ``decide`` takes.

Every date is inclusive and in one zone, UTC. Whatever a file leaves out opens nothing: the keys whose absence would are
required.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from clearances.decisions import (
    Agreement,
    Clearance,
    Decision,
    Label,
    Organisation,
    Period,
    Policy,
    Recognition,
    Rule,
    Subject,
    Waiver,
    World,
    decide,
)

FACETS = ("cover", "content")


class BadFile(Exception):
    """The file can't be read as vectors; the message names the place and what was expected there."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out, or what should: allowed, or the rule that denies."""

    allow: bool
    rule: Rule | None

    def __str__(self) -> str:
        return "allow" if self.allow else f"deny by {self.rule}"


@dataclass(frozen=True, slots=True)
class Case:
    """One question to ``decide``, and its expected answer if the file gives one."""

    id: str
    subject: Subject
    label: Label
    at: datetime
    granted: bool
    expect: Verdict | None

    def decide(self) -> Decision:
        return decide(self.subject, self.label, self.at, granted=self.granted)

    def verdict(self) -> Verdict:
        decision = self.decide()
        return Verdict(decision.allow, decision.rule)


def load(path: Path) -> list[Case]:
    """The cases of a vectors file, all of it checked before the first is returned.

    Raises:
        BadFile: not readable, not JSON, or not of this form.
    """
    try:
        return read(json.loads(path.read_bytes()))
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror}.") from error
    except RecursionError as error:
        raise BadFile(f"{path}: nested too deeply.") from error
    except ValueError as error:
        raise BadFile(f"{path}: not JSON: {error}.") from error
    except BadFile as error:
        raise BadFile(f"{path}: {error}") from error


def read(document: object) -> list[Case]:
    """The cases of a parsed vectors document."""
    root = Node(document)
    world = _world(root["world"])
    return [_case(node, world) for node in root["cases"]]


@dataclass(frozen=True, slots=True)
class Node:
    """A value in the file that knows its path, and says what was expected there."""

    value: object
    path: str = ""

    def __getitem__(self, key: str) -> Node:
        """The value under *key*, which must be there."""
        inner = self.get(key)
        if inner is None:
            raise self.bad(f"expected the key {key!r}")
        return inner

    def get(self, key: str) -> Node | None:
        """The value under *key*, or None when it is left out or null."""
        value = self.mapping().get(key)
        return None if value is None else Node(value, f"{self.path}.{key}".removeprefix("."))

    def __iter__(self) -> Iterator[Node]:
        if not isinstance(self.value, list):
            raise self.bad("expected a list")
        return (Node(value, f"{self.path}[{place}]") for place, value in enumerate(self.value))

    def each(self, key: str) -> Iterator[Node]:
        """The members of the list under *key*; none when it is left out."""
        return iter(self.get(key) or ())

    def mapping(self) -> Mapping[str, object]:
        if not isinstance(self.value, dict):
            raise self.bad("expected an object")
        return self.value

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value:
            raise self.bad("expected text")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.bad("expected true or false")
        return self.value

    def number(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.bad("expected a whole number")
        return self.value

    def one_of(self, known: Sequence[str] | Mapping[str, object]) -> str:
        if not isinstance(self.value, str) or self.value not in known:
            raise self.bad(f"expected one of {', '.join(known) or '(none is declared)'}")
        return self.value

    def day(self) -> date:
        try:
            return date.fromisoformat(self.text())
        except ValueError as error:
            raise self.bad("expected a date such as 2026-09-01") from error

    def bad(self, expectation: str) -> BadFile:
        return BadFile(f"{self.path or 'the document'}: {expectation}, not {json.dumps(self.value)[:80]}.")

    def texts(self, key: str) -> frozenset[str]:
        return frozenset(node.text() for node in self.each(key))


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _end(day: date) -> datetime | None:
    """24:00 of an inclusive last day; the last day there is never ends."""
    return None if day == date.max else _start(day + timedelta(days=1))


def _period(node: Node) -> Period:
    first, last = node.get("from"), node.get("to")
    return Period(_start(first.day()) if first else None, _end(last.day()) if last else None)


def _world(node: Node) -> World:
    groups = {name: _members(Node(value, f"{node.path}.groups.{name}")) for name, value in _groups(node).items()}
    policies = {key: _policy(each) for key, each in _by_id(node["policies"]).items()}
    return World(
        policies=policies,
        organisations={key: _organisation(each, groups) for key, each in _by_id(node.each("organisations")).items()},
        groups=groups,
        agreements=tuple(_agreement(each, policies) for each in node.each("agreements")),
        recognitions=tuple(_recognition(each, policies) for each in node.each("recognitions")),
    )


def _by_id(nodes: Iterable[Node]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for node in nodes:
        name = node["id"]
        if name.text() in found:
            raise name.bad("expected an id of its own")
        found[name.text()] = node
    return found


def _groups(node: Node) -> Mapping[str, object]:
    groups = node.get("groups")
    return groups.mapping() if groups else {}


def _members(node: Node) -> dict[str, tuple[Period, ...]]:
    members: dict[str, tuple[Period, ...]] = {}
    for each in node:
        name = each["member"].text()
        members[name] = (*members.get(name, ()), _period(each))
    return members


def _organisation(node: Node, groups: Mapping[str, object]) -> Organisation:
    nation, members = node.get("nation"), node.get("members")
    return Organisation(
        id=node["id"].text(),
        nation=nation.text() if nation else None,
        members=members.one_of(groups) if members else None,
    )


def _policy(node: Node) -> Policy:
    levels = tuple(level.text() for level in node["levels"])
    if not levels or len(set(levels)) != len(levels):
        raise node["levels"].bad("expected distinct levels, lowest first")
    return Policy(
        id=node["id"].text(),
        owner=node["owner"].text(),
        levels=levels,
        clearance_from=_threshold(node, "clearance_from", levels),
        second_factor_from=_threshold(node, "second_factor_from", levels),
        phishing_resistant_from=_threshold(node, "phishing_resistant_from", levels, optional=True),
    )


def _threshold(node: Node, key: str, levels: Sequence[str], *, optional: bool = False) -> int | None:
    """The rank from which something is asked; null says plainly that it never is."""
    if key not in node.mapping() and not optional:
        raise node.bad(f"expected the key {key!r}")
    level = node.get(key)
    return levels.index(level.one_of(levels)) if level else None


def _agreement(node: Node, policies: Mapping[str, Policy]) -> Agreement:
    policy = node["policy"].one_of(policies)
    return Agreement(
        owner=node["owner"].text(),
        policy=policy,
        party=node["party"].text(),
        rank=_rank(node["max"], policies[policy]),
        period=_period(node),
    )


def _recognition(node: Node, policies: Mapping[str, Policy]) -> Recognition:
    policy, as_policy = node["policy"].one_of(policies), node["as_policy"].one_of(policies)
    pairs = node.get("compartments")
    return Recognition(
        policy=policy,
        rank=_rank(node["level"], policies[policy]),
        as_policy=as_policy,
        as_rank=_rank(node["as_level"], policies[as_policy]),
        compartments={theirs: pairs[theirs].text() for theirs in pairs.mapping()} if pairs else {},
        period=_period(node),
    )


def _rank(node: Node, policy: Policy) -> int:
    return policy.levels.index(node.one_of(policy.levels))


def _case(node: Node, world: World) -> Case:
    at = _start(node["at"].day())
    subject, expect = node["subject"], node.get("expect")
    return Case(
        id=node["id"].text(),
        subject=_subject(subject, world),
        label=_label(node["label"], world),
        at=at,
        granted=_granted(subject.get("relation"), node["facet"].one_of(FACETS), at),
        expect=_verdict(expect) if expect else None,
    )


def _granted(relation: Node | None, facet: str, at: datetime) -> bool:
    """Whether the relation to *facet* is there and, if it ends on a day, hasn't ended."""
    grant = relation.get(facet) if relation else None
    if grant is None:
        return False
    if isinstance(grant.value, bool):
        return grant.value
    return at.date() <= grant["until"].day()


def _subject(node: Node, world: World) -> Subject:
    assurance, suspended = node.get("assurance"), node.get("suspended")
    return Subject(
        world=world,
        organisation=node["organisation"].text(),
        active=node["active"].flag(),
        suspended=suspended is not None and suspended.flag(),
        assurance=None if assurance is None else assurance.number(),
        nationalities=node.texts("nationalities"),
        clearances=tuple(_clearance(each, world.policies) for each in node.each("clearances")),
        waivers=tuple(Waiver(each["label"].text(), _period(each)) for each in node.each("waivers")),
    )


def _clearance(node: Node, policies: Mapping[str, Policy]) -> Clearance:
    policy = policies[node["policy"].one_of(policies)]
    return Clearance(
        policy=policy.id,
        rank=_rank(node["level"], policy),
        compartments=node.texts("compartments"),
        period=_period(node),
        status=node["status"].text(),
    )


def _label(node: Node, world: World) -> Label:
    policy = world.policies[node["policy"].one_of(world.policies)]
    succession = node.get("succession")
    return Label(
        id=node["id"].text(),
        policy=policy.id,
        rank=_rank(node["level"], policy),
        compartments=frozenset(each.text() for each in node["compartments"]),
        owner=node["owner"].text(),
        parties=node.texts("parties"),
        groups=tuple(_snapshot(each, node["made_at"], world) for each in node.each("groups")),
        excluded=frozenset(each.text() for each in node["excluded"]),
        successor=_label(succession["label"], world) if succession else None,
        succeeds_at=_start(succession["at"].day()) if succession else None,
    )


def _snapshot(group: Node, made_at: Node, world: World) -> tuple[str, frozenset[str]]:
    """A group with the members it had when the label was made."""
    name = group.one_of(world.groups)
    return name, world.members(name, _start(made_at.day()))


def _verdict(node: Node) -> Verdict:
    rule = node.get("rule")
    return Verdict(node["allow"].flag(), Rule(rule.one_of([*Rule])) if rule else None)
