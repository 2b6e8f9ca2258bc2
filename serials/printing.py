"""A schedule on paper: a PDF that carries its marking on every page, whom it was made for, and a number of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from accounts.dates import day, days
from accounts.models import User
from audit.services import record, record_each
from clearances import markings
from clearances.guards import require
from exchanges.models import ExchangeContent
from portions import paper
from portions.paper import Refused
from programs.references import new_reference
from serials.models import Serial
from serials.reading import Shown, shown
from serials.sheets import Bar, bars_on
from serials.states import State

TEMPLATE: Final = Path(__file__).parent / "typst" / "schedule.typ"
MOST_DAYS = 92


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
    pdf = paper.compiled(TEMPLATE, _said(content, wanted, by_day, number=number, by=by))
    record(by, "serials.printed", content, number=number, first=wanted.first, last=wanted.last)
    record_each(by, "serials.printed", [(serial, {"number": number}) for serial in printed])
    return Printout(number, pdf)


def _printed(by_day: dict[date, list[Bar]]) -> list[Serial]:
    """Each serial once, however many days it takes."""
    return list({bar.row.serial.pk: bar.row.serial for bars in by_day.values() for bar in bars}.values())


def _check(printed: Iterable[Serial], content: ExchangeContent, by: User) -> None:
    paper.check([content.exchange.label, *(serial.label for serial in printed)], by)


def _said(
    content: ExchangeContent, wanted: Range, by_day: dict[date, list[Bar]], *, number: str, by: User
) -> dict[str, Any]:
    exchange = content.exchange
    marked = [exchange.label_id, *(serial.label_id for serial in _printed(by_day))]
    return {
        **paper.frame(marked, wanted.zone, number=number, by=by),
        "landscape": True,
        "title": _("%(exchange)s: schedule") % {"exchange": exchange.title},
        "subtitle": _("%(days)s. All times are those of %(zone)s.")
        % {"days": days(wanted.first, wanted.last), "zone": wanted.zone},
        "columns": [_("Time"), _("Serial"), _("Place"), _("Nations"), _("Units")],
        "days": [_day(on, bars) for on, bars in by_day.items() if bars],
        "empty": _("Nothing on these days."),
    }


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
