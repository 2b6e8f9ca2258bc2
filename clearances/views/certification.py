"""Certifying many people with one file: sending it, checking what it would do, proposing it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import fresh
from accounts.models import Party
from clearances import certification, changes, sheets
from clearances.decorators import guarded, office
from clearances.forms.certification import FileForm, ProposeForm
from clearances.forms.holdings import refuse
from clearances.models import Change
from clearances.services import AlreadyDecided
from clearances.services import certification as services
from clearances.views.answers import posted, status
from clearances.views.desk import OFFICES

LISTED = 100


@require_http_methods(["GET", "HEAD", "POST"])
@office(OFFICES, Party)
def send(request: HttpRequest, parties: Any) -> HttpResponseBase:
    form = FileForm(request.user, posted(request), request.FILES or None)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            services.draft(sent.name, sent.read(), by=request.user, **form.chosen())
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            return redirect("clearances:check_certificates")
    context = {"form": form, "columns": certification.COLUMNS}
    return TemplateResponse(request, "clearances/certification/send.html", context, status=status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@office(OFFICES, Party)
@fresh()
def check(request: HttpRequest, parties: Any) -> HttpResponseBase:
    """What the reader's last file would do, and proposing it."""
    draft, form = services.draft_of(request.user), ProposeForm(posted(request))
    if draft is None:
        return redirect("clearances:certify")
    if form.is_valid():
        try:
            return redirect(services.propose_draft(by=request.user, **form.cleaned_data))
        except AlreadyDecided:
            return redirect("clearances:certify")
        except ValidationError as error:
            refuse(form, error)
    return _checked(request, draft, form)


def _checked(request: HttpRequest, draft: Any, form: ProposeForm) -> HttpResponseBase:
    facts = {"by": request.user.pk, "rows": draft.asked[:LISTED]}
    context = {
        "draft": draft,
        "form": form,
        "problems": draft.problems[:LISTED],
        "rows": list(services.table(facts))[1:],
        "renewals": sum(bool(row["replaces"]) for row in draft.asked),
        "more": max(len(draft.asked) - LISTED, 0),
    }
    return TemplateResponse(request, "clearances/certification/check.html", context, status=status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@office(OFFICES, Party)
def discard(request: HttpRequest, parties: Any) -> HttpResponseBase:
    if request.method == "POST":
        services.discard_draft(by=request.user)
        messages.success(request, _("Thrown away. Nothing was proposed."))
    return redirect("clearances:certify")


@require_safe
@office(OFFICES, Party)
@fresh(reading=True)
def report(request: HttpRequest, parties: Any) -> HttpResponseBase:
    """What is wrong, as a file to mend the other one by."""
    draft = services.draft_of(request.user)
    problems = draft.problems if draft else []
    return _file("certification-errors.csv", [["row", "column", "problem"], *problems])


@require_safe
@office(OFFICES, Party)
def example(request: HttpRequest, parties: Any) -> HttpResponseBase:
    return _file("certification-template.csv", [certification.COLUMNS, certification.EXAMPLE])


@require_safe
@guarded(Change, "view")
@fresh(reading=True)
def rows(request: HttpRequest, change: Change) -> HttpResponseBase:
    """Every row that a batch would certify."""
    batch = change.facts if changes.kinds()[change.kind].name in services.BATCHES.values() else {"by": 0, "rows": []}
    return _file("certification.csv", services.table(batch))


def _file(name: str, table: Any) -> HttpResponse:
    answer = HttpResponse(sheets.write(table), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
