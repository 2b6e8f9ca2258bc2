"""The pages as CSV files: banner first and last, for whom and when they were made, and a serial number; audited."""

import secrets
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Party, User
from audit.services import record
from clearances import context, markings
from clearances.exporting import require_export
from clearances.sheets import write
from commitments.given import Given
from commitments.promised import Commitment, Year


def promised(user: User, party: Party, year: int, whole: Year) -> HttpResponse:
    """What *party* promised for *year*, a line for each exchange.

    Raises:
        PermissionDenied: something in it is controlled by its originator, who is somebody else.
    """
    heading = [_("Exchange"), _("Host"), _("Nation"), _("First day"), _("Last day"), _("Answer"), _("Seats")]
    heading += [_("People"), _("Contributions"), _("Caveats"), _("What the nation pays")]
    title = _("What %(party)s promised for %(year)s") % {"party": party, "year": year}
    return _file(user, party, title, [heading, *(_line(row) for row in whole.promised)])


def _line(row: Commitment) -> list[str]:
    cover, answer = row.cover, row.answer
    if answer is None:
        return []
    brought = [f"{each.words}: {each.name} × {each.quantity}{_window(each)}" for each in answer.terms.contributions]
    said = [" ".join(filter(None, (each.words, each.party, each.text))) for each in answer.caveats]
    delegation = row.invitation.delegation
    return [
        delegation.title,
        str(cover.host or ""),
        str(delegation.party),
        f"{cover.starts_on}",
        f"{cover.ends_on}",
        row.invitation.get_state_display(),
        str(answer.reply.seats or ""),
        "; ".join(f"{each.words}: {each.least}–{each.most}" for each in answer.terms.numbers),
        "; ".join(brought),
        "; ".join(filter(None, [*said, answer.reply.caveats])),
        "; ".join(f"{cost.item}: {cost.words}" for cost in row.costs),
    ]


def _window(each: Any) -> str:
    days = [f"{day}" for day in (each.first, each.last) if day]
    return f" ({' – '.join(days)})" if days else ""


def given(user: User, party: Party, year: int, rows: Iterable[Given]) -> HttpResponse:
    """What *party* gave away in *year*.

    Raises:
        PermissionDenied: as above.
    """
    heading = [_("What"), _("Title"), _("Exchange"), _("To"), _("By"), _("Given (UTC)")]
    heading += [_("First opened (UTC)"), _("Last opened (UTC)"), _("Taken back (UTC)")]
    title = _("What %(party)s gave away in %(year)s") % {"party": party, "year": year}
    return _file(user, party, title, [heading, *(_given_line(row) for row in rows)])


def _given_line(row: Given) -> list[str]:
    times = [_at(at) for at in (row.at, row.opened_first, row.opened_last, row.recalled_at)]
    return [row.what, row.title, row.delegation.title, ", ".join(map(str, row.to)), row.by, *times]


def _at(value: Any) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M}" if value else ""


def _file(user: User, party: Party, title: str, lines: list[list[str]]) -> HttpResponse:
    now, serial, noted = timezone.now(), secrets.token_hex(6).upper(), context.noted_labels()
    require_export(user, noted)
    banner = markings.of_page(noted).text
    made_for = [_("Made for %(user)s") % {"user": user}, serial, f"{now:%Y-%m-%d %H:%M} UTC"]
    record(user, "commitments.exported", party, serial=serial, rows=len(lines) - 1)
    return HttpResponse(
        write([[banner], [title], made_for, *lines, [banner]]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="accord-commitments-{serial}.csv"'},
    )
