"""Blackout periods from a calendar file: send it, look at what it holds, choose; all of that is entered or none."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Party
from calendars import services
from calendars.ics_forms import FileForm, PeriodsForm
from calendars.services import Imported
from clearances.decorators import office

KEEP = "accounts.keep_calendar"


@require_http_methods(["GET", "HEAD", "POST"])
@office(KEEP, Party)
def send(request: HttpRequest, parties: Any, code: str) -> HttpResponseBase:
    """The file, and after it the page that shows what was read; nothing is entered yet."""
    owner = get_object_or_404(parties, code=code)
    form = FileForm(request.POST or None, request.FILES or None, owner=owner)
    facts = {"owner": owner, "form": form}
    if not form.is_valid():
        return TemplateResponse(request, "calendars/import/send.html", facts, status=form.status)
    facts["reading"] = form.reading
    facts["form"] = PeriodsForm(author=request.user, owner=owner, found=form.reading.found)
    return TemplateResponse(request, "calendars/import/choose.html", facts)


@require_http_methods(["POST"])
@office(KEEP, Party)
def enter(request: HttpRequest, parties: Any, code: str) -> HttpResponseBase:
    owner = get_object_or_404(parties, code=code)
    form = PeriodsForm(request.POST, author=request.user, owner=owner)
    if not form.is_choosing:
        done = form.attempt(
            lambda: services.import_blackouts(owner, form.periods, label=form.label_values["mark"], by=request.user)
        )
        if done:
            messages.success(request, _words(done))
            return redirect("calendars:party", owner.code)
    facts = {"owner": owner, "form": form}
    return TemplateResponse(request, "calendars/import/choose.html", facts, status=form.status)


def _words(done: Imported) -> str:
    said = ngettext("%(n)d blackout period is entered.", "%(n)d blackout periods are entered.", done.added)
    text = said % {"n": done.added}
    if done.skipped:
        more = ngettext("%(n)d was there already.", "%(n)d were there already.", done.skipped)
        text = f"{text} {more % {'n': done.skipped}}"
    return text
