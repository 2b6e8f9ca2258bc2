"""One world that holds a row of every guarded kind, told in tokens that may turn up only where the row may be seen.

The generated suites (tests/test_access_matrix.py, tests/evidence) request every address of the portal in it. To add

- a guarded model: make a row in ``_fill``, below this world's exchange or delegation; ``World.row`` says so when there
  is none. Its texts become canaries by themselves. A labelled one needs a line in ``MAKERS`` of
  tests/evidence/database.py too, so that the oracle is asked about it in random worlds;
- a route: nothing, unless its arguments aren't found on the row of the model that it declares: then say in
  tests/pages.py whose row they name (``OWN``), or that everybody may know of it (``KNOWN``);
- a form in which a page may be asked for: ``VARIANTS`` in tests/asking.py.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import Admission, Group, Membership, Party, User
from calendars.models import Blackout, Holiday, StandDown
from clearances.guards import SYSTEM, Guarded
from clearances.models import Change, Clearance, Equivalence, Recognition, Review, ReviewItem, Suspension, Waiver
from clearances.roles import MATRIX, Role
from clearances.services import grant, inherit
from clearances.subjects import acting_as
from demand.models import CatalogueOffer, PartnerRequest
from exchanges.models import DescriptionDraft, DescriptionPortion, Exchange
from files.models import File, FileVersion, PacketFile
from jobs.models import Progress
from logistics.models import Task
from milestones.models import Attendance, Entry, Milestone, MilestoneTemplate
from notifications.models import Notification
from participants.models import (
    Amendment,
    Delegation,
    DeskNote,
    Extension,
    Invitation,
    PacketDraft,
    PacketPortion,
    PacketSignOff,
    PairRule,
    Reply,
    ReplyDraft,
    Sending,
    SendingItem,
    SignOff,
)
from participants.services.access import host_label
from participants.services.desk import private_label
from participants.services.invitations import cover
from phases.models import Phase
from planning.models import Ballot, DatePoll, PollAnswer, PollWindow
from portions.models import Draft
from programs.models import Program
from releases.models import Release
from resources.models import Booking, Resource
from serials.models import Serial
from tests import factories as make
from tests.evidence.contents import stored
from tests.roles import as_system
from threads.models import Thread, ThreadEntry

TOKEN = re.compile(r"CNRY[0-9]{5}")
OFFICES = [Role.STAFF_OFFICER, Role.POINT_OF_CONTACT, Role.RELEASING_OFFICER, Role.SECURITY_OFFICE, Role.AUDITOR]
# Who meets this world: whose people they are, which roles they hold in it, and whether they are cleared.
CAST: dict[str, tuple[str, list[Role], bool]] = {
    "a planner with a clearance": ("host", [Role.PLANNER], True),
    "a planner without one": ("host", [Role.PLANNER], False),
    "a member of the planning cell": ("host", [Role.CELL_MEMBER], True),
    "a security administrator": ("host", [Role.SECURITY_ADMINISTRATOR], True),
    "the host's other offices": ("host", OFFICES, True),
    "an invited liaison": ("guest", [Role.LIAISON, Role.INVITED], True),
    "a participating liaison": ("guest", [Role.LIAISON, Role.PARTICIPANT, Role.CONTRIBUTOR], False),
    "a participating liaison with a clearance": ("guest", [Role.LIAISON, Role.PARTICIPANT, Role.CONTRIBUTOR], True),
    "a liaison whose invitation has ended": ("guest", [Role.LIAISON], True),
    "a colleague of the guest's liaisons": ("guest", [], False),
}
FEED_OF_NOTHING = "accord-bbbbbbbb-feed"  # Of somebody who sees nothing here: whoever fetches it reads nothing.
RIVAL = "another nation's planner and administrator"  # Holds every role, but elsewhere.
PRINCIPALS = [*CAST, RIVAL]
# Text that must stay well formed; references are tokens by themselves.
AS_THEY_ARE = frozenset({"zone", "reference", "sort_key", "object_type", "object_id", "kind", "permission", "digest"})


@dataclass
class World:
    """What *host* plans with *guest*. ``principals`` are people who see more or less of it, by what they are."""

    host: Party
    guest: Party
    program: Program
    exchange: Exchange
    delegation: Delegation
    principals: dict[str, User] = field(default_factory=dict)
    tokens: dict[str, set[tuple[type[models.Model], Any]]] = field(default_factory=dict)  # To the rows that say them.

    def rows(self, model: type[models.Model]) -> list[Any]:
        """Every row of *model* that belongs to this world."""
        with as_system():
            return [row for row in model._default_manager.all() if self._is_here(row)]

    def row(self, model: type[models.Model]) -> Any:
        """One row of *model*: the host's own delegation isn't it, being the planners' anyway."""
        rows = [row for row in self.rows(model) if not getattr(row, "is_host", False)]
        assert rows, f"The world has no {model.__name__}: make one in tests/world.py, so that its leaks are found."
        return rows[0]

    def _is_here(self, row: Any) -> bool:
        root = root_of(row)
        if isinstance(root, Release):
            root = root_of(root.target())
        if isinstance(row, PartnerRequest):
            return row.host == self.host
        return root in {self.program, self.exchange, self.host} or getattr(root, "exchange", None) == self.exchange

    def allowed(self, user: User) -> set[str]:
        """The tokens of every row that *user* may view, as the guarded querysets decide it."""
        user.assurance = None  # As a delivery: the sessions in these tests are signed in strongly.
        with acting_as(user):
            seen = {
                (model, row.pk)
                for model in guarded_models()
                for row in model.objects.for_user(user)  # type: ignore[attr-defined]
            }
        return {token for token, owners in self.tokens.items() if owners & seen}

    def owners(self, word: str) -> list[str]:
        """The models whose rows say *word*."""
        return sorted({model.__name__ for model, _pk in self.tokens[word]})

    def leaked(self, text: str) -> set[str]:
        """The tokens and identities of this world that *text* names."""
        found = set(TOKEN.findall(text)) & self.tokens.keys()
        return found | {name for name in self._identities if name in text}

    @property
    def _identities(self) -> list[str]:
        return [name for name in self.tokens if not TOKEN.fullmatch(name)]


