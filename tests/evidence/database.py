"""Write a random world into the database, and say which row is which.

Rows are written past the services, by the system's role: a world needn't be one that a service would have allowed.
Roles go through the one service that grants, because what it materialises is part of what is compared.

A new labelled model needs one line in ``MAKERS``: how to make a row of it below its root. Until it has one,
``test_layer_independence`` names it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import models

from accounts.models import Group, Membership, Party, Team, User
from clearances.guards import SYSTEM
from clearances.models import (
    Classification,
    Clearance,
    Compartment,
    Label,
    Policy,
    Recognition,
    SecurityAgreement,
    Waiver,
)
from clearances.roles import Role
from clearances.services import grant, inherit
from exchanges.models import DescriptionPortion, Exchange, ExchangeContent
from files.models import File
from logistics.models import Task
from milestones.models import Attendance, Entry, Milestone
from participants.models import Amendment, Delegation, Extension, Invitation, PacketPortion, PairRule, Reply
from participants.services.access import close, open_content, open_packet
from phases.models import Phase
from programs.models import Program, ProgramContent
from resources.models import Booking, Resource
from serials.models import Serial
from tests import factories as make
from tests.clearances import oracle
from tests.clearances.random_cases import PARTIES, TODAY
from tests.evidence import contents, polls
from tests.evidence.words import write_words
from tests.roles import as_system
from threads.models import Thread, ThreadEntry

SHIFT = datetime.now(UTC).date() - date.fromisoformat(TODAY)
NEVER_ENDS = date(2999, 1, 1)


@dataclass
class Written:
    """A random world in the database: its rows by name, and its principals' users."""

    plain: dict[str, Any]
    rows: dict[str, models.Model] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    tokens: dict[str, set[str]] = field(default_factory=dict)  # To the names of the rows that say them.

    def seen(self, kind: str) -> set[str]:
        """The names of all rows that the oracle lets this kind of principal see."""
        principal = self.plain["principals"][kind]
        return {name for name, row in self.plain["rows"].items() if oracle.sees(self.plain, principal, row, TODAY)}

    def dominated(self, kind: str) -> set[str]:
        """The labels that the oracle lets this kind of principal read, need-to-know aside."""
        subject = {**self.plain["principals"][kind], "relation": {"cover": True}}
        cases = {
            name: {"at": TODAY, "facet": "cover", "label": label, "subject": subject}
            for name, label in self.plain["labels"].items()
        }
        return {name for name, case in cases.items() if oracle.decide(self.plain, case) is None}

    def of(self, model: type[models.Model]) -> dict[str, Any]:
        return {name: row for name, row in self.rows.items() if type(row) is model}


def write(plain: dict[str, Any]) -> Written:
    written = Written(plain)
    with as_system():
        _parties(plain)
        _facts(plain)
        _labels(plain, written)
        _rows(plain, written)
        written.tokens = write_words(written.rows)
        _principals(plain, written)
    return written


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text) + SHIFT


def dates(row: dict[str, Any], first: str = "starts_on", last: str = "ends_on") -> dict[str, date | None]:
    return {first: day(row.get("from")), last: day(row.get("to"))}


def _parties(plain: dict[str, Any]) -> None:
    known = {each["id"]: each for each in plain["organisations"]}
    groups = {name: make.GroupFactory(code=name) for name in plain["groups"]}
    for code in PARTIES:
        about = known.get(code)
        make.NationFactory(
            code=code,
            is_nation=about is None,
            nation=Party.objects.get(code=about["nation"]) if about and about["nation"] else None,
            members=groups[about["members"]] if about and about["members"] else None,
            suspended_at=datetime.now(UTC) if code in plain["suspended"] else None,
        )


