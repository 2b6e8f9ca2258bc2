"""The calendar of everything that has a date: by month, by week, and as an agenda."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from calendars.items import items_for
from clearances.decorators import guarded
from exchanges.models import Exchange
from planning.calendar import Period, Shape, agenda_of, entries_of, month_of, week_of
from planning.calendar_forms import CalendarFilter, PeriodForm


@require_safe
@guarded(Exchange, "view", many=True)
def calendar(request: HttpRequest, exchanges: Any) -> HttpResponseBase:
    """``shape`` (month, week, agenda) around the day ``on``, narrowed by the filter in the address."""
    today = timezone.localdate()
    asked = PeriodForm(request.GET)
    if not asked.is_valid():
        raise Http404
    period = Period(Shape(asked.cleaned_data["shape"] or Shape.MONTH), asked.cleaned_data["on"] or today)
    form = CalendarFilter(request.GET, reader=request.user, exchanges=exchanges)
    found = items_for(request.user, period.first, period.last, form.scope) if form.is_valid() else []
    facts = {"form": form, "filter": urlencode(form.chosen), "feed": urlencode(form.feed), "shapes": Shape}
    return TemplateResponse(
        request, "planning/calendar.html", facts | _shown(period, entries_of(form.narrow(found)), today)
    )


def _shown(period: Period, entries: Any, today: date) -> dict[str, Any]:
    """The entries, arranged for the shape that is asked for."""
    return {
        "period": period,
        "today": today,
        "entries": entries,
        "weeks": month_of(period, entries, today=today) if period.shape == Shape.MONTH else [],
        "days": week_of(period, entries, today=today) if period.shape == Shape.WEEK else [],
        "agenda": agenda_of(period, entries, today=today),
    }
