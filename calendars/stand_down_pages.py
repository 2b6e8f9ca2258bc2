"""Pages of a nation's stand-downs for its keeper, and of the years that are loaded for everybody."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Party
from calendars import loaded_years, services
from calendars.forms import StandDownCorrectionForm, StandDownForm
from calendars.models import StandDown
from calendars.reading import stand_downs_kept_by
from calendars.services.blackouts import KEEP
from clearances.decorators import office, own

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_WRITE)
@office(KEEP, Party)
def add(request: HttpRequest, parties: Any, code: str) -> HttpResponseBase:
    owner = get_object_or_404(parties, code=code)
    form = StandDownForm(request.POST or None)
    made = form.attempt(lambda: services.add_stand_down(owner, by=request.user, **form.cleaned_data))
    if made:
        messages.success(request, _("The stand-down is entered. Everybody reads it."))
        return _to_its_year(owner, made)
    facts = {"form": form, "owner": owner, "title": _("Add a stand-down")}
    return TemplateResponse(request, "calendars/holiday.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@office(KEEP, Party)
def correct(request: HttpRequest, parties: Any, pk: int) -> HttpResponseBase:
    """Its days and words; or that the nation doesn't keep it this time, which can be taken back here too."""
    row = get_object_or_404(stand_downs_kept_by(parties), pk=pk)
    form = StandDownCorrectionForm(request.POST or None, row=row)
    done = form.attempt(lambda: services.correct_stand_down(row, by=request.user, **form.cleaned_data))
    if done:
        text = _("The stand-down is corrected.") if done.is_kept else _("It isn’t kept this time. Tick it to keep it.")
        messages.success(request, text)
        return _to_its_year(row.party, done)
    facts = {"form": form, "owner": row.party, "title": _("Correct “%(name)s”") % {"name": row.name}}
    return TemplateResponse(request, "calendars/holiday.html", facts, status=form.status)


def _to_its_year(owner: Party, row: StandDown) -> HttpResponseBase:
    answer = redirect("calendars:party", owner.code)
    answer["Location"] += f"?in={row.starts_on.year}"
    return answer


@require_safe
@own
def loaded(request: HttpRequest) -> HttpResponseBase:
    """Which years of whose public holidays are there, from which source, and how many of them are estimates."""
    facts = loaded_years.table(timezone.localdate().year)
    return TemplateResponse(request, "calendars/loaded.html", facts)