def guarded_models() -> Iterator[type[Guarded]]:
    return (model for model in apps.get_models() if issubclass(model, Guarded))


def root_of(row: Any) -> Any:
    for step in filter(None, row.guard.via.split("__")):
        row = getattr(row, step)
    return row


def build(*, code: str = "HST", principals: bool = True) -> World:
    """Plan an exchange of the host with one guest and write tokens into every text of it."""
    host, guest = make.NationFactory(code=code), make.NationFactory(code=f"{code}GUEST")
    program = make.ProgramFactory(owner=host, content__label=make.label(host, "R"))
    exchange = make.ExchangeFactory(
        program=program,
        label=make.label(host, to=[guest]),
        content__label=make.label(host, "C", to=[guest]),
        content__domains=["land"],
        starts_on=datetime.now(UTC).date() + timedelta(days=20),
        ends_on=datetime.now(UTC).date() + timedelta(days=34),
    )
    delegation = make.DelegationFactory(exchange=exchange, party=guest)
    world = World(host, guest, program, exchange, delegation)
    _fill(world)
    if principals:
        _registers(world)
        world.principals = _cast(world)
        make.feed(world.principals["a colleague of the guest's liaisons"], FEED_OF_NOTHING)
    _tell_in_tokens(world, count(sum(map(ord, code)) * 100))
    return world


def _fill(world: World) -> None:
    """The rows that hang from the guest's delegation, a clearance that waits, and somebody's own rows."""
    delegation, at = world.delegation, datetime.now(UTC)
    person = make.UserFactory(person__organisation=world.host)
    shared = {"delegation": delegation, "label": delegation.label}
    with as_system():
        sent = Invitation.objects.create(
            **shared, state="issued", seats=4, reply_by=at.date(), reply_due_at=at + timedelta(days=9), issued_at=at
        )
        Amendment.objects.create(invitation=sent, label=sent.label, number=1, lines=[{"part": "seats"}])
        _send(world, person)
        _write(world, person)
        Reply.objects.create(**shared, answer="caveats", seats=3, caveats="x", replied_by=person)
        Extension.objects.create(**shared, until=at.date() + timedelta(days=9), reason="x", asked_by=person)
        Task.objects.create(**shared, title="x", due_on=at.date(), due_at=at + timedelta(days=5), created_by=person)
        Serial.objects.create(
            exchange=world.exchange,
            label=world.exchange.content.label,
            code="x",
            title="x",
            starts_at=at + timedelta(days=21),
            ends_at=at + timedelta(days=21, hours=2),
            zone="UTC",
        )
        days = {"starts_on": at.date() + timedelta(days=21), "ends_on": at.date() + timedelta(days=22)}
        Phase.objects.create(exchange=world.exchange, label=world.exchange.content.label, name="x", zone="UTC", **days)
        _desk(world)
        _milestones(world, person)
        _poll(world)
        _files(world)
        _talk(world, person)
        Progress.objects.create(owner=person, title="x", total=3)
        make.feed(person, f"accord-{world.host.code}")
        Notification.objects.create(
            recipient=person, kind="invited", object_type="participants.delegation", object_id=delegation.pk, key="x"
        )
    make.clearance(
        make.UserFactory(),
        make.PolicyFactory(owner=world.host),
        "C",
        status=Clearance.Status.REQUESTED,
        decided_at=None,
    )

    _announce(world)
    _book(world, person)
    _propose(world, make.UserFactory(person__organisation=world.host))
    make.waiver(make.UserFactory(), make.label(world.host, "S"), status=Waiver.Status.REQUESTED, decided_at=None)


