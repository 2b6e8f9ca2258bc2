"""Which rows make news, and what of them: named one by one, so that nothing is told because it happens to be stored.

Not here, on purpose: drafts, notes and sign-offs of either side, who read what when, bookings of resources, and the
columns that serve sweeps. A row tells of itself what its page shows to whoever may see it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.db.models import Q

from exchanges.models import DescriptionPortion, Exchange, ExchangeContent
from exchanges.states import State as ExchangeState
from files.models import File, FileVersion, PacketFile
from logistics.models import Task
from logistics.states import State as TaskState
from milestones.models import Entry, Milestone
from milestones.states import State as MilestoneState
from participants.models import Amendment, Extension, Invitation, PacketPortion, Reply
from participants.states import State
from phases.models import Phase
from programs.models import Program, ProgramContent
from serials.models import Serial
from serials.states import State as SerialState
from threads.models import Thread, ThreadEntry


@dataclass(frozen=True)
class Source:
    """One model that makes news.

    ``home`` leads from a row to the id of the exchange (or program, with ``is_program``) that it belongs to, ``title``
    to what it is called, ``link`` to the row whose address is the news'; "" is the home's own. ``turns`` says what it
    is when a column takes a value, ``marks`` when a column changes at all in a row that was there before. ``told`` are
    the versions that are anybody's news, and with ``from_grant`` a nation hears only of those after its invitation.
    """

    name: str
    model: Any
    about: str
    fields: tuple[str, ...] = ()
    home: str = "exchange_id"
    title: str = ""
    link: str = ""
    joined: tuple[str, ...] = ()
    turns: Mapping[tuple[str, Any], str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    told: Q = field(default_factory=Q)
    from_grant: bool = True
    is_program: bool = False

    def home_of(self, row: Any) -> Any:
        return attrgetter(self.home)(row)

    def title_of(self, row: Any) -> str:
        return str(attrgetter(self.title)(row)) if self.title else ""

    def delegation_of(self, row: Any) -> Any:
        """What the row hangs from where its exchange isn't seen: only a delegation is read without that."""
        return attrgetter(self.home.removesuffix(".exchange_id"))(row)

    def link_of(self, row: Any) -> str:
        """The address; "" for that of the exchange or program."""
        target = row if self.link == "self" else attrgetter(self.link)(row) if self.link else None
        return target.get_absolute_url() if target is not None else ""


GUEST: dict[str, Any] = {  # What hangs from a delegation is called by its party, and shown on its page.
    "home": "delegation.exchange_id",
    "title": "delegation.party",
    "link": "delegation",
    "joined": ("delegation__party",),
}

SOURCES = (
    Source(
        "exchange",
        Exchange,
        "exchanges",
        ("title", "kind", "starts_on", "ends_on", "zone", "state", "state_reason"),
        home="pk",
        turns={
            ("state", ExchangeState.CANCELLED): "cancelled",
            ("state", ExchangeState.POSTPONED): "postponed",
        },
        marks={"starts_on": "moved", "ends_on": "moved"},
    ),
    Source("content", ExchangeContent, "exchanges", ("domains", "place", "seats")),
    Source("description", DescriptionPortion, "words", ("text",)),
    Source("program", Program, "exchanges", ("title",), home="pk", is_program=True),
    Source(
        "program_content",
        ProgramContent,
        "exchanges",
        ("purpose", "authority", "cadence"),
        home="program_id",
        is_program=True,
    ),
    Source("phase", Phase, "schedule", ("name", "starts_on", "ends_on", "place"), title="name"),
    Source(
        "milestone",
        Milestone,
        "schedule",
        ("title", "planned_on", "ends_on", "state", "reason"),
        title="title",
        link="self",
        turns={("state", MilestoneState.DONE): "done"},
        marks={"planned_on": "moved"},
    ),
    Source(
        "entry",
        Entry,
        "schedule",
        ("title", "starts_at", "text"),
        home="milestone.exchange_id",
        title="milestone.title",
        link="milestone",
        joined=("milestone",),
    ),
    Source(
        "serial",
        Serial,
        "schedule",
        ("code", "title", "starts_at", "ends_at", "place", "state"),
        title="title",
        link="self",
        turns={("state", SerialState.CANCELLED): "cancelled"},
        marks={"starts_at": "moved", "ends_at": "moved"},
    ),
    Source(
        "task",
        Task,
        "tasks",
        ("title", "due_on", "state"),
        **GUEST | {"title": "title", "link": "self", "joined": ("delegation",)},
        turns={("state", TaskState.DONE): "done", ("state", TaskState.CANCELLED): "cancelled"},
        marks={"due_on": "moved"},
    ),
    Source(
        "invitation",
        Invitation,
        "invitations",
        ("state", "seats", "reply_by", "withdrawal_reason", "confirmed_at"),
        **GUEST,
        turns={("state", State.WITHDRAWN): "withdrawn", ("state", State.EXPIRED): "expired"},
        told=~Q(state=State.DRAFT),  # Until it is sent it is nobody's news; from then on the nation's, who was told.
        from_grant=False,
    ),
    Source(
        "amendment",
        Amendment,
        "invitations",
        home="invitation.delegation.exchange_id",
        title="invitation.delegation.party",
        link="invitation.delegation",
        joined=("invitation__delegation__party",),
    ),
    Source("packet", PacketPortion, "words", ("text",), **GUEST),
    Source("reply", Reply, "replies", ("answer", "seats"), **GUEST),
    Source("extension", Extension, "replies", ("until", "state"), **GUEST | {"link": "self"}),
    Source(
        "thread",
        Thread,
        "questions",
        ("subject", "due_on", "state"),
        **GUEST | {"title": "subject", "link": "self"},
    ),
    Source(
        "said",
        ThreadEntry,
        "questions",
        ("text",),
        home="thread.delegation.exchange_id",
        title="thread.subject",
        link="self",
        joined=("thread__delegation",),
        turns={("is_answer", True): "answered"},
    ),
    Source("file", File, "files", ("title", "asks_acknowledgement"), title="title", link="self"),
    Source(
        "version",
        FileVersion,
        "files",
        home="file.exchange_id",
        title="file.title",
        link="file",
        joined=("file",),
    ),
    Source(
        "handed",
        PacketFile,
        "files",
        ("recalled_at",),
        **GUEST | {"title": "title"},
        marks={"recalled_at": "recalled"},
    ),
)