def _facts(plain: dict[str, Any]) -> None:
    party = Party.objects.in_bulk(field_name="code")
    for policy in plain["policies"]:
        _policy(policy, party)
    Membership.objects.bulk_create(
        Membership(group=Group.objects.get(code=name), party=party[row["member"]], **dates(row))
        for name, rows in plain["groups"].items()
        for row in rows
    )
    SecurityAgreement.objects.bulk_create(
        SecurityAgreement(
            owner=party[row["owner"]],
            party=party[row["party"]],
            policy=Policy.objects.get(code=row["policy"]),
            highest=level(row["policy"], row["max"]),
            **dates(row),
        )
        for row in plain["agreements"]
    )
    Recognition.objects.bulk_create(
        Recognition(
            classification=level(row["policy"], row["level"]),
            counts_as=level(row["as_policy"], row["as_level"]),
            compartments=row["compartments"],
            **dates(row),
        )
        for row in plain["recognitions"]
    )


def _policy(said: dict[str, Any], party: dict[str, Party]) -> None:
    ranks = {name: said["levels"].index(said[name]) for name in THRESHOLDS if said.get(name) is not None}
    policy = Policy.objects.create(code=said["id"], owner=party[said["owner"]], **ranks)
    Classification.objects.bulk_create(
        Classification(policy=policy, rank=rank, code=code, name_en=code, name_fr=code, colour="u")
        for rank, code in enumerate(said["levels"])
    )
    Compartment.objects.bulk_create(Compartment(policy=policy, code=code, name=code) for code in said["compartments"])


THRESHOLDS = ("clearance_from", "second_factor_from", "phishing_resistant_from")


def level(policy: str, code: str) -> Classification:
    return Classification.objects.get(policy__code=policy, code=code)


def _labels(plain: dict[str, Any], written: Written) -> None:
    for label in plain["labels"].values():
        _label(plain, label, written)


def _label(plain: dict[str, Any], said: dict[str, Any], written: Written) -> Label:
    """One row, its successor first: facts are read in the order of ids."""
    if said["id"] in written.labels:
        return written.labels[said["id"]]
    next_one = said.get("succession")
    written.labels[said["id"]] = Label.objects.create(
        digest=f"random {said['id']}",
        policy=Policy.objects.get(code=said["policy"]),
        classification=level(said["policy"], said["level"]),
        owner=Party.objects.get(code=said["owner"]),
        compartments=said["compartments"],
        parties=said["parties"],
        excluded=said["excluded"],
        groups=[[name, sorted(oracle.members(plain, name, said["made_at"]))] for name in said["groups"]],
        successor=_label(plain, next_one["label"], written) if next_one else None,
        succeeds_on=day(next_one["at"]) if next_one else None,
    )
    return written.labels[said["id"]]


# Making a row of each kind below its root.


def _program(written: Written, name: str, said: dict[str, Any], root: Any) -> Program:
    return Program(title=name, owner=_owner(written, name))


def _exchange(written: Written, name: str, said: dict[str, Any], root: Any) -> Exchange:
    program: Any = written.rows[written.plain["roots"][name]["above"]]
    first = datetime.now(UTC).date() + timedelta(days=20)
    dates_of = {"starts_on": first, "ends_on": first + timedelta(days=9), "zone": "UTC"}
    return Exchange(title=name, program=program, host=_owner(written, name), kind="livex", state="planned", **dates_of)


def _delegation(written: Written, name: str, said: dict[str, Any], root: Any) -> Delegation:
    about = written.plain["roots"][name]
    team = Team.objects.create(
        name=f"liaisons:{name}", kind="delegation", title=name, party=Party.objects.get(code=about["party"])
    )
    return Delegation(title=name, exchange=written.rows[about["above"]], party=team.party, team=team)


def _owner(written: Written, name: str) -> Party:
    return Party.objects.get(code=written.plain["roots"][name]["owner"])


def _invitation(written: Written, name: str, said: dict[str, Any], root: Any) -> Invitation:
    state, at = written.plain["roots"][said["root"]]["state"], datetime.now(UTC)
    return Invitation(
        delegation=root,
        state=state,
        seats=4,
        reply_by=at.date() + timedelta(days=9),
        reply_due_at=at + timedelta(days=9),
        issued_at=None if state == "draft" else at,
    )


def _reply(written: Written, name: str, said: dict[str, Any], root: Any) -> Reply:
    return Reply(delegation=root, answer="caveats", seats=3, caveats=name, replied_by=written.users["somebody"])


