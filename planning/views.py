"""The scheduling board, moving an exchange, and the steps of its life."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clearances.decorators import guarded
from exchanges.changes import Verb
from exchanges.models import Exchange
from planning import services
from planning.board import Grouping, as_data, bar_data, bars_of
from planning.forms import DatesForm, WindowForm
from planning.steps import CONFLICTS, WORDS, Step, conflict_words
from programs.versions import Stale

BEFORE, SHOWN = timedelta(days=92), timedelta(days=550)  # What the table shows until it is asked for another time.


@require_safe
@guarded(Exchange, "view", many=True)
def board(request: HttpRequest, exchanges: Any) -> HttpResponseBase:
    """The page: a table of the same data for whoever has no script, or prefers it."""
    asked = _window(request, first=timezone.localdate() - BEFORE)
    if not asked.is_valid():
        raise Http404
    first, last, group = asked.cleaned_data["first"], asked.cleaned_data["last"], asked.cleaned_data["group"]
    facts = {
        "placed": bars_of(request.user, exchanges.overlapping(first, last), Grouping(group)),
        "src": reverse("planning:bars"),
        "group": group,
        "groups": Grouping.choices,
        "table": request.GET.get("view") == "table",
        "first": first,
        "last": last,
    }
    return TemplateResponse(request, "planning/board.html", facts)


@require_safe
@guarded(Exchange, "view", many=True)
def bars(request: HttpRequest, exchanges: Any) -> HttpResponseBase:
    """The board's data: ``group``, and the days ``from`` and ``to``, both inclusive."""
    asked = _window(request)
    if not asked.is_valid():
        return JsonResponse(
            {"message": " ".join(asked.errors.get("__all__", [_("Ask for a group and two days.")]))}, status=400
        )
    wanted = asked.cleaned_data
    shown = exchanges.overlapping(wanted["first"], wanted["last"])
    return JsonResponse(as_data(bars_of(request.user, shown, Grouping(wanted["group"]))))


def _window(request: HttpRequest, first: date | None = None) -> WindowForm:
    """What the address asks for; *first* starts the default window of the page."""
    given = request.GET
    begin = given.get("from") or first
    end = given.get("to") or (first and _end(begin))
    return WindowForm({"group": given.get("group", Grouping.PROGRAM), "first": begin, "last": end})


def _end(begin: date | str) -> date | None:
    try:
        return (begin if isinstance(begin, date) else date.fromisoformat(begin)) + SHOWN
    except (ValueError, OverflowError):
        return None


@require_POST
@guarded(Exchange, "change", key="reference")
def move(request: HttpRequest, exchange: Exchange) -> HttpResponseBase:
    """New dates from the board, or from a plain form; answers in the kind that was asked for."""
    form = DatesForm(request.POST, row=exchange)
    try:
        moved = form.attempt(lambda: services.move(exchange, by=request.user, **form.cleaned_data))
    except CONFLICTS as problem:
        return _refused(request, exchange, problem)
    if form.stale:
        return _refused(request, form.stale.row, form.stale)
    if moved is None:
        return _invalid(request, exchange, form)
    if not request.accepts("text/html"):
        bar = bar_data(moved.exchange, movable=True)
        return JsonResponse({"bar": bar, "undo": moved.undo, "message": str(WORDS[Verb.MOVE].done)})
    messages.success(request, WORDS[Verb.MOVE].done)
    return redirect(exchange)


def _invalid(request: HttpRequest, exchange: Exchange, form: DatesForm) -> HttpResponseBase:
    texts = [str(text) for errors in form.errors.values() for text in errors]
    if request.accepts("text/html"):
        return TemplateResponse(request, "planning/refused.html", {"exchange": exchange, "texts": texts}, status=400)
    return JsonResponse({"message": " ".join(texts), "bar": bar_data(exchange, movable=True)}, status=400)


def _refused(request: HttpRequest, exchange: Any, problem: Exception) -> HttpResponseBase:
    """409: somebody was faster. The board gets the bar as it is now."""
    text = conflict_words(problem)
    if request.accepts("text/html"):
        facts = {"exchange": exchange, "texts": [text]}
        return TemplateResponse(request, "planning/refused.html", facts, status=409)
    return JsonResponse({"message": text, "bar": bar_data(exchange, movable=isinstance(problem, Stale))}, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Exchange, "change", key="reference")
def step(request: HttpRequest, exchange: Exchange, verb: str = Verb.MOVE) -> HttpResponseBase:
    """A step of the life cycle: its effects first, then all of it or none."""
    if verb not in Verb.values:
        raise Http404
    try:
        asked = Step(exchange, Verb(verb), request.POST or None, by=request.user)
        done = asked.take()
    except CONFLICTS as problem:
        return _refused(request, exchange, problem)
    if done:
        messages.success(request, asked.words.done)
        return redirect(done)
    return TemplateResponse(
        request, "planning/step.html", {"step": asked, "exchange": exchange}, status=asked.form.status
    )
