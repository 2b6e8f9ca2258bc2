"""Find dates: the best windows, what speaks against each, and what binds; and what becomes of a window."""

from functools import partial
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import limited
from clearances.decorators import guarded
from clearances.guards import can
from exchanges.models import Exchange, ExchangeContent
from planning.confirming import Changed, confirmed, undone
from planning.finder import taking
from planning.finder.forms import FindForm
from planning.finder.prefilled import initial_of
from planning.finder.results import results_of
from planning.finder.taking_form import TakeForm, proposed
from programs.models import Program
from programs.references import reference_in


@require_safe
@guarded(Exchange, "view", many=True)
@limited("find")
def find(request: HttpRequest, exchanges: Any) -> HttpResponseBase:
    """The whole question lives in the address; ``exchange`` alone asks what is known of that one."""
    reference = reference_in(request.GET.get("exchange", ""))
    exchange = exchanges.filter(reference=reference).select_related("host").first() if reference else None
    initial = initial_of(exchange, request.user) if exchange else None
    asked = request.GET if "days" in request.GET else None
    form = FindForm(asked, reader=request.user, exchanges=exchanges, initial=initial)
    found = results_of(form.asked, request.user, exchanges) if asked and form.is_valid() else None
    facts = {"form": form, "exchange": exchange, "found": found, "here": request.GET.urlencode()}
    facts |= _steps(request.user, exchange)
    template = "planning/find.html#finder" if request.htmx else "planning/find.html"
    return TemplateResponse(request, template, facts, status=200 if request.htmx else form.status)


def _steps(user: Any, exchange: Exchange | None) -> dict[str, bool]:
    """What may be done with a window: make an exchange of it, or move the one that looks for dates, or ask about it."""
    if exchange is None:
        return {"may_take": Program.objects.for_user(user, "plan").exists()}
    may_move = exchange.is_open and can(user, "change", exchange)
    content = ExchangeContent.objects.for_user(user, "change").filter(exchange=exchange)
    return {"may_move": may_move, "may_poll": may_move and content.exists()}


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Program, "plan", many=True)
@limited("find")
def take(request: HttpRequest, programs: Any) -> HttpResponseBase:
    """A GET with a title shows what would follow; a POST of the same does it, if it is still the same."""
    asked = request.POST if request.method == "POST" else request.GET if "title" in request.GET else None
    form = TakeForm(asked, author=request.user, programs=programs, initial=proposed(request.GET))
    act = partial(_take, form, request)
    if request.method != "POST":
        return _asked(request, form, form.attempt(lambda: undone(act)), status=form.status)
    try:
        taken = form.attempt(lambda: confirmed(act, request.POST.get("seen", "")))
    except Changed as problem:
        return _asked(request, form, problem.made, status=409)
    if taken is None:
        return _asked(request, form, None, status=form.status)
    messages.success(request, _("The exchange is created as a draft, with all that was listed."))
    return redirect(taken.exchange)


def _take(form: TakeForm, request: HttpRequest) -> taking.Taken:
    return taking.take(form.wish, by=request.user)


def _asked(request: HttpRequest, form: TakeForm, shown: taking.Taken | None, *, status: int) -> HttpResponseBase:
    facts = {"form": form, "shown": shown, "is_changed": status == HTTPStatus.CONFLICT}
    return TemplateResponse(request, "planning/find_take.html", facts, status=status)