def _extension(written: Written, name: str, said: dict[str, Any], root: Any) -> Extension:
    day = datetime.now(UTC).date() + timedelta(days=9)
    return Extension(delegation=root, until=day, reason=name, asked_by=written.users["somebody"])


def _amendment(written: Written, name: str, said: dict[str, Any], root: Any) -> Amendment:
    rows = (row for row in written.rows.values() if isinstance(row, Invitation))
    return Amendment(invitation=next(row for row in rows if row.delegation_id == root.pk), number=1)


def _pair_rule(written: Written, name: str, said: dict[str, Any], root: Any) -> PairRule:
    first, second = Party.objects.order_by("pk")[:2]
    return PairRule(exchange=root, first=first, second=second, reason=name, made_by=written.users["somebody"])


def _thread(written: Written, name: str, said: dict[str, Any], root: Any) -> Thread:
    return Thread(delegation=root, subject=name, opened_by=written.users["somebody"])


def _thread_entry(written: Written, name: str, said: dict[str, Any], root: Any) -> ThreadEntry:
    rows = (row for row in written.rows.values() if isinstance(row, Thread))
    thread = next(row for row in rows if row.delegation_id == root.pk)
    return ThreadEntry(thread=thread, text=name, written_by=written.users["somebody"])


def _task(written: Written, name: str, said: dict[str, Any], root: Any) -> Task:
    due = datetime.now(UTC) + timedelta(days=5)
    return Task(delegation=root, title=name, due_on=due.date(), due_at=due, created_by=written.users["somebody"])


def _serial(written: Written, name: str, said: dict[str, Any], root: Any) -> models.Model:
    begin = datetime.now(UTC)
    return Serial(exchange=root, code=name, title=name, starts_at=begin, ends_at=begin + timedelta(hours=1), zone="UTC")


def _phase(written: Written, name: str, said: dict[str, Any], root: Any) -> models.Model:
    day = datetime.now(UTC).date() + timedelta(days=9)
    return Phase(exchange=root, name=name, starts_on=day, ends_on=day, zone="UTC")


def _milestone(written: Written, name: str, said: dict[str, Any], root: Any) -> Milestone:
    day = datetime.now(UTC).date() + timedelta(days=9)
    return Milestone(exchange=root, title=name, kind="main", planned_on=day, ends_on=day)


def _beside(written: Written, exchange: Any) -> Milestone:
    """The world's own milestone of *exchange*, which is written before what hangs from it."""
    rows = (row for row in written.rows.values() if isinstance(row, Milestone))
    return next(row for row in rows if row.exchange_id == exchange.pk)


def _attendance(written: Written, name: str, said: dict[str, Any], root: Any) -> Attendance:
    milestone = _beside(written, root.exchange)
    return Attendance(milestone=milestone, delegation=root, number=2, said_by=written.users["somebody"])


def _booking(written: Written, name: str, said: dict[str, Any], root: Any) -> models.Model:
    """Of a resource that is nobody's concern: what is compared is who sees the booking."""
    mark, begin = written.labels[said["label"]], datetime.now(UTC)
    thing = Resource.objects.create(
        owner=mark.owner, kind="area", name="x", zone="UTC", label=mark, bookings_label=mark
    )
    terms = {"is_all_day": False, "is_pooled": False, "decision": "pending"}
    return Booking(
        resource=thing, exchange=root, title=name, starts_at=begin, ends_at=begin + timedelta(hours=1), **terms
    )


MAKERS: dict[str, Callable[[Written, str, dict[str, Any], Any], models.Model]] = {
    "program": _program,
    "exchange": _exchange,
    "delegation": _delegation,
    "program content": lambda written, name, said, root: ProgramContent(program=root),
    "exchange content": lambda written, name, said, root: ExchangeContent(exchange=root, domains=["land"]),
    "invitation": _invitation,
    "reply": _reply,
    "thread": _thread,
    "thread entry": _thread_entry,
    "task": _task,
    "description portion": lambda written, name, said, root: DescriptionPortion(exchange=root, text=name),
    "serial": _serial,
    "phase": _phase,
    "booking": _booking,
    "milestone": _milestone,
    "entry": lambda written, name, said, root: Entry(milestone=_beside(written, root), part="minute", title=name),
    "attendance": _attendance,
    "date poll": lambda written, name, said, root: polls.poll(root),
    "poll window": lambda written, name, said, root: polls.window(written.rows, root),
    "ballot": lambda written, name, said, root: polls.ballot(written.rows, root),
    "poll answer": lambda written, name, said, root: polls.answer(written.rows, root),
    "file": lambda written, name, said, root: File(exchange=root, title=name),
    "file version": lambda written, name, said, root: contents.version(written.rows, root),
    "packet file": lambda written, name, said, root: contents.packet_file(root),
    "pair rule": _pair_rule,
    "extension": _extension,
    "amendment": _amendment,
    "packet portion": lambda written, name, said, root: PacketPortion(delegation=root, text=name),
}


