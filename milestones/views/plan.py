"""The milestones of an exchange: its tab, one milestone, and what is done to it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from clearances.decorators import guarded
from exchanges.models import ExchangeContent
from milestones import services
from milestones.conference import detail as shown_detail
from milestones.forms import AmendForm, DoneForm, FilterForm, MilestoneForm, ReasonForm, TurnForm
from milestones.models import Milestone
from milestones.page import others, plan
from milestones.states import NEEDS_WORDS, State
from programs.answers import VersionedForm

READ_OR_WRITE = ["GET", "HEAD", "POST"]
TURNS = {
    State.STARTED: (gettext_lazy("Is it under way?"), gettext_lazy("It is under way.")),
    State.PLANNED: (gettext_lazy("Open it again?"), gettext_lazy("It is open again.")),
    State.WAIVED: (gettext_lazy("Do without it?"), gettext_lazy("It is waived. It can be opened again.")),
    State.MISSED: (gettext_lazy("Was it missed?"), gettext_lazy("It is marked as missed. It can be opened again.")),
}


@require_safe
@guarded(ExchangeContent, "view", key="exchange__reference")
def index(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    """The exchange's tab."""
    form = FilterForm(request.GET)
    return TemplateResponse(request, "milestones/index.html", plan(request.user, content, form))


@require_http_methods(READ_OR_WRITE)
@guarded(ExchangeContent, "change", key="exchange__reference")
def add(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    known = others(request.user, content.exchange_id)
    form = MilestoneForm(request.POST or None, content=content, author=request.user, milestones=known)
    if not form.is_choosing:
        made = form.attempt(
            lambda: services.add_milestone(content, form.facts, label=form.label_values["label"], by=request.user)
        )
        if made:
            messages.success(request, _("The milestone is planned."))
            return redirect("milestones:index", content.exchange.reference)
    facts = {"form": form, "exchange": content.exchange}
    return TemplateResponse(request, "milestones/add.html", facts, status=form.status)


@require_safe
@guarded(Milestone, "view")
def detail(request: HttpRequest, milestone: Milestone) -> HttpResponseBase:
    template = "conference" if milestone.is_conference else "detail"
    return TemplateResponse(request, f"milestones/{template}.html", shown_detail(request.user, milestone))


@require_http_methods(READ_OR_WRITE)
@guarded(Milestone, "change")
def amend(request: HttpRequest, milestone: Milestone) -> HttpResponseBase:
    known, exchange = others(request.user, milestone.exchange_id), milestone.exchange
    form = AmendForm(request.POST or None, milestone=milestone, exchange=exchange, milestones=known)
    version = form.cleaned_data["version"] if form.is_bound and form.is_valid() else None
    if form.attempt(lambda: services.amend_milestone(milestone, form.facts, version=version, by=request.user)):
        messages.success(request, _("The milestone is changed."))
        return redirect(milestone)
    return _form(request, milestone, form, title=_("Change the milestone"), submit=_("Save"))


def _form(request: HttpRequest, milestone: Milestone, form: VersionedForm, **words: Any) -> HttpResponseBase:
    facts = {"milestone": milestone, "exchange": milestone.exchange, "form": form, **words}
    return TemplateResponse(request, "milestones/form.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Milestone, "change")
def done(request: HttpRequest, milestone: Milestone) -> HttpResponseBase:
    form = DoneForm(request.POST or None, row=milestone)
    if form.attempt(lambda: services.confirm(milestone, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The milestone is confirmed. It can be opened again."))
        return redirect(milestone)
    return _form(request, milestone, form, title=_("Confirm the milestone"), submit=_("It is had"))


@require_http_methods(READ_OR_WRITE)
@guarded(Milestone, "change")
def turn(request: HttpRequest, milestone: Milestone, state: str) -> HttpResponseBase:
    """Another state than done, asked about first."""
    if state not in TURNS:
        raise Http404
    target = State(state)
    question, told = TURNS[target]
    form = (ReasonForm if target in NEEDS_WORDS else TurnForm)(request.POST or None, row=milestone)
    if form.attempt(lambda: _turn(milestone, target, form.cleaned_data, request)):
        messages.success(request, told)
        return redirect(milestone)
    return _form(request, milestone, form, title=question, submit=target.label)


def _turn(milestone: Milestone, target: State, said: dict[str, Any], request: HttpRequest) -> Milestone:
    return services.turn(milestone, target, words=said.get("reason", ""), version=said["version"], by=request.user)


@require_http_methods(READ_OR_WRITE)
@guarded(Milestone, "change")
def remove(request: HttpRequest, milestone: Milestone) -> HttpResponseBase:
    form, reference = TurnForm(request.POST or None, row=milestone), milestone.exchange.reference
    if form.attempt(lambda: services.remove_milestone(milestone, by=request.user, **form.cleaned_data) or True):
        messages.success(request, _("The milestone is taken out of the plan."))
        return redirect("milestones:index", reference)
    effects = [_("Take it out of the plan, with its reminders.")]
    if milestone.is_conference:
        effects += [_("Delete its agenda, minutes and decisions."), _("Leave the tasks that it gave as they are.")]
    facts = {"milestone": milestone, "exchange": milestone.exchange, "form": form, "effects": effects}
    return TemplateResponse(request, "milestones/remove.html", facts, status=form.status)