def _announce(world: World) -> None:
    """What the host announces of its days: to the guest's planners, and to everybody."""
    day = datetime.now(UTC).date() + timedelta(days=40)
    period = {"starts_on": day, "ends_on": day + timedelta(days=4)}
    with as_system():
        Blackout.objects.create(
            owner=world.host, title="x", reason="x", label=make.label(world.host, to=[world.guest]), **period
        )
        shared, asker = make.label(world.host, to=[world.guest]), make.UserFactory(person__organisation=world.guest)
        CatalogueOffer.objects.create(
            owner=world.host, exchange=world.exchange, kind="course", title="x", text="x", label=shared, until=day
        )
        PartnerRequest.objects.create(
            party=world.guest,
            host=world.host,
            kind="team",
            title="x",
            text="x",
            label=make.label(world.guest, to=[world.host]),
            asked_by=asker,
        )
        Holiday.objects.create(party=world.host, day=day, source_day=day, name_en="Founding Day", source="nation")
        StandDown.objects.create(party=world.host, key="summer", source_day=day, name_en="Summer", **period)


def _book(world: World, planner: User) -> None:
    """A range that the host offers to the guest, what the exchange has booked of it, and its owner's own use."""
    at = datetime.now(UTC) + timedelta(days=21)
    shared = make.label(world.host, to=[world.guest])
    with as_system():
        area = Resource.objects.create(
            owner=world.host, kind="area", name="x", zone="UTC", label=shared, bookings_label=shared
        )
        terms = {"resource": area, "is_all_day": False, "is_pooled": False, "requested_by": planner}
        for exchange, label, hours in ((world.exchange, world.exchange.content.label, 2), (None, shared, 6)):
            begin = at + timedelta(hours=hours)
            Booking.objects.create(
                **terms,
                exchange=exchange,
                label=label,
                title="x",
                reason="x",
                starts_at=begin,
                ends_at=begin + timedelta(hours=2),
                occupies=(begin, begin + timedelta(hours=2)),
                decision="pending",
            )


def _milestones(world: World, author: User) -> None:
    """A conference above the content's level, a line of it, whom the guest sends, and a template of the host."""
    above, day = make.label(world.host, "S", to=[world.guest]), datetime.now(UTC).date() + timedelta(days=9)
    milestone = Milestone.objects.create(
        exchange=world.exchange, label=above, kind="main", title="x", planned_on=day, ends_on=day
    )
    Entry.objects.create(milestone=milestone, label=above, part="minute", title="x", address="https://x.example")
    Attendance.objects.create(
        milestone=milestone, delegation=world.delegation, label=world.delegation.label, number=2, said_by=author
    )
    MilestoneTemplate.objects.create(owner=world.host, name="x", steps=[{"code": "X", "name": {"en": "X"}}])


def _poll(world: World) -> None:
    """One window, and what the guest says of it."""
    at, label = datetime.now(UTC), world.delegation.label
    days = {"starts_on": at.date() + timedelta(days=50), "ends_on": at.date() + timedelta(days=60)}
    due = {"reply_by": at.date(), "reply_due_at": at + timedelta(days=9)}
    poll = DatePoll.objects.create(exchange=world.exchange, label=world.exchange.label, title="x", **due)
    window = PollWindow.objects.create(poll=poll, label=poll.label, **days)
    ballot = Ballot.objects.create(poll=poll, delegation=world.delegation, label=label, title="x", **due)
    PollAnswer.objects.create(ballot=ballot, window=window, label=label, answer="possible", reason="x", **days)


