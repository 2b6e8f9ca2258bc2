"""The scheduling board: its page with a table of the same data, what the script draws, and views kept by name."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clearances.decorators import guarded, own
from exchanges.models import Exchange
from planning import board_details, saved_views
from planning.board import Board, Grouping, as_data, as_use_data, board_of
from planning.board_bookings import conflicts_of as bookings_conflicts
from planning.board_bookings import use_of
from planning.board_details import Details
from planning.board_filters import ExchangeFilter
from planning.conflicts import gathered
from planning.forms import NameForm, ViewForm, WindowForm

BEFORE, SHOWN = timedelta(days=92), timedelta(days=550)  # What the table shows until it is asked for another time.


@require_safe
@guarded(Exchange, "view", many=True)
def board(request: HttpRequest, exchanges: Any) -> HttpResponseBase:
    """The page: a table of the same data for whoever has no script, or prefers it."""
    asked = _window(request, first=timezone.localdate() - BEFORE)
    if not asked.is_valid():
        raise Http404
    form = ExchangeFilter(request.GET, reader=request.user, exchanges=exchanges)
    facts = _addresses(request, form) | _table(request, form, asked) | _frame(asked)
    return TemplateResponse(request, "planning/board.html", {**facts, "form": form})


def _addresses(request: HttpRequest, form: ExchangeFilter) -> dict[str, Any]:
    """Where the script asks for more, and the views that this person has kept."""
    return {
        "src": _with(reverse("planning:bars"), form.chosen),
        "details": _with(reverse("planning:details"), form.chosen),
        "filter": urlencode(form.chosen),
        "table": request.GET.get("view") == "table",
        "views": saved_views.views_of(request.user),
        "here": request.GET.urlencode(),
    }


def _frame(asked: WindowForm) -> dict[str, Any]:
    """The time that is shown, and what the rows are."""
    wanted = asked.cleaned_data
    return {
        "first": wanted["first"],
        "last": wanted["last"],
        "group": wanted["group"],
        "groups": Grouping.choices,
    }


def _table(request: HttpRequest, form: ExchangeFilter, asked: WindowForm) -> dict[str, Any]:
    """The lines of the table, each with what stands against it."""
    wanted = asked.cleaned_data
    if wanted["group"] == Grouping.RESOURCE:
        use = use_of(request.user, form.shown, wanted["first"], wanted["last"])
        found = gathered(bookings_conflicts(request.user, use.booked))
        return {"booked": [(each, found.get(each.booking.pk, [])) for each in use.booked], "taken": use.taken}
    shown = _shown(request, form, asked)
    conflicts = board_details.details_of(request.user, shown.exchanges).conflicts
    placed = [(bar, conflicts.get(bar.exchange.pk, [])) for bar in shown.placed]
    return {"placed": placed, "has_more": shown.has_more}


@require_safe
@guarded(Exchange, "view", many=True)
def bars(request: HttpRequest, exchanges: Any) -> HttpResponseBase:
    """The board's data: ``group``, the days ``from`` and ``to``, both inclusive, and the page's filter."""
    asked = _window(request)
    if not asked.is_valid():
        return _unclear(asked)
    form, wanted = ExchangeFilter(request.GET, reader=request.user, exchanges=exchanges), asked.cleaned_data
    if wanted["group"] == Grouping.RESOURCE:
        return JsonResponse(as_use_data(use_of(request.user, form.shown, wanted["first"], wanted["last"])))
    return JsonResponse(as_data(_shown(request, form, asked)))


@require_safe
@guarded(Exchange, "view", many=True)
def details(request: HttpRequest, exchanges: Any) -> HttpResponseBase:
    """Conflicts, milestones and serials of the same exchanges; asked for once the bars stand."""
    asked = _window(request)
    if not asked.is_valid():
        return _unclear(asked)
    form, wanted = ExchangeFilter(request.GET, reader=request.user, exchanges=exchanges), asked.cleaned_data
    if wanted["group"] == Grouping.RESOURCE:
        use = use_of(request.user, form.shown, wanted["first"], wanted["last"])
        found = Details(gathered(bookings_conflicts(request.user, use.booked)), {})
    else:
        found = board_details.details_of(request.user, _shown(request, form, asked).exchanges)
    return JsonResponse(board_details.as_data(found))


def _shown(request: HttpRequest, form: ExchangeFilter, asked: WindowForm) -> Board:
    wanted = asked.cleaned_data
    return board_of(request.user, form.shown.overlapping(wanted["first"], wanted["last"]), Grouping(wanted["group"]))


def _unclear(asked: WindowForm) -> HttpResponseBase:
    texts = asked.errors.get("__all__", [_("Ask for a group and two days.")])
    return JsonResponse({"message": " ".join(texts)}, status=400)


def _with(address: str, query: dict[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address


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
@own
def save_view(request: HttpRequest) -> HttpResponseBase:
    """Keep what the board shows under a name of one's own."""
    form = ViewForm(request.POST)
    view = form.attempt(
        lambda: saved_views.save_view(form.cleaned_data["name"], form.cleaned_data["query"], by=request.user)
    )
    if view is None:
        messages.error(request, " ".join(text for errors in form.errors.values() for text in errors))
        return redirect("planning:board")
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return redirect(f"{reverse('planning:board')}?{view.query}")


@require_POST
@own
def delete_view(request: HttpRequest) -> HttpResponseBase:
    form = NameForm(request.POST)
    if form.is_valid():
        saved_views.delete_view(form.cleaned_data["name"], by=request.user)
    messages.success(request, _("The view is deleted. What it showed is unchanged."))
    return redirect("planning:board")
