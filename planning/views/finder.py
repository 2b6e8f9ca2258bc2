"""Find dates: the best windows, what speaks against each, and what binds."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from clearances.decorators import guarded
from clearances.guards import can
from exchanges.models import Exchange
from planning.finder.forms import FindForm
from planning.finder.prefilled import initial_of
from planning.finder.results import results_of


@require_safe
@guarded(Exchange, "view", many=True)
def find(request: HttpRequest, exchanges: Any) -> HttpResponseBase:
    """The whole question lives in the address; ``exchange`` alone asks what is known of that one."""
    exchange = exchanges.filter(reference=request.GET.get("exchange", "")[:7]).select_related("host").first()
    initial = initial_of(exchange, request.user) if exchange else None
    asked = request.GET if "days" in request.GET else None
    form = FindForm(asked, reader=request.user, exchanges=exchanges, initial=initial)
    found = results_of(form.asked, request.user, exchanges) if asked and form.is_valid() else None
    facts = {"form": form, "exchange": exchange, "found": found, "here": request.GET.urlencode()}
    facts |= {"may_move": bool(exchange and exchange.is_open and can(request.user, "change", exchange))}
    template = "planning/find.html#finder" if request.htmx else "planning/find.html"
    return TemplateResponse(request, template, facts, status=200 if request.htmx else form.status)