def _rows(plain: dict[str, Any], written: Written) -> None:
    written.users["somebody"] = make.UserFactory(person__organisation=Party.objects.get(code="AAA"))
    for name, said in plain["rows"].items():
        row: Any = MAKERS[said["kind"]](written, name, said, written.rows.get(said["root"]))
        row.label = written.labels[said["label"]]
        row.save(force_insert=True)
        written.rows[name] = row


def _principals(plain: dict[str, Any], written: Written) -> None:
    for kind, said in plain["principals"].items():
        written.users[kind] = _person(said, written)
    for name, about in plain["roots"].items():
        if about["kind"] == "delegation" and about["state"] != "draft":
            _open(written.rows[name], about["state"])
    for kind, said in plain["principals"].items():
        for held in said["roles"]:
            _grant(written, written.users[kind], held)


def _person(said: dict[str, Any], written: Written) -> User:
    teams = [Delegation.objects.get(pk=written.rows[name].pk).team for name in said["sits_for"]]
    user = make.UserFactory(
        is_active=said["active"],
        person__organisation=Party.objects.get(code=said["organisation"]),
        person__nationalities=list(Party.objects.filter(code__in=said["nationalities"])),
        joins=teams,
    )
    user.assurance = said.get("assurance")
    for row in said["clearances"]:
        _clearance(user, row)
    Waiver.objects.bulk_create(
        Waiver(
            person=user.person,
            label=written.labels[row["label"]],
            sponsor=Party.objects.get(code="AAA"),
            valid_from=day(row.get("from")) or date(2000, 1, 1),
            valid_to=day(row.get("to")) or NEVER_ENDS,
            reason="random",
            status=Waiver.Status.ACTIVE,
            decided_at=datetime.now(UTC),
        )
        for row in said["waivers"]
    )
    return user


def _clearance(user: User, row: dict[str, Any]) -> None:
    status = {"expired": "revoked"}.get(row["status"], row["status"])
    make.clearance(
        user,
        Policy.objects.get(code=row["policy"]),
        row["level"],
        compartments=sorted(row["compartments"]),
        valid_from=day(row.get("from")) or date(2000, 1, 1),
        valid_to=day(row.get("to")) or NEVER_ENDS,
        status=status,
        ended_at=None if status == Clearance.Status.ACTIVE else datetime.now(UTC),
        sponsor=Party.objects.get(code="AAA"),
    )


def _open(delegation: Any, state: str) -> None:
    """As the invitation's state leaves it: the delegation's own file, the cover, the content."""
    open_packet(delegation, delegation.exchange, by=SYSTEM)
    if state in {"accepted", "caveats"}:
        open_content(delegation, delegation.exchange, by=SYSTEM)
    if state in {"declined", "withdrawn", "expired"}:
        close(delegation, delegation.exchange, by=SYSTEM, reason=state)


def _grant(written: Written, user: User, held: dict[str, Any]) -> None:
    role, until = Role(held["role"]), day(held.get("to"))
    if held["on"] in written.rows:
        grant(role, user.personal_team, written.rows[held["on"]], by=SYSTEM, reason="random", until=until)
        return
    party = Party.objects.get(code=held["on"])
    grant(role, user.personal_team, party, by=SYSTEM, reason="random")
    for row in Program.objects.filter(owner=party):
        inherit(row, party)
        for exchange in row.exchanges.all():
            inherit(exchange, row)
