"""The read-ahead pack of a conference: one marked PDF with what to know before, for whoever takes part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.dates import days
from accounts.models import User
from audit.services import record, record_each
from clearances import markings
from clearances.guards import require
from exchanges.models import DescriptionPortion, Exchange
from milestones.models import Entry, Milestone, Part
from portions import paper
from portions.markdown import plain
from programs.references import new_reference

TEMPLATE: Final = Path(__file__).parent / "typst" / "pack.typ"


@dataclass(frozen=True)
class Pack:
    """What was made: its number is on it, and in the audit record."""

    number: str
    pdf: bytes

    @property
    def file_name(self) -> str:
        return f"read-ahead-{self.number}.pdf"


@dataclass(frozen=True)
class Section:
    title: str
    rows: Sequence[Any]  # Entries and paragraphs, each with its label.


@transaction.atomic
def print_pack(milestone: Milestone, *, by: User) -> Pack:
    """Agenda, read-ahead, what earlier conferences decided and what the exchange is, as far as *by* may hand it out.

    Raises:
        PermissionDenied: *by* may not see the conference.
        Refused: nobody may read all of it together, or its originator alone may hand it on.
    """
    require(by, "view", milestone)
    exchange = Exchange.objects.for_user(by).select_related("label").get(pk=milestone.exchange_id)
    sections = [section for section in _sections(milestone, by) if section.rows]
    labels = [exchange.label, milestone.label, *(row.label for section in sections for row in section.rows)]
    paper.check(labels, by)
    number, zone = new_reference(), ZoneInfo(exchange.zone)
    frame = paper.frame([label.pk for label in labels], zone, number=number, by=by)
    said = frame | _head(milestone, exchange) | {"sections": [_section(each, zone) for each in sections]}
    pdf = paper.compiled(TEMPLATE, said)
    record(by, "conference.pack_printed", milestone, number=number)
    printed = [(row, {"number": number}) for section in sections for row in section.rows]
    record_each(by, "conference.pack_printed", printed)
    return Pack(number, pdf)


def _sections(milestone: Milestone, by: User) -> Iterable[Section]:
    entries = Entry.objects.for_user(by, "export").select_related("label")
    own = list(entries.filter(milestone=milestone, part__in=[Part.AGENDA, Part.READ_AHEAD]))
    for part in (Part.AGENDA, Part.READ_AHEAD):
        yield Section(str(part.label), [row for row in own if row.part == part])
    before = Milestone.objects.for_user(by).filter(exchange=milestone.exchange_id, ends_on__lt=milestone.planned_on)
    decided = entries.filter(part=Part.DECISION, milestone__in=before.values("pk"))
    yield Section(_("Decided so far"), list(decided.order_by("milestone__planned_on", "made_at")))
    portions = DescriptionPortion.objects.for_user(by, "export").of(milestone.exchange_id).select_related("label")
    yield Section(_("The exchange"), list(portions))


def _head(milestone: Milestone, exchange: Exchange) -> dict[str, Any]:
    facts = [days(milestone.planned_on, milestone.ends_on), milestone.place, exchange.title]
    zone = _("All times are those of %(zone)s.") % {"zone": exchange.zone}
    return {
        "title": _("%(conference)s: read-ahead pack") % {"conference": milestone.title},
        "subtitle": " · ".join([*filter(None, facts), zone]),
        "empty": _("Nothing written yet that you may see."),
    }


def _section(section: Section, zone: ZoneInfo) -> dict[str, Any]:
    return {"title": section.title, "rows": [_row(row, zone) for row in section.rows]}


def _row(row: Any, zone: ZoneInfo) -> dict[str, str]:
    starts_at = getattr(row, "starts_at", None)
    return {
        "portion": markings.of_label(row.label_id).portion,
        "when": f"{starts_at.astimezone(zone):%d/%m %H:%M}" if starts_at else "",
        "title": getattr(row, "title", ""),
        "who": getattr(row, "presenter", ""),
        "text": plain(row.text) if isinstance(row, DescriptionPortion) else row.text,
        "address": getattr(row, "address", ""),
    }
