"""Parties, groups, policies and treaties: what everybody knows, made by the installation."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db.models import Model

from accounts import services as accounts
from accounts.models import Group, Membership, Party
from clearances.guards import SYSTEM
from clearances.models import Policy, Recognition, SecurityAgreement
from clearances.services import policies, treaties
from scenarios.story import FOUNDED, Entry, Step, Story


def nation(story: Story, entry: Entry) -> Iterator[Step]:
    yield _founding(f"parties/{entry.data['code']}", entry, lambda: _party(entry, is_nation=True), "parties")


def organisation(story: Story, entry: Entry) -> Iterator[Step]:
    def act() -> Party:
        home = entry.data.get("nation")
        members = entry.data.get("members")
        return _party(
            entry,
            is_nation=False,
            nation=story.party(home) if home else None,
            members=story.known(Group, f"groups/{members}") if members else None,
        )

    yield _founding(f"parties/{entry.data['code']}", entry, act, "parties")


def _party(entry: Entry, *, is_nation: bool, nation: Party | None = None, members: Group | None = None) -> Party:
    """The party, made now unless the installation has it already."""
    said = entry.data
    return Party.objects.filter(code=said["code"]).first() or accounts.create_party(
        said["code"],
        is_nation=is_nation,
        nation=nation,
        members=members,
        name_en=said["name"]["en"],
        name_fr=said["name"]["fr"],
        zone=said["zone"],
        is_fictitious=said.get("fictitious", False),
        by=SYSTEM,
    )


def group(story: Story, entry: Entry) -> Iterator[Step]:
    said = entry.data

    def act() -> Group:
        return Group.objects.filter(code=said["code"]).first() or accounts.create_group(
            said["code"],
            name_en=said["name"]["en"],
            name_fr=said["name"]["fr"],
            zone=said.get("zone", "UTC"),
            by=SYSTEM,
        )

    yield _founding(f"groups/{said['code']}", entry, act)


def memberships(story: Story, entry: Entry) -> Iterator[Step]:
    """Of one group; told once all parties exist."""
    code = entry.data["code"]
    for part in entry.parts("members"):
        key = f"groups/{code}/members/{part.data['party']}/{part.data.get('from', '')}"
        yield _founding(key, part, lambda part=part: _membership(story, code, part))


def _membership(story: Story, code: str, part: Entry) -> Membership:
    first, last = _period(story, part)
    return accounts.add_membership(
        story.known(Group, f"groups/{code}"), story.party(part.data["party"]), starts_on=first, ends_on=last, by=SYSTEM
    )


def _informative(said: dict[str, Any]) -> policies.Informative:
    name = said["name"]
    return policies.Informative(
        said["code"], name["en"], name["fr"], is_context=said.get("is_context", False), highest=said.get("highest")
    )


def policy(story: Story, entry: Entry) -> Iterator[Step]:
    said = entry.data

    def act() -> Policy:
        return Policy.objects.filter(code=said["code"]).first() or policies.create_policy(
            said["code"],
            owner=story.party(said["owner"]),
            levels=[
                policies.Level(level["code"], level["name"]["en"], level["name"]["fr"], level["colour"])
                for level in said["levels"]
            ],
            clearance_from=said.get("clearance_from"),
            second_factor_from=said.get("second_factor_from"),
            phishing_resistant_from=said.get("phishing_resistant_from"),
            compartments={part["code"]: part["name"] for part in said.get("compartments", [])},
            marking_style=said.get("marking_style", Policy.MarkingStyle.PLAIN),
            informative=map(_informative, said.get("informative", [])),
            oid=said.get("oid", ""),
            by=SYSTEM,
        )

    yield _founding(f"policies/{said['code']}", entry, act, "policies")


def recognition(story: Story, entry: Entry) -> Iterator[Step]:
    theirs, ours = entry.data["clearance"], entry.data["counts_as"]

    def act() -> Recognition:
        first, last = _period(story, entry)
        return treaties.create_recognition(
            story.level(theirs["policy"], theirs["level"]),
            counts_as=story.level(ours["policy"], ours["level"]),
            reference=entry.data["reference"],
            compartments=entry.data.get("compartments"),
            starts_on=first,
            ends_on=last,
            by=SYSTEM,
        )

    key = f"{theirs['policy']}.{theirs['level']}-{ours['policy']}.{ours['level']}"
    yield _founding(f"recognitions/{key}/{entry.data.get('from', '')}", entry, act)


def agreement(story: Story, entry: Entry) -> Iterator[Step]:
    """One with each of the parties that the entry names."""
    said = entry.data
    for code in said["parties"]:
        key = f"agreements/{said['owner']}/{said['policy']}/{code}/{said.get('from', '')}"
        yield _founding(key, entry, lambda code=code: _agreement(story, entry, code))


def _agreement(story: Story, entry: Entry, code: str) -> SecurityAgreement:
    first, last = _period(story, entry)
    return treaties.create_agreement(
        owner=story.party(entry.data["owner"]),
        party=story.party(code),
        highest=story.level(entry.data["policy"], entry.data["level"]),
        reference=entry.data["reference"],
        starts_on=first,
        ends_on=last,
        by=SYSTEM,
    )


def _period(story: Story, entry: Entry) -> tuple[date | None, date | None]:
    said, day = entry.data, story.scenario.day
    return (day(said["from"]) if "from" in said else None, day(said["to"]) if "to" in said else None)


def _founding(key: str, entry: Entry, act: Callable[[], Model], counts_as: str = "") -> Step:
    return Step(key, entry, FOUNDED, None, act, counts_as)
