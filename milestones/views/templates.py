"""Templates: what the portal brings, what a party keeps, and their use."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Party
from clearances.decorators import guarded, office
from exchanges.models import ExchangeContent
from milestones import services, shipped
from milestones.forms import TurnForm
from milestones.forms.templates import CopyForm, NameForm, StepForm
from milestones.models import MilestoneTemplate
from milestones.page import template_named, templates_for
from milestones.services.templates import as_template

READ_OR_WRITE = ["GET", "HEAD", "POST"]
KEEP = "accounts.plan_programs"


def _named(request: HttpRequest) -> Any:
    """The template that the address names.

    Raises:
        Http404: there is none that this person may use.
    """
    template = template_named(request.user, request.GET["template"])
    if template is None:
        raise Http404
    return template


@require_http_methods(READ_OR_WRITE)
@guarded(ExchangeContent, "change", key="exchange__reference")
def apply(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    """``?template=``: what it would plan, on which days; then all of it."""
    if "template" not in request.GET:
        return redirect("milestones:index", content.exchange.reference)  # There one is chosen.
    template = _named(request)
    facts = {"exchange": content.exchange, "content": content, "template": template}
    try:
        facts["foreseen"] = services.foresee(content.exchange, template, by=request.user)
        if request.method == "POST":
            services.apply_template(content, template, only=request.POST.getlist("step"), by=request.user)
            messages.success(request, _("The milestones are planned. Each can be changed."))
            return redirect("milestones:index", content.exchange.reference)
    except ValidationError as problem:
        facts["problems"] = problem.messages
    status = 400 if "problems" in facts and request.method == "POST" else 200
    return TemplateResponse(request, "milestones/apply.html", facts, status=status)


@require_http_methods(READ_OR_WRITE)
@office(KEEP, Party)
def index(request: HttpRequest, parties: Any) -> HttpResponseBase:
    """All templates, and a copy of one or an empty one for a party of one's own."""
    own, known = MilestoneTemplate.objects.for_user(request.user), templates_for(request.user)
    form = CopyForm(request.POST or None, parties=parties, templates=known)
    made = form.attempt(lambda: services.copy_template(form.template, by=request.user, **form.said))
    if made:
        messages.success(request, _("The template is yours to change."))
        return redirect(made)
    facts = {"own": own.select_related("owner"), "shipped": shipped.templates(), "form": form}
    return TemplateResponse(request, "milestones/templates.html", facts, status=form.status)


@require_safe
@office(KEEP, Party)
def brought(request: HttpRequest, parties: Any, key: str) -> HttpResponseBase:
    """One that came with the portal; read only."""
    template = shipped.template(key)
    if template is None:
        raise Http404
    return TemplateResponse(request, "milestones/template.html", {"template": template})


@require_http_methods(READ_OR_WRITE)
@guarded(MilestoneTemplate, "view")
def own(request: HttpRequest, row: MilestoneTemplate) -> HttpResponseBase:
    form = NameForm(request.POST or None, row=row)
    if form.attempt(lambda: services.rename_template(row, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The template is changed."))
        return redirect(row)
    facts = {"template": as_template(row), "row": row, "form": form}
    return TemplateResponse(request, "milestones/template.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(MilestoneTemplate, "change")
def step(request: HttpRequest, row: MilestoneTemplate) -> HttpResponseBase:
    """``?step=`` names the one to change; without it, a new one."""
    template, code = as_template(row), request.GET.get("step", "")
    found = next((step for step in template.steps if step.code == code), None)
    if code and found is None:
        raise Http404
    form = StepForm(request.POST or None, row=row, step=found)
    if form.attempt(lambda: form.keep(row, by=request.user)):
        messages.success(request, _("The template is changed. What was planned from it before stays as it is."))
        return redirect(row)
    facts = {"template": template, "row": row, "form": form, "step": found}
    return TemplateResponse(request, "milestones/step.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(MilestoneTemplate, "change")
def remove(request: HttpRequest, row: MilestoneTemplate) -> HttpResponseBase:
    form = TurnForm(request.POST or None, row=row)
    if form.attempt(lambda: services.remove_template(row, by=request.user, **form.cleaned_data) or True):
        messages.success(request, _("The template is deleted."))
        return redirect("milestones:templates")
    facts = {"row": row, "form": form, "effects": [_("Delete the template. What was planned from it stays.")]}
    return TemplateResponse(request, "milestones/remove_template.html", facts, status=form.status)
