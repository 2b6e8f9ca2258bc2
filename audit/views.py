"""The record, read and taken along by auditors."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.fresh import fresh
from accounts.models import Party
from audit import exports, reading
from audit.forms import FilterForm
from audit.services import record_reading
from clearances.decorators import office

AUDIT = "accounts.audit"


@require_safe
@office(AUDIT, Party)
def index(request: HttpRequest, parties: Any) -> HttpResponseBase:
    """Events of *parties* that the reader may know of, newest first."""
    form = FilterForm(request.GET, user=request.user)
    rows = form.narrow(reading.events(request.user, parties))
    cursors = {name: request.GET.get(name, "") for name in ("after", "before")}
    page = reading.page(request.user, rows, **cursors)
    record_reading(request.user, "audit.read", parties)
    template = "audit/index.html#events" if request.htmx else "audit/index.html"
    return TemplateResponse(request, template, {"form": form, "page": page, "parties": parties})


@require_safe
@office(AUDIT, Party)
@fresh(reading=True)
def export(request: HttpRequest, parties: Any) -> HttpResponseBase:
    form = FilterForm(request.GET, user=request.user)
    rows = form.narrow(reading.events(request.user, parties))
    record_reading(request.user, "audit.exported", parties)
    lines = exports.lines(request.user, rows, parties)
    response = StreamingHttpResponse(lines, content_type="application/x-ndjson")
    response["Content-Disposition"] = 'attachment; filename="accord-audit.jsonl"'
    return response
