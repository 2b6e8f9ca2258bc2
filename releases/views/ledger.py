"""The release ledger of one nation, as a page and as a file."""

import secrets
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import registry
from accounts.fresh import fresh
from accounts.models import Party
from audit.services import record
from clearances import context, markings
from clearances.decorators import own
from clearances.sheets import write
from releases import ledger
from releases.forms import PeriodForm
from releases.periods import Period


@require_safe
@own
def index(request: HttpRequest) -> HttpResponseBase:
    return TemplateResponse(request, "releases/nations.html", {"parties": registry.nations()})


@require_safe
@own
def nation(request: HttpRequest, code: str) -> HttpResponseBase:
    party, form = get_object_or_404(Party, code=code), PeriodForm(request.GET)
    period = form.period
    sheets = ledger.of(party, request.user, period) if period else []
    facts = {"party": party, "form": form, "sheets": sheets, "is_own": ledger.is_own(party, request.user)}
    return TemplateResponse(request, "releases/ledger.html", facts, status=200 if period else 400)


@require_safe
@own
@fresh(reading=True)
def download(request: HttpRequest, code: str) -> HttpResponseBase:
    """The same as a CSV file, with a serial number that the record knows."""
    party, serial = get_object_or_404(Party, code=code), secrets.token_hex(6).upper()
    period = PeriodForm(request.GET).period
    if period is None:
        return nation(request, code=code)
    sheets = ledger.of(party, request.user, period)
    content = write(_rows(party, period, sheets, (_("Made for %(user)s") % {"user": request.user}, serial)))
    record(request.user, "ledger.exported", party, serial=serial, roots=len(sheets))
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="accord-ledger-{serial}.csv"'},
    )


def _rows(party: Party, period: Period, sheets: list[ledger.Sheet], made: tuple[str, str]) -> list[Iterable[object]]:
    """Banner first and last, when and for whom it was made, and a line for each thing."""
    banner = markings.of_page(context.noted_labels()).text
    times = [_("Could see since (UTC)"), _("Until (UTC)"), _("First opened (UTC)"), _("Last opened (UTC)")]
    return [
        [banner],
        [_("What %(party)s sees") % {"party": party}, f"{timezone.now().astimezone(UTC):%Y-%m-%d %H:%M} UTC"],
        *([[_("Between (UTC)"), _on(period.first), _on(period.last)]] if period.is_bounded else []),
        made,
        [_("Where"), _("What"), *times],
        *(line for sheet in sheets for line in _lines(sheet)),
        [banner],
    ]


def _lines(sheet: ledger.Sheet) -> list[list[str]]:
    return [
        [str(sheet.root), entry.kind, *_held(sheet), _at(entry.opened_first), _at(entry.opened_last)]
        for entry in sheet.entries
    ]


def _held(sheet: ledger.Sheet) -> list[str]:
    return [_at(sheet.span.since), _at(sheet.span.until)] if sheet.span else ["", ""]


def _on(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


def _at(value: Any) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M}" if value else ""
