"""Lists of threads: of an exchange for its planners, of one delegation for its two sides."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.models import User
from clearances.decorators import guarded
from clearances.guards import can
from exchanges.models import Exchange
from exchanges.reading import is_open
from participants.models import Delegation
from programs.pages import page_of
from threads import reading
from threads.forms import FilterForm


@require_safe
@guarded(Exchange, "invite", key="reference")
def of_exchange(request: HttpRequest, exchange: Exchange) -> HttpResponseBase:
    """The planners' tab: what every nation asks, and what was told."""
    host = Delegation.objects.for_user(request.user, "answer").filter(exchange=exchange, is_host=True).first()
    facts = _facts(request, request.user, reading.of_exchange(request.user, exchange))
    facts |= {"exchange": exchange, "host": host, "may_read": is_open(request.user, exchange)}
    return TemplateResponse(request, "threads/exchange.html", facts)


@require_safe
@guarded(Delegation, "view")
def of_delegation(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    facts = _facts(request, request.user, reading.of_delegation(request.user, delegation))
    may_open = can(request.user, "ask", delegation) or can(request.user, "answer", delegation)
    facts |= {"delegation": delegation, "may_open": may_open}
    return TemplateResponse(request, "threads/delegation.html", facts)


def _facts(request: HttpRequest, user: User, rows: Any) -> dict[str, Any]:
    form = FilterForm(request.GET)
    page = page_of(reading.listed(user, form.narrow(rows, user)), request.GET, key="opened_at", is_falling=True)
    return {"form": form, "page": page, "rows": reading.shown(page.rows)}
