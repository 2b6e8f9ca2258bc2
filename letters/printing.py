"""Letters between host and nation, as PDF: what is in them both whoever prints them and their addressee may read.

A letter leaves the portal, so it holds nothing that isn't released to the party that it is addressed to, however much
more the printer sees. It is marked on every page, numbered, and each copy is recorded.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.dates import day, days
from accounts.models import Party, User
from audit.services import record, record_each
from clearances import labels, markings
from clearances.guards import require
from clearances.models import Label
from exchanges.models import DescriptionPortion
from letters import wording
from letters.tongues import Tongue
from participants.answers import Answer, answers
from participants.models import Delegation, Invitation, Reply
from participants.offers import Offer
from participants.packets import Cover, Packet
from participants.states import State
from portions import paper
from portions.markdown import plain
from programs.references import new_reference

TEMPLATE: Final = Path(__file__).parent / "typst" / "letter.typ"
UNSENT = {State.DRAFT, State.WITHDRAWN}


@dataclass(frozen=True)
class Letter:
    """What was made: its number is on it, and in the audit record."""

    number: str
    pdf: bytes

    @property
    def file_name(self) -> str:
        return f"letter-{self.number}.pdf"


@dataclass(frozen=True)
class Section:
    title: str
    facts: Sequence[tuple[str, str]] = ()
    rows: Sequence[Any] = ()  # Paragraphs, each with its label.


@dataclass(frozen=True)
class Said:
    """What a letter says, and the labels of everything that it says it from."""

    addressee: Party
    cover: Cover
    title: str
    paragraphs: list[str]
    sections: list[Section]
    labels: list[Label] = field(default_factory=list)

    @property
    def rows(self) -> list[Any]:
        return [row for section in self.sections for row in section.rows]


@transaction.atomic
def print_invitation(delegation: Delegation, tongue: Tongue, *, by: User) -> Letter:
    """The invitation as its nation may read it: terms, paragraphs of the packet and of the description.

    Raises:
        PermissionDenied: *by* may not see the delegation.
        Refused: it was never sent or is withdrawn, or nobody may read all of it together, or its originator alone may
            hand it on.
    """
    require(by, "view", delegation)
    packet = Packet(by, delegation)
    if packet.invitation is None or packet.invitation.state in UNSENT:
        raise paper.Refused(_("There is no letter of an invitation that isn't sent, or is withdrawn."))
    with translation.override(tongue.code):  # The words of the cover, too.
        letter = _printed(_invitation(packet, _cover(packet), packet.invitation), tongue, by=by)
    record(by, "letter.printed", delegation, number=letter.number, kind="invitation")
    return letter


@transaction.atomic
def print_receipt(reply: Reply, tongue: Tongue, *, by: User) -> Letter:
    """What the nation answered, word for word, and when the host received it.

    Raises:
        PermissionDenied: *by* may not see the reply.
        Refused: as ``print_invitation``.
    """
    require(by, "view", reply)
    packet = Packet(by, Delegation.objects.for_user(by).get(pk=reply.delegation_id))
    with translation.override(tongue.code):
        cover = _cover(packet)
        (answer,) = answers(by, None, [reply])  # Without the names of activities, which may have other readers.
        letter = _printed(_receipt(packet, cover, answer), tongue, by=by)
    record(by, "letter.printed", reply, number=letter.number, kind="receipt")
    return letter


def _cover(packet: Packet) -> Cover:
    if packet.cover is None:
        raise paper.Refused(_("What it was about isn't open to you any more."))
    return packet.cover


def _invitation(packet: Packet, cover: Cover, invitation: Invitation) -> Said:
    party = packet.delegation.party
    content = packet.content if packet.content and labels.is_released_to(packet.content.label, party) else None
    facts = [
        (_("Exchange"), cover.title),
        (_("Kind"), cover.kind),
        (_("Dates"), days(cover.starts_on, cover.ends_on)),
        (_("Place"), content.place if content else ""),
        (_("Invited to"), Offer.read(invitation.offer).level_words),
        (_("Seats offered"), str(invitation.seats)),
        (_("Please answer by"), wording.until(invitation.reply_by, cover)),
    ]
    described = DescriptionPortion.objects.for_user(packet.user, "export").of(packet.delegation.exchange_id)
    sections = [
        Section(_("What we offer"), [fact for fact in facts if fact[1]]),
        Section(_("What we ask of you"), rows=_released(packet.message, party)),
        Section(_("About the exchange"), rows=_released(described.select_related("label"), party)),
    ]
    marked = [packet.delegation.label, invitation.label, *([content.label] if content else [])]
    title = _("Invitation: %(exchange)s") % {"exchange": cover.title}
    return Said(party, cover, title, wording.invitation(cover, party), sections, [*marked, *_cover_label(packet)])


def _receipt(packet: Packet, cover: Cover, answer: Answer) -> Said:
    party, reply = packet.delegation.party, answer.reply
    sections = [Section(_("Your answer"), wording.answer(answer))]
    title = _("Receipt of your answer: %(exchange)s") % {"exchange": cover.title}
    at = paper.moment(reply.replied_at, ZoneInfo(cover.zone))
    marked = [packet.delegation.label, reply.label, *_cover_label(packet)]
    return Said(party, cover, title, wording.receipt(cover, party, at), sections, marked)


def _cover_label(packet: Packet) -> list[Label]:
    return [packet.exchange.label] if packet.exchange else []


def _released(rows: Iterable[Any], party: Party) -> list[Any]:
    return [row for row in rows if labels.is_released_to(row.label, party)]


def _printed(said: Said, tongue: Tongue, *, by: User) -> Letter:
    sources = [*said.labels, *(row.label for row in said.rows)]
    for label in said.labels:
        if not labels.is_released_to(label, said.addressee):
            raise paper.Refused(_("It isn't released to %(party)s as a whole.") % {"party": said.addressee})
    paper.check(sources, by)
    number, zone = new_reference(), ZoneInfo(said.cover.zone)
    facts = paper.frame([label.pk for label in sources], zone, number=number, by=by) | _data(said, tongue)
    facts["issued"] = _("For %(party)s.") % {"party": said.addressee} + " " + facts["issued"]
    pdf = paper.compiled(TEMPLATE, facts)
    record_each(by, "letter.printed", [(row, {"number": number}) for row in said.rows])
    return Letter(number, pdf)


def _data(said: Said, tongue: Tongue) -> dict[str, Any]:
    sections = [section for section in said.sections if section.facts or section.rows]
    return {
        "sender": str(said.cover.host or ""),
        "addressee": str(said.addressee),
        "date": day(timezone.localdate(timezone=ZoneInfo(said.cover.zone))),
        "title": said.title,
        "reference": _("Reference %(reference)s") % {"reference": said.cover.reference},
        "paragraphs": said.paragraphs,
        "sections": [_section(section) for section in sections],
        "note": wording.fallback(tongue),
    }


def _section(section: Section) -> dict[str, Any]:
    rows = [{"portion": markings.of_label(row.label_id).portion, "text": plain(row.text)} for row in section.rows]
    return {"title": section.title, "facts": [list(fact) for fact in section.facts], "rows": rows}