def _files(world: World) -> None:
    """A file of the exchange, and one that was handed to the guest; their content is there to be taken along."""
    facts = {"name": "x", "heading": "x", **stored("CNRY content")}
    label = world.exchange.content.label
    file = File.objects.create(exchange=world.exchange, label=label, title="x", asks_acknowledgement=True)
    FileVersion.objects.create(file=file, label=label, **facts)
    PacketFile.objects.create(
        delegation=world.delegation, label=world.delegation.label, title="x", is_from_host=True, **facts
    )


def _talk(world: World, author: User) -> None:
    """A question of the guest, and an answer above its level."""
    thread = Thread.objects.create(
        delegation=world.delegation, label=world.delegation.label, subject="x", opened_by=author
    )
    above = make.label(world.host, "S", to=[world.guest])
    ThreadEntry.objects.create(thread=thread, label=above, text="x", written_by=author)


def _propose(world: World, proposer: User) -> None:
    """What waits for a second person: a suspension to lift, and content to mark more openly."""
    now = datetime.now(UTC)
    waiting = {"proposed_by": proposer, "proposed_at": now, "lapses_at": now + timedelta(days=3), "reason": "x"}
    other = make.NationFactory(code=f"{world.host.code}OUT")
    with as_system():
        suspension = Suspension.objects.create(party=other, imposed_by=world.host, reason="x", suspended_at=now)
        Change.objects.create(
            kind="suspension.lift",
            party=world.host,
            permission="accounts.administer_clearances",
            facts={"suspension": str(suspension.pk)},
            **waiting,
        )
        content = world.exchange.content
        release = Release.objects.create(
            object_type=content._meta.label_lower,
            object_id=str(content.pk),
            label=content.label,
            to_label=world.exchange.label,
            **waiting,
        )
        release.owners.add(world.host)
        review = Review.objects.create(
            party=world.host, root_type="party", due_on=now.date(), due_at=now + timedelta(days=9), started_at=now
        )
        cleared = Clearance.objects.filter(policy__owner=world.host).first()
        ReviewItem.objects.create(review=review, clearance=cleared)


def _write(world: World, author: User) -> None:
    """A paragraph of the packet, one of the description above the content's level, and what somebody is writing."""
    above = make.label(world.host, "S", to=[world.guest])
    DescriptionPortion.objects.create(exchange=world.exchange, label=above, sort_key="r", text="x")
    PacketPortion.objects.create(delegation=world.delegation, label=world.delegation.label, sort_key="i", text="x")
    DescriptionDraft.objects.create(exchange=world.exchange, label=above, author=author)
    PacketDraft.objects.create(delegation=world.delegation, label=world.delegation.label, author=author)


def _send(world: World, planner: User) -> None:
    """What the host keeps to itself of the packet's way: who must sign it, and an order to send it."""
    shared = {"label": host_label(world.delegation), "delegation": world.delegation}
    day = datetime.now(UTC).date() + timedelta(days=3)
    PacketSignOff.objects.create(**shared, office="legal", person=planner, asked_by=planner, due_on=day)
    sending = Sending.objects.create(exchange=world.exchange, label=shared["label"], ordered_by=planner)
    progress = Progress.objects.create(owner=planner, title="x", total=1)
    SendingItem.objects.create(**shared, sending=sending, progress=progress)


def _desk(world: World) -> None:
    """What the guest's people write among themselves about the invitation."""
    label, person = private_label(world.delegation), make.UserFactory(person__organisation=world.guest)
    shared = {"delegation": world.delegation, "label": label}
    draft = ReplyDraft.objects.create(**shared, holder=person)
    day = datetime.now(UTC).date() + timedelta(days=3)
    SignOff.objects.create(draft=draft, label=label, person=person, asked_by=person, due_on=day)
    DeskNote.objects.create(**shared, text="x", author=person)
    apart = {"first": world.host, "second": world.guest}
    PairRule.objects.create(exchange=world.exchange, label=make.label(world.host, "C"), made_by=person, **apart)


def _registers(world: World) -> None:
    """What administrators keep: a group that the host belongs to, a compartment, a treaty each way, an equivalence."""
    host, guest = make.PolicyFactory(owner=world.host), make.PolicyFactory(owner=world.guest)
    with as_system():
        group = Group.objects.create(code="PACT", name_en="Pact", name_fr="Pacte")
        Membership.objects.create(group=group, party=world.host)
        host.compartments.get_or_create(code="SEA", defaults={"name": "Sea"})
        Recognition.objects.create(
            classification=guest.classifications.get(code="C"),
            counts_as=host.classifications.get(code="C"),
            reference="PACT",
        )
        Admission.objects.create(
            organisation=world.host,
            family_name="HIDDEN",
            email="x@example.org",
            expires_at=datetime(2099, 1, 1, tzinfo=UTC),
        )
        Equivalence.objects.create(nation=world.host.code, level="S", names=[["en", "HIDDEN"]], digest="x")


