"""Everything that the page of an exchange's serials shows its reader."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import User
from clearances.guards import can
from exchanges.models import ExchangeContent
from serials.conflicts import conflicts
from serials.forms import SheetForm
from serials.models import Serial
from serials.reading import Shown, shown
from serials.sheets import day_sheet, week_sheet

STEPS = {"day": 1, "week": 7}


def schedule(user: User, content: ExchangeContent, query: Any) -> dict[str, Any]:
    """The sheet that *query* asks for, with what stands against each serial for those who can do something about it."""
    exchange = content.exchange
    rows = shown(user, Serial.objects.for_user(user).filter(exchange=exchange))
    form = SheetForm(query, exchange=exchange, rows=rows)
    may_change = can(user, "change", content)
    zone = zone_of(form, user)
    return {
        "exchange": exchange,
        "form": form,
        "view": form.view_name,
        "zone": zone,
        "rows": form.narrowed(),
        "is_empty": not rows,
        "sheet": sheet_of(form, zone),
        "links": links(form),
        "may_change": may_change,
        "may_invite": can(user, "invite", exchange),
        "clashing": conflicts(user, exchange) if may_change and rows else {},
    }


def zone_of(form: SheetForm, user: User) -> ZoneInfo:
    """Whose clocks the sheet goes by."""
    names = {"mine": str(user.zone_info), "utc": "UTC"}
    return ZoneInfo(names.get(form.said("clock"), form.exchange.zone))


def sheet_of(form: SheetForm, zone: ZoneInfo) -> Any:
    if form.view_name == "day":
        return day_sheet(form.narrowed(), form.on, zone, lane_of(form))
    if form.view_name == "week":
        return week_sheet(form.narrowed(), form.monday, zone, lane_of(form))
    return None


def lane_of(form: SheetForm) -> Any:
    return {"lead": lead_of, "phase": phase_of}.get(form.said("lanes"), place_of)


def place_of(row: Shown) -> str:
    return row.serial.place or _("No place yet")


def lead_of(row: Shown) -> str:
    return str(row.lead) if row.lead else _("No lead nation named")


def phase_of(row: Shown) -> str:
    return row.phase.name if row.phase else _("No phase named")


def links(form: SheetForm) -> dict[str, str]:
    """Addresses of the other sheets with the same filters, and of the day or week before and after."""
    found = {view: _address(form, view=view) for view in ("week", "day", "table")}
    if form.view_name in STEPS:
        step = timedelta(days=STEPS[form.view_name])
        found["earlier"] = _address(form, day=form.on - step)
        found["later"] = _address(form, day=form.on + step)
    return found


def _address(form: SheetForm, **changed: Any) -> str:
    said = {name: value for name, value in form.cleaned_data.items() if value not in ("", None, False)}
    return "?" + urlencode({**said, **changed})
