"""Rules that look at several values at once. Each yields a place within the value, and what is wrong there."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from scenarios import dates
from scenarios.index import Index

Value = dict[str, Any]
Faults = Iterator[tuple[tuple[str | int, ...], str]]


def _day(index: Index, value: Value, key: str, default: str = "") -> date | None:
    text = value.get(key, default)
    return dates.resolve(text, index.anchor) if text else None


def _in_order(index: Index, value: Value, first: str, last: str) -> Faults:
    start, end = _day(index, value, first), _day(index, value, last)
    if start and end and end < start:
        yield (
            (last,),
            f"{value[last]} is before {value[first]}: “{last}” is the last day and can't be before “{first}”.",
        )


def from_to(index: Index, value: Value) -> Faults:
    yield from _in_order(index, value, "from", "to")


def starts_ends(index: Index, value: Value) -> Faults:
    yield from _in_order(index, value, "starts", "ends")


def not_in_the_future(index: Index, value: str) -> Faults:
    if dates.resolve(value, index.anchor) > index.anchor:
        yield (), f"{value} is in the future: what has been done was done by today."


def thresholds(index: Index, value: Value) -> Faults:
    codes = [level["code"] for level in value["levels"]]
    for key in ("clearance_from", "second_factor_from", "phishing_resistant_from"):
        if key in value and value[key] not in codes:
            yield (key,), f"“{value[key]}” isn't a level of this policy: {', '.join(codes)}."
    for number, part in enumerate(value.get("informative", [])):
        if part.get("highest", codes[0]) not in codes:
            yield ("informative", number, "highest"), f"“{part['highest']}” isn't a level of this policy."


def level(index: Index, value: Value) -> Faults:
    policy = value["policy"]
    if value["level"] not in index.levels[policy]:
        yield ("level",), f"“{value['level']}” isn't a level of {policy}: {', '.join(index.levels[policy])}."
    for number, code in enumerate(value.get("compartments", [])):
        if code not in index.compartments[policy]:
            yield ("compartments", number), f"“{code}” isn't a compartment of {policy}."
    for number, code in enumerate(value.get("informative", [])):
        if code not in index.informative[policy]:
            yield ("informative", number), f"“{code}” isn't an informative category of {policy}."


def other_policy(index: Index, value: Value) -> Faults:
    if value["clearance"]["policy"] == value["counts_as"]["policy"]:
        yield ("counts_as", "policy"), "expected another policy: within one, every level counts as itself."


def offices_need_account(index: Index, value: Value) -> Faults:
    for key in ("offices", "liaison_for"):
        if key in value and "account" not in value:
            yield (key,), "whoever holds an office or is a liaison needs an account."


def two_people(index: Index, value: Value) -> Faults:
    """Requested by one administrator of the policy's owner, decided by another, never for oneself.

    Only administrators' own first clearances have nobody who requested them: they come from the installation.
    """
    deciders = [key for key in ("confirmed_by", "refused_by") if key in value]
    if len(deciders) > 1:
        yield ("refused_by",), "a clearance is confirmed or refused, not both."
    if "revoked_by" in value and "confirmed_by" not in value:
        yield ("revoked_by",), "only a confirmed clearance can be revoked."
    if "requested_by" not in value:
        yield from _comes_from_the_installation(index, value, deciders)
        return
    seen: dict[str, str] = {value["person"]: "person"}
    for key in ("requested_by", *deciders):
        if value[key] in seen:
            yield (
                (key,),
                f"expected somebody else than “{seen[value[key]]}”: it takes two people, and never for oneself.",
            )
        seen[value[key]] = key
    yield from _administer(index, value, ["requested_by", *deciders])


def _comes_from_the_installation(index: Index, value: Value, deciders: list[str]) -> Faults:
    if deciders or value["person"] not in index.administrators[index.owners[value["policy"]]]:
        yield (), "“requested_by” is missing; only administrators' own first clearances come from the installation."


def _administer(index: Index, value: Value, keys: list[str]) -> Faults:
    owner = index.owners[value["policy"]]
    for key in keys:
        if value[key] not in index.administrators[owner]:
            yield (key,), f"“{value[key]}” isn't a security_administrator of {owner}, who owns {value['policy']}."


def person_or_team(index: Index, value: Value) -> Faults:
    if ("person" in value) == ("team" in value):
        yield (), "expected either “person” or “team”."


NEEDS = {"move": ["starts", "ends"], "postpone": ["starts", "ends"], "rehost": ["host"], "cancel": ["reason"]}


def step_has_what_it_needs(index: Index, value: Value) -> Faults:
    for key in NEEDS.get(value["verb"], []):
        if key not in value:
            yield (), f"“{key}” is missing; {value['verb']} needs it."


def caveats_are_said(index: Index, value: Value) -> Faults:
    says = "caveats" in value or "caveats" in value.get("terms", {})
    if (value["answer"] == "caveats") != says:
        yield ("answer",), "“caveats” is written with the answer caveats, and only with it."


def liaison_answers(index: Index, value: Value) -> Faults:
    team = index.liaisons[value["party"]]
    if not team:
        yield ("party",), f"nobody is a liaison for {value['party']}; add liaison_for to one of its people."
        return
    for place, name in _speakers(value):
        if name not in team:
            yield (*place, "by"), f"“{name}” isn't a liaison for {value['party']}."
    if value.get("draft") and {"replies", "questions", "opened", "withdrawn", "desk"} & set(value):
        yield ("draft",), "what was never issued isn't opened, answered or withdrawn."


def _speakers(invitation: Value) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Who reads, asks and replies for the invited party."""
    if "opened" in invitation:
        yield ("opened",), invitation["opened"]["by"]
    if "desk" in invitation:
        yield ("desk",), invitation["desk"]["by"]
    for key in ("replies", "questions"):
        for number, said in enumerate(invitation.get(key, [])):
            yield (key, number), said["by"]