def _cast(world: World) -> dict[str, User]:
    rival = build(code=f"{world.host.code}RIVAL", principals=False)
    people = {RIVAL: _person(rival.host, [(role, _held_on(role, rival)) for role in Role])}
    for name, (whose, roles, is_cleared) in CAST.items():
        people[name] = _person(getattr(world, whose), [(role, _held_on(role, world)) for role in roles])
        if is_cleared:
            make.clearance(people[name], make.PolicyFactory(owner=world.host), "S")
    return people


def _person(organisation: Party, roles: list[tuple[Role, models.Model]]) -> User:
    user = make.UserFactory(person__organisation=organisation)
    with as_system():
        for role, root in roles:
            grant(role, user.personal_team, root, by=SYSTEM, reason="test")
        for role, root in roles:
            if isinstance(root, Party) and role == Role.SECURITY_ADMINISTRATOR:
                _inherit_below(root)
    return user


def _inherit_below(party: Party) -> None:
    for program in Program.objects.filter(owner=party):
        inherit(program, party)
        for exchange in program.exchanges.all():
            inherit(exchange, program)


def _held_on(role: Role, world: World) -> models.Model:
    """The root that a role is held on, by what its permissions belong to."""
    for app, root in (("accounts", world.host), ("programs", world.program), ("exchanges", world.exchange)):
        if any(permission.startswith(f"{app}.") for permission in MATRIX[role]):
            return root
    return world.delegation


def _tell_in_tokens(world: World, numbers: Iterator[int]) -> None:
    for model in guarded_models():
        for row in world.rows(model):
            texts: dict[str, Any] = {name: f"CNRY{next(numbers):05}" for name in free_texts(model)}
            texts |= _structured(world, row, numbers)
            with as_system():
                model._default_manager.filter(pk=row.pk).update(**texts)
            for word in [*_said(texts.values()), *identities(row)]:
                world.tokens.setdefault(word, set()).update((kin, row.pk) for kin in _of_one_table(model))


def _structured(world: World, row: Any, numbers: Iterator[int]) -> dict[str, Any]:
    """Tokens in what is kept as more than plain text."""
    if isinstance(row, Invitation):
        return {"cover_as_sent": cover(world.exchange) | {"title": f"CNRY{next(numbers):05}"}}
    if isinstance(row, Draft):
        return {"fields": {"block": ["new1"], "new1-text": [f"CNRY{next(numbers):05}"]}}
    if isinstance(row, ReplyDraft):
        return {"said": {"comment": f"CNRY{next(numbers):05}"}}
    if isinstance(row, Reply):
        return {"terms": {"caveats": [{"kind": "other", "text": f"CNRY{next(numbers):05}"}]}}
    return {}


def _of_one_table(model: type[Guarded]) -> list[type[Guarded]]:
    """*model* and its proxies: one row behind several guards, told to whom any of them lets in."""
    return [kin for kin in guarded_models() if kin._meta.concrete_model is model._meta.concrete_model]


def _said(texts: Iterable[Any]) -> Iterator[str]:
    """The words that would tell of a row: those of a cover as it was sent are its invitation's too."""
    for text in texts:
        if isinstance(text, dict) and "reference" in text:
            yield text["title"]
            yield text["reference"]
        elif isinstance(text, dict) and "comment" in text:
            yield text["comment"]
        elif isinstance(text, dict) and "caveats" in text:
            yield from (caveat["text"] for caveat in text["caveats"])
        elif isinstance(text, dict):
            yield from text["new1-text"]
        else:
            yield text


def free_texts(model: type[models.Model]) -> Iterator[str]:
    for column in model._meta.fields:
        is_text = isinstance(column, models.CharField | models.TextField)
        if is_text and not column.choices and not column.unique and column.name not in AS_THEY_ARE:
            yield column.name


def identities(row: models.Model) -> Iterator[str]:
    """Public references and random ids: naming one tells that the row exists."""
    if isinstance(row._meta.pk, models.UUIDField):
        yield str(row.pk)
    if hasattr(row, "reference"):
        yield row.reference
