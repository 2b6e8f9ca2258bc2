"""The phases of an exchange: its tab, and what is done to them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clearances.decorators import guarded
from exchanges.models import ExchangeContent
from phases import services
from phases.forms import AmendForm, PhaseForm, RemoveForm
from phases.models import Phase
from phases.reading import page

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_safe
@guarded(ExchangeContent, "view", key="exchange__reference")
def index(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    return TemplateResponse(request, "phases/index.html", page(request.user, content))


@require_http_methods(READ_OR_WRITE)
@guarded(ExchangeContent, "change", key="exchange__reference")
def add(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    form = PhaseForm(request.POST or None, content=content, author=request.user)
    if not form.is_choosing:
        label = form.label_values.get("label") if form.is_bound and form.is_valid() else None
        if form.attempt(lambda: services.add_phase(content, label=label, by=request.user, **form.facts)):
            messages.success(request, _("The phase is planned."))
            return redirect("phases:index", content.exchange.reference)
    facts = {"form": form, "exchange": content.exchange}
    return TemplateResponse(request, "phases/add.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Phase, "change")
def edit(request: HttpRequest, phase: Phase) -> HttpResponseBase:
    form = AmendForm(request.POST or None, row=phase, reader=request.user)
    version = form.cleaned_data["version"] if form.is_bound and form.is_valid() else None
    if form.attempt(lambda: services.amend_phase(phase, version=version, by=request.user, **form.facts)):
        messages.success(request, _("The phase is changed."))
        return redirect(phase)
    facts = {"form": form, "phase": phase, "exchange": phase.exchange}
    return TemplateResponse(request, "phases/edit.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Phase, "change")
def remove(request: HttpRequest, phase: Phase) -> HttpResponseBase:
    form, back = RemoveForm(request.POST or None, row=phase), phase.get_absolute_url()
    if form.attempt(lambda: services.remove_phase(phase, by=request.user, **form.cleaned_data) or True):
        messages.success(request, _("The phase is removed."))
        return redirect(back)
    effects = [_("Remove the phase from the exchange."), _("Leave the exchange and its serials as they are.")]
    facts = {"form": form, "phase": phase, "exchange": phase.exchange, "effects": effects}
    return TemplateResponse(request, "phases/remove.html", facts, status=form.status)
