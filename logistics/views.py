"""Pages of tasks: one's own list, an exchange's tab for planners, a delegation's list, and the task itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clearances.decorators import guarded
from exchanges.models import Exchange
from exchanges.reading import is_open
from logistics import services
from logistics.forms import AmendForm, FilterForm, NewTaskForm, TurnForm
from logistics.lists import SHOWN, delegations_to_task, detail, named, of_person, with_exchanges
from logistics.models import Task
from logistics.states import State
from participants.models import Delegation
from programs.pages import page_of

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_safe
@guarded(Task, "view", many=True)
def index(request: HttpRequest, tasks: Any) -> HttpResponseBase:
    """What I have to see to, what is late first; ``?done=`` names the task to offer an undo for."""
    form = FilterForm(request.GET)
    page = page_of(form.narrow(of_person(request.user), tasks).select_related(*SHOWN), request.GET, key="due_at")
    facts = {
        "form": form,
        "page": page,
        "tasks": with_exchanges(request.user, page.rows),
        "undo": _undo(tasks, request.GET.get("done", "")),
    }
    template = "logistics/index.html#table" if request.htmx else "logistics/index.html"
    return TemplateResponse(request, template, facts)


def _undo(tasks: Any, key: str) -> dict[str, Any] | None:
    task = named(tasks.filter(state=State.DONE), key)
    if task is None:
        return None
    text = _("“%(title)s” is done.") % {"title": task.title}
    return {"text": text, "url": reverse("logistics:reopen", args=[task.pk]), "fields": []}


@require_safe
@guarded(Delegation, "see tasks")
def delegation_tasks(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    """All tasks of one nation's delegation."""
    rows = Task.objects.for_user(request.user).filter(delegation=delegation).select_related(*SHOWN)
    page = page_of(rows, request.GET, key="due_at")
    facts = {"delegation": delegation, "page": page, "tasks": with_exchanges(request.user, page.rows)}
    return TemplateResponse(request, "logistics/delegation_tasks.html", facts)


@require_http_methods(READ_OR_WRITE)
@guarded(Exchange, "invite", key="reference")
def exchange_tasks(request: HttpRequest, exchange: Exchange) -> HttpResponseBase:
    """The planners' tab: every task of the exchange, and a form for a new one."""
    delegations = delegations_to_task(request.user, exchange)
    form = NewTaskForm(request.POST or None, delegations=delegations, today=exchange.today)
    if form.attempt(lambda: services.add_task(by=request.user, **form.cleaned_data)):
        messages.success(request, _("The task is given. Those of the nation who may read it are told."))
        return redirect("logistics:exchange_tasks", exchange.reference)
    rows = Task.objects.for_user(request.user).filter(delegation__exchange=exchange).select_related(*SHOWN)
    page = page_of(rows, request.GET, key="due_at")
    facts = {"exchange": exchange, "form": form, "page": page, "tasks": with_exchanges(request.user, page.rows)}
    facts["may_read"] = is_open(request.user, exchange)
    return TemplateResponse(request, "logistics/exchange_tasks.html", facts, status=form.status)


@require_safe
@guarded(Task, "view")
def task(request: HttpRequest, task: Task) -> HttpResponseBase:
    services.mark_read(task, by=request.user)
    return TemplateResponse(request, "logistics/task.html", detail(request.user, task))


def _refused(request: HttpRequest, task: Task, form: TurnForm) -> HttpResponseBase:
    facts = {**detail(request.user, task), "form": form}
    return TemplateResponse(request, "logistics/task.html", facts, status=form.status)


@require_POST
@guarded(Task, "view")
def done(request: HttpRequest, task: Task) -> HttpResponseBase:
    """The service decides who may: the nation's own people, and the planners for them."""
    form = TurnForm({})
    if form.attempt(lambda: services.do_task(task, by=request.user)):
        return redirect(f"{reverse('logistics:index')}?done={task.pk}")
    return _refused(request, task, form)


@require_POST
@guarded(Task, "view")
def reopen(request: HttpRequest, task: Task) -> HttpResponseBase:
    form = TurnForm({})
    if form.attempt(lambda: services.reopen_task(task, by=request.user)):
        messages.success(request, _("The task is open again."))
        return redirect(task)
    return _refused(request, task, form)


@require_http_methods(READ_OR_WRITE)
@guarded(Task, "change")
def amend(request: HttpRequest, task: Task) -> HttpResponseBase:
    form = AmendForm(request.POST or None, task=task)
    if form.attempt(lambda: services.amend_task(task, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The task is changed."))
        return redirect(task)
    return TemplateResponse(request, "logistics/amend.html", {"task": task, "form": form}, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Task, "change")
def cancel(request: HttpRequest, task: Task) -> HttpResponseBase:
    form = TurnForm(request.POST if request.method == "POST" else None)
    if form.attempt(lambda: services.cancel_task(task, by=request.user)):
        messages.success(request, _("The task is taken back. It can be opened again."))
        return redirect(task)
    effects = [_("Stop its reminders."), _("Tell whoever had to see to it.")]
    facts = {"task": task, "form": form, "effects": effects}
    return TemplateResponse(request, "logistics/cancel.html", facts, status=form.status)
