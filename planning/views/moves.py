"""Moving an exchange, and the steps of its life."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clearances.decorators import guarded
from exchanges.changes import Verb
from exchanges.models import Exchange
from planning import services
from planning.board import bar_data
from planning.board_moves import Preview, preview_of
from planning.forms import DatesForm, ProposedDays, ProposedHost
from planning.steps import CONFLICTS, WORDS, Step, conflict_words
from programs import undo
from programs.versions import Stale


@require_POST
@guarded(Exchange, "change", key="reference")
def move(request: HttpRequest, exchange: Exchange) -> HttpResponseBase:
    """New dates from the board, or from a plain form; answers in the kind that was asked for."""
    form = DatesForm(request.POST, row=exchange)
    try:
        moved = form.attempt(lambda: _move(exchange, form, request))
    except CONFLICTS as problem:
        return _refused(request, exchange, problem)
    if form.stale:
        return _refused(request, form.stale.row, form.stale)
    if moved is None:
        return _invalid(request, exchange, form)
    return _to_confirm(request, exchange, moved) if isinstance(moved, Preview) else _moved(request, moved)


def _move(exchange: Exchange, form: DatesForm, request: HttpRequest) -> services.Moved | Preview:
    """Done, unless more follows from it than the person has seen."""
    wanted, seen = {**form.cleaned_data, "undo": request.POST.get("undo", "")}, request.POST.get("seen", "")
    preview = preview_of(exchange, seen=seen, by=request.user, **wanted)
    return preview or services.move(exchange, by=request.user, **wanted)


def _moved(request: HttpRequest, moved: services.Moved) -> HttpResponseBase:
    if not request.accepts("text/html"):
        bar = bar_data(moved.exchange, movable=True)
        return JsonResponse({"bar": bar, "undo": moved.undo, "message": str(WORDS[Verb.MOVE].done)})
    _offer_undo(request, moved)
    return redirect(moved.exchange)


def _offer_undo(request: HttpRequest, moved: services.Moved) -> None:
    """In the message on the page of the exchange."""
    address = reverse("planning:move", args=[moved.exchange.reference])
    fields = [(name, str(value)) for name, value in moved.undo.items()]
    undo.offer(request, moved.exchange, str(WORDS[Verb.MOVE].done), url=address, fields=fields)


def _to_confirm(request: HttpRequest, exchange: Exchange, preview: Preview) -> HttpResponseBase:
    """The board asks in a dialog; a plain form is led to the page that asks, an undo asks at once."""
    if not request.accepts("text/html"):
        return JsonResponse({"ask": preview.as_data()})
    if request.POST.get("undo"):
        names = ("starts_on", "ends_on", "version", "undo")
        fields = [*((name, request.POST[name]) for name in names), ("seen", preview.seen)]
        facts = {"exchange": exchange, "effects": preview.effects, "fields": fields}
        return TemplateResponse(request, "planning/undo.html", facts)
    days = urlencode({name: request.POST[name] for name in ("starts_on", "ends_on")})
    return redirect(f"{reverse('planning:reschedule', args=[exchange.reference])}?{days}")


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
    is_stale = isinstance(problem, Stale)  # Then the reader may still decide whose dates count.
    data = {"message": text, "bar": bar_data(exchange, movable=is_stale), "is_stale": is_stale}
    return JsonResponse(data, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Exchange, "change", key="reference")
def step(request: HttpRequest, exchange: Exchange, verb: str = Verb.MOVE) -> HttpResponseBase:
    """A step of the life cycle: its effects first, then all of it or none."""
    if verb not in Verb.values:
        raise Http404
    try:
        asked = Step(exchange, Verb(verb), request.POST or None, by=request.user, wishes=_wishes(request))
        done = asked.take()
    except CONFLICTS as problem:
        return _refused(request, exchange, problem)
    if done:
        _say_done(request, asked, done)
        return redirect(asked.exchange)
    return TemplateResponse(
        request, "planning/step.html", {"step": asked, "exchange": exchange}, status=asked.form.status
    )


def _say_done(request: HttpRequest, asked: Step, done: Exchange | services.Moved) -> None:
    if isinstance(done, services.Moved):
        _offer_undo(request, done)
    else:
        messages.success(request, asked.words.done)


def _wishes(request: HttpRequest) -> dict[str, Any]:
    """What the address proposes: the host of the row on which the board's bar was dropped, the days of a window."""
    proposed = [ProposedDays(request.GET), ProposedHost(request.GET)]
    return {name: value for form in proposed if form.is_valid() for name, value in form.cleaned_data.items() if value}
