"""What is written about a planning conference."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import fresh
from clearances.decorators import guarded
from exchanges.models import Exchange
from logistics.lists import delegations_to_task
from milestones import services
from milestones.conference import detail, speaks_for
from milestones.forms import ActionForm, AmendEntryForm, AttendanceForm, EntryForm, TurnForm
from milestones.forms.printing import PackForm
from milestones.models import Entry, Milestone, Part
from milestones.printing import print_pack

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def _conference(milestone: Milestone) -> None:
    if not milestone.is_conference:
        raise Http404


@require_http_methods(READ_OR_WRITE)
@guarded(Milestone, "change")
def add_entry(request: HttpRequest, milestone: Milestone, part: str) -> HttpResponseBase:
    _conference(milestone)
    if part not in Part.values:
        raise Http404
    form = EntryForm(request.POST or None, milestone=milestone, part=Part(part), author=request.user)
    if not form.is_choosing and form.attempt(lambda: _write(milestone, Part(part), form, request)):
        messages.success(request, _("It is written down."))
        return redirect(milestone)
    facts = {"milestone": milestone, "form": form, "part": Part(part)}
    return TemplateResponse(request, "milestones/entry.html", facts, status=form.status)


def _write(milestone: Milestone, part: Part, form: EntryForm, request: HttpRequest) -> Entry:
    return services.add_entry(milestone, part, form.said, label=form.label_values["label"], by=request.user)


@require_http_methods(READ_OR_WRITE)
@guarded(Entry, "change")
def amend_entry(request: HttpRequest, entry: Entry) -> HttpResponseBase:
    milestone = _milestone_of(request, entry)
    form = AmendEntryForm(request.POST or None, entry=entry)
    version = form.cleaned_data["version"] if form.is_bound and form.is_valid() else None
    if form.attempt(lambda: services.amend_entry(entry, form.said, version=version, by=request.user)):
        messages.success(request, _("It is changed."))
        return redirect(milestone)
    facts = {"milestone": milestone, "entry": entry, "form": form, "title": Part(entry.part).label, "submit": _("Save")}
    return TemplateResponse(request, "milestones/form.html", facts, status=form.status)


def _milestone_of(request: HttpRequest, entry: Entry) -> Milestone:
    """The conference, where the reader sees that too."""
    milestone = Milestone.objects.for_user(request.user).filter(pk=entry.milestone_id).first()
    if milestone is None:
        raise Http404
    return milestone  # type: ignore[no-any-return]


@require_http_methods(READ_OR_WRITE)
@guarded(Entry, "change")
def remove_entry(request: HttpRequest, entry: Entry) -> HttpResponseBase:
    milestone, form = _milestone_of(request, entry), TurnForm(request.POST or None, row=entry)
    if form.attempt(lambda: services.remove_entry(entry, by=request.user, **form.cleaned_data) or True):
        messages.success(request, _("It is deleted."))
        return redirect(milestone)
    effects = [_("Delete “%(title)s”.") % {"title": entry.title}]
    facts = {"milestone": milestone, "entry": entry, "form": form, "effects": effects}
    return TemplateResponse(request, "milestones/remove.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Milestone, "view")
def attend(request: HttpRequest, milestone: Milestone) -> HttpResponseBase:
    """Whom a nation sends: said by its own people, or by the planners for it."""
    delegations = speaks_for(request.user, milestone)
    if not milestone.is_conference or not delegations.exists():
        raise PermissionDenied(_("Only planners and those who speak for a nation say who comes to a conference."))
    form = AttendanceForm(request.POST or None, delegations=delegations)
    if form.attempt(lambda: services.say_attendance(milestone, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The host knows whom you send."))
        return redirect(milestone)
    return _form(request, milestone, form, title=_("Who comes?"), submit=_("Tell the host"))


def _form(request: HttpRequest, milestone: Milestone, form: Any, **words: Any) -> HttpResponseBase:
    facts = {"milestone": milestone, "form": form, **words}
    return TemplateResponse(request, "milestones/form.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Milestone, "change")
def act(request: HttpRequest, milestone: Milestone) -> HttpResponseBase:
    """An action item: a task with a due date."""
    _conference(milestone)
    delegations = delegations_to_task(request.user, milestone.exchange)
    form = ActionForm(request.POST or None, delegations=delegations)
    if form.attempt(lambda: services.add_action_item(milestone, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The task is given. Those of the nation who may read it are told."))
        return redirect(milestone)
    return _form(request, milestone, form, title=_("Add an action item"), submit=_("Give the task"))


@require_safe
@guarded(Milestone, "view")
def minutes(request: HttpRequest, milestone: Milestone) -> HttpResponseBase:
    """Everything about a conference on one sheet, to be printed."""
    _conference(milestone)
    return TemplateResponse(request, "milestones/minutes.html", detail(request.user, milestone))


@require_http_methods(READ_OR_WRITE)
@guarded(Milestone, "view")
@fresh()
def pack(request: HttpRequest, milestone: Milestone) -> HttpResponseBase:
    """What to read before, as a PDF. A file named by its number tells nothing in a folder of downloads."""
    _conference(milestone)
    form = PackForm(request.POST or None)
    made = form.attempt(lambda: print_pack(milestone, by=request.user))
    if made is None:
        exchange = Exchange.objects.for_user(request.user).get(pk=milestone.exchange_id)
        facts = {"form": form, "milestone": milestone, "exchange": exchange}
        return TemplateResponse(request, "milestones/pack.html", facts, status=form.status)
    headers = {"Content-Disposition": f'attachment; filename="{made.file_name}"'}
    return HttpResponse(made.pdf, content_type="application/pdf", headers=headers)
