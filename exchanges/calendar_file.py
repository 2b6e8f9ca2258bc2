"""One exchange as a calendar file, for whoever is signed in and wants it once."""

from datetime import date

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.fresh import fresh
from audit.services import record
from calendars import ics
from calendars.feeds_pages import file_of
from calendars.items import Scope, items_for
from clearances.decorators import guarded
from clearances.exporting import require_export
from exchanges.models import Exchange


@require_safe
@guarded(Exchange, "view", key="reference")
@fresh(reading=True)
def download(request: HttpRequest, exchange: Exchange) -> HttpResponseBase:
    """All of its dates that the reader may see: itself, and what other apps add to it."""
    first, last = date(exchange.starts_on.year - 2, 1, 1), date(exchange.ends_on.year + 1, 12, 31)
    items = items_for(request.user, first, last, Scope(exchange=exchange.pk))
    require_export(request.user, {label for item in items for label in item.label_ids})
    record(request.user, "exchange.calendar_exported", exchange)
    content = ics.written(items, name=exchange.title, recipient=str(request.user))
    return file_of(content, f"{exchange.reference}.ics")
