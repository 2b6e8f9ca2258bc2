"""The people of a scenario: accounts, offices, teams and clearances."""

from collections.abc import Iterator
from typing import Any

from accounts import services as accounts
from accounts.models import Person, Team, User
from clearances import services as clearances
from clearances.guards import SYSTEM, Actor
from clearances.models import Clearance
from clearances.roles import Role
from scenarios.story import FOUNDED, Entry, Step, Story


def person(story: Story, entry: Entry) -> Iterator[Step]:
    name = entry.data["id"]
    yield Step(f"people/{name}", entry, FOUNDED, None, lambda: _person(story, entry), "people")
    if "account" in entry.data:
        account = entry.part("account")
        yield Step(f"accounts/{name}", account, FOUNDED, None, lambda: _account(story, name, account))
    for part in entry.parts("offices"):
        key = f"offices/{name}/{part.data['role']}/{part.data['party']}"
        yield Step(key, part, FOUNDED, None, lambda part=part: _office(story, name, part))
    for code in entry.data.get("liaison_for", []):
        yield Step(f"liaisons/{code}/{name}", entry, FOUNDED, None, lambda code=code: _liaison(story, name, code))


def _person(story: Story, entry: Entry) -> Person:
    said = entry.data
    return accounts.create_person(
        given_name=said.get("given_name", ""),
        family_name=said["family_name"],
        rank=said.get("rank", ""),
        post=said["post"],
        organisation=story.party(said["organisation"]),
        nationalities=[story.party(code) for code in said["nationalities"]],
        by=SYSTEM,
    )


def _account(story: Story, name: str, account: Entry) -> User:
    said = account.data
    return accounts.create_user(
        name,
        person=story.person(name),
        password=said["password"],
        email=said.get("email", f"{name}@example.org"),
        language=said.get("language", "en"),
        zone=said.get("zone", ""),
        totp_secret=said.get("totp_secret"),
        is_demonstration=said.get("entered", True),
        by=SYSTEM,
    )


def _office(story: Story, name: str, part: Entry) -> User:
    user = story.user(name)
    party = story.party(part.data["party"])
    clearances.grant(Role(part.data["role"]), user.personal_team, party, by=SYSTEM, reason="Appointed to this office.")
    return user


def _liaison(story: Story, name: str, code: str) -> Team:
    party = story.party(code)
    team = accounts.create_team(
        f"liaisons:{code}", kind=Team.Kind.DELEGATION, title=f"Liaison office: {party.name_en}", party=party, by=SYSTEM
    )
    accounts.join(story.user(name), team, by=SYSTEM)
    return team


def team(story: Story, entry: Entry) -> Iterator[Step]:
    name = entry.data["name"]
    yield Step(f"teams/{name}", entry, FOUNDED, None, lambda: _team(story, entry))
    for member in entry.data["members"]:
        yield Step(f"teams/{name}/{member}", entry, FOUNDED, None, lambda member=member: _join(story, name, member))


def _team(story: Story, entry: Entry) -> Team:
    said = entry.data
    return accounts.create_team(
        said["name"], kind=Team.Kind(said["kind"]), title=said["title"], party=story.party(said["party"]), by=SYSTEM
    )


def _join(story: Story, name: str, member: str) -> Team:
    accounts.join(story.user(member), story.team(name), by=SYSTEM)
    return story.team(name)


def clearance(story: Story, entry: Entry) -> Iterator[Step]:
    """Asked for by one administrator, decided by another; an administrator's own first comes from the installation."""
    said = entry.data
    key = f"clearances/{said['person']}/{said['policy']}/{said['certificate']}"
    asked, decided = _days(said)
    yield Step(key, entry, asked, said.get("requested_by"), lambda: _request(story, entry), "clearances")
    for field, verb in (("confirmed_by", _confirm), ("refused_by", _refuse), ("revoked_by", _revoke)):
        if field in said:
            day = decided if field != "revoked_by" else "today"
            yield Step(f"{key}/{field}", entry, day, said[field], lambda verb=verb: verb(story, key, entry))
    if "requested_by" not in said:
        yield Step(f"{key}/confirmed_by", entry, asked, None, lambda: _confirm(story, key, entry))


def _days(said: dict[str, Any]) -> tuple[str, str]:
    """When it was asked for, and when it was decided: by default on the day from which it counts."""
    return said.get("at", said["from"]), said.get("at", said["from"])


def _request(story: Story, entry: Entry) -> Clearance:
    said, holder = entry.data, story.person(entry.data["person"])
    day = story.scenario.day
    return clearances.request_clearance(
        holder,
        classification=story.level(said["policy"], said["level"]),
        compartments=said.get("compartments", []),
        sponsor=story.party(said["sponsor"]) if "sponsor" in said else _home(holder),
        certificate_reference=said["certificate"],
        valid_from=day(said["from"]),
        valid_to=day(said["to"]),
        by=_actor(story, said.get("requested_by")),
    )


def _home(holder: Person) -> Any:
    """The nation that vouches for somebody: that of their organisation, else their own."""
    organisation = holder.organisation
    if organisation.is_nation:
        return organisation
    return organisation.nation or holder.nationalities.first()


def _actor(story: Story, name: str | None) -> Actor:
    return SYSTEM if name is None else story.user(name)


def _confirm(story: Story, key: str, entry: Entry) -> Clearance:
    return clearances.confirm_clearance(story.find(key), by=_actor(story, entry.data.get("confirmed_by")))


def _refuse(story: Story, key: str, entry: Entry) -> Clearance:
    by = story.user(entry.data["refused_by"])
    return clearances.refuse_clearance(story.find(key), by=by, reason=entry.data.get("reason", ""))


def _revoke(story: Story, key: str, entry: Entry) -> Clearance:
    by = story.user(entry.data["revoked_by"])
    return clearances.revoke_clearance(story.find(key), by=by, reason=entry.data.get("reason", ""))