def invited_once(index: Index, value: Value) -> Faults:
    parties = [invitation["party"] for invitation in value.get("invitations", [])]
    for number, party in enumerate(parties):
        if party == value["host"]:
            yield ("invitations", number, "party"), f"{party} is the host; a host takes part uninvited."
        if party in parties[:number]:
            yield ("invitations", number, "party"), f"{party} is invited already."
    yield from _tasks(value, {*parties, value["host"]})
    yield from _serials(index, value)


def _tasks(value: Value, parties: set[str]) -> Faults:
    names: set[str] = set()
    for number, task in enumerate(value.get("tasks", [])):
        if task["party"] not in parties:
            yield ("tasks", number, "party"), f"{task['party']} is neither the host nor invited."
        if task["id"] in names:
            yield ("tasks", number, "id"), f"“{task['id']}” is taken: every task of an exchange has its own id."
        names.add(task["id"])


def _serials(index: Index, value: Value) -> Faults:
    names: set[str] = set()
    for number, serial in enumerate(value.get("serials", [])):
        for name in serial.get("after", []):
            if name not in names:
                yield ("serials", number, "after"), f"“{name}” isn't a serial above this one."
        if serial["id"] in names:
            yield ("serials", number, "id"), f"“{serial['id']}” is taken: every serial of an exchange has its own id."
        names.add(serial["id"])
        yield from ((("serials", number, word), text) for word, text in _named(index, value, serial))


def _named(index: Index, exchange: Value, serial: Value) -> Iterator[tuple[str, str]]:
    """The phase and the bookings that a serial names, where the exchange has no such."""
    phases = [phase["name"] for phase in exchange.get("phases", [])]
    if "phase" in serial and phases.count(serial["phase"]) != 1:
        yield "phase", f"“{serial['phase']}” isn't the name of one phase of this exchange."
    for name in serial.get("uses", []):
        if index.bookings.get(name) != exchange["id"]:
            yield "uses", f"“{name}” isn't a booking for this exchange, such as range/first-week."


CARRIED = ("content_label", "domains", "place", "description", "seats", "zone")


def carried_over(index: Index, value: Value) -> Faults:
    """What the last edition says already isn't said again."""
    if "edition_of" in value:
        for key in CARRIED:
            if key in value:
                yield (key,), f"an edition gets its {key.replace('_', ' ')} from the last one, “{value['edition_of']}”."


def serial_ends(index: Index, value: Value) -> Faults:
    """By day and time; hours of 24 written alike compare as text."""
    start, end = _day(index, value, "on"), _day(index, value, "until", value["on"])
    if start and end and (end, value["to"]) <= (start, value["from"]):
        yield ("to",), f"{value['to']} isn't after {value['from']}: a serial that ends on a later day says “until”."


def story(index: Index, value: Value) -> Faults:
    """What follows isn't told before what it follows from, and replies come in time."""
    began = _day(index, value, "at", DEFAULT_AT)
    for key in ("life", "invitations", "tasks", "serials"):
        for number, child in enumerate(value.get(key, [])):
            at = _day(index, child, "at")
            if at and began and at < began:
                yield (key, number, "at"), f"{child['at']} is before the exchange itself was created."
    for number, invitation in enumerate(value.get("invitations", [])):
        yield from (((("invitations", number, *place)), text) for place, text in _answers(index, value, invitation))


def _answers(index: Index, exchange: Value, invitation: Value) -> Faults:
    issued = _day(index, invitation, "at") or _day(index, exchange, "at", DEFAULT_AT)
    reply_by = dates.resolve(invitation["reply_by"], index.anchor)
    if issued and reply_by < issued:
        yield ("reply_by",), f"{invitation['reply_by']} is before the invitation is issued."
    for key in ("replies", "questions"):
        for number, said in enumerate(invitation.get(key, [])):
            at = _day(index, said, "at")
            if at and issued and at < issued:
                yield (key, number, "at"), f"{said['at']} is before the invitation is issued."
            if at and key == "replies" and at > reply_by:
                yield (key, number, "at"), f"{said['at']} is after the reply-by date {invitation['reply_by']}."


DEFAULT_AT = "-60d"  # When a program or an exchange was created, if nothing says so.

RULES: dict[str, Callable[[Index, Any], Faults]] = {
    rule.__name__: rule
    for rule in (
        from_to,
        starts_ends,
        not_in_the_future,
        thresholds,
        level,
        other_policy,
        offices_need_account,
        two_people,
        person_or_team,
        step_has_what_it_needs,
        caveats_are_said,
        liaison_answers,
        invited_once,
        carried_over,
        story,
        serial_ends,
    )
}
