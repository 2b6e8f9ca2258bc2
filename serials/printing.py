"""A schedule on paper: a PDF that carries its marking on every page, whom it was made for, and a number of its own."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

import typst
from django.db import transaction
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.dates import day, days
from accounts.models import User
from audit.services import record, record_each
from clearances import decisions, facts, labels, markings
from clearances.guards import require
from exchanges.models import ExchangeContent
from programs.references import new_reference
from serials.models import Serial
from serials.reading import Shown, shown
from serials.services import originates
from serials.sheets import Bar, bars_on
from serials.states import State

TEMPLATE: Final = Path(__file__).parent / "typst" / "schedule.typ"
INKS: Final = {  # As on the pages: fill and ink by the colour of a marking.
    "none": ("#3d4a5c", "#ffffff"),
    "u": ("#007a33", "#ffffff"),
    "cui": ("#502b85", "#ffffff"),
    "c": ("#0033a0", "#ffffff"),
    "s": ("#c8102e", "#ffffff"),
    "ts": ("#ff8c00", "#000000"),
}
MOST_DAYS = 92
_lock = Lock()


class Refused(Exception):
    """This can't be printed as one document; says why in words."""


@dataclass(frozen=True)
class Printout:
    """What was made: its number is on it, and in the audit record."""

    number: str
    pdf: bytes

    @property
    def file_name(self) -> str:
        return f"schedule-{self.number}.pdf"


@dataclass(frozen=True)
class Range:
    """The days to print, both inclusive, by the clocks of *zone*."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


@transaction.atomic
def print_schedule(content: ExchangeContent, wanted: Range, *, label_id: int | None = None, by: User) -> Printout:
    """What *by* may see of the exchange's serials on these days; with *label_id* only what bears that label.

    Raises:
        PermissionDenied: *by* may not read the exchange's content.
        Refused: no audience has all of it, its originator alone may hand it on, or it is too long.
    """
    require(by, "view", content)
    if not 0 <= (wanted.last - wanted.first).days < MOST_DAYS:
        raise Refused(_("Print at most %(days)s days at once.") % {"days": MOST_DAYS})
    rows = Serial.objects.for_user(by, "export").filter(exchange=content.exchange_id).select_related("label")
    chosen = list(rows.filter(label=label_id) if label_id else rows)
    by_day = {on: list(bars_on(shown(by, chosen), on, wanted.zone)) for on in wanted.days}
    printed = _printed(by_day)
    _check(printed, content, by)
    number = new_reference()
    pdf = _compile(_said(content, wanted, by_day, number=number, by=by))
    record(by, "serials.printed", content, number=number, first=wanted.first, last=wanted.last)
    record_each(by, "serials.printed", [(serial, {"number": number}) for serial in printed])
    return Printout(number, pdf)


def _printed(by_day: dict[date, list[Bar]]) -> list[Serial]:
    """Each serial once, however many days it takes."""
    return list({bar.row.serial.pk: bar.row.serial for bars in by_day.values() for bar in bars}.values())


def _check(printed: Iterable[Serial], content: ExchangeContent, by: User) -> None:
    sources = [content.exchange.label, *(serial.label for serial in printed)]
    for label in sources:
        if label.orcon and not originates(by, label):
            text = _("Only its originator may print what is marked %(marking)s.")
            raise Refused(text % {"marking": markings.of_label(label.pk).text})
    try:
        decisions.join([labels.marked(label) for label in sources], facts.load().world, timezone.now())
    except decisions.Refused:
        raise Refused(_("Nobody may read all of this together: print one version for each marking.")) from None


def _said(
    content: ExchangeContent, wanted: Range, by_day: dict[date, list[Bar]], *, number: str, by: User
) -> dict[str, Any]:
    exchange, now = content.exchange, timezone.now()
    banner = markings.of_page([exchange.label_id, *(serial.label_id for serial in _printed(by_day))])
    fill, ink = INKS[banner.css]
    issued = {"who": by.person, "where": by.person.organisation, "number": number, "when": _moment(now, wanted.zone)}
    return {
        "lang": (get_language() or "en")[:2],
        "landscape": True,
        "banner": {"text": banner.text, "fill": fill, "ink": ink},
        "title": _("%(exchange)s: schedule") % {"exchange": exchange.title},
        "subtitle": _("%(days)s. All times are those of %(zone)s.")
        % {"days": days(wanted.first, wanted.last), "zone": wanted.zone},
        "issued": _("Made for %(who)s, %(where)s, at %(when)s. Copy %(number)s.") % issued,
        "page": _("Page {n} of {m}"),
        "columns": [_("Time"), _("Serial"), _("Place"), _("Nations"), _("Units")],
        "days": [_day(on, bars) for on, bars in by_day.items() if bars],
        "empty": _("Nothing on these days."),
    }


def _moment(at: datetime, zone: ZoneInfo) -> str:
    here = at.astimezone(zone)
    return f"{day(here.date())} {here:%H:%M} ({zone})"


def _day(on: date, bars: Iterable[Bar]) -> dict[str, Any]:
    return {"title": f"{WEEKDAYS[on.weekday()]} {day(on)}", "rows": [_row(bar) for bar in bars]}


def _row(bar: Bar) -> dict[str, str]:
    serial, row = bar.row.serial, bar.row
    return {
        "time": bar.hours,
        "portion": markings.of_label(serial.label_id).portion,
        "code": serial.code,
        "title": serial.title,
        "state": "" if serial.state == State.PLANNED else str(State(serial.state).label),
        "objectives": serial.objectives,
        "remarks": serial.remarks,
        "place": serial.place,
        "nations": _nations(row),
        "units": ", ".join(serial.unit_names),
    }


def _nations(row: Shown) -> str:
    others = [str(party) for party in row.partners if party != row.lead]
    lead = [_("%(nation)s (lead)") % {"nation": row.lead}] if row.lead else []
    return ", ".join([*lead, *others])


@cache
def _compiler() -> typst.Compiler:
    """One for the process: its fonts, which come with the package, are read once."""
    return typst.Compiler(TEMPLATE, ignore_system_fonts=True, sys_inputs={"data": "{}"})


def _compile(said: dict[str, Any]) -> bytes:
    with _lock:
        pdf = _compiler().compile(format="pdf", sys_inputs={"data": json.dumps(said)}, pdf_standards=["ua-1"])
    return cast("bytes", pdf)  # One document: only pictures come page by page.
