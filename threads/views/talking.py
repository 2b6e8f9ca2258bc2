"""One thread: opened, read, written in, corrected, closed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clearances.decorators import guarded
from notifications.services import mark_read_about
from participants.models import Delegation
from threads import services
from threads.forms import EditForm, EntryForm, OpenForm, TurnForm
from threads.models import Thread, ThreadEntry
from threads.reading import Talk
from threads.writing import side_of

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_WRITE)
@guarded(Delegation, "view")
def open_thread(request: HttpRequest, delegation: Delegation) -> HttpResponseBase:
    side_of(request.user, delegation)
    form = OpenForm(request.POST or None, delegation=delegation, author=request.user)
    if not form.is_choosing:
        made = form.attempt(lambda: services.open_thread(delegation, form.said, label=form.label, by=request.user))
        if made:
            messages.success(request, _("It is sent. The answer will be on this page."))
            return redirect(made)
    return TemplateResponse(request, "threads/open.html", {"form": form, "delegation": delegation}, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Thread, "view")
def thread(request: HttpRequest, thread: Thread) -> HttpResponseBase:
    """The thread; whoever may, writes below it."""
    talk = Talk(request.user, thread)
    if request.method == "POST":
        side_of(request.user, thread)
    form = _entry_form(request, talk)
    if form is None or form.is_choosing:
        return _page(request, talk, form)
    if form.attempt(lambda: services.write(thread, label=form.label, by=request.user, **form.said)):
        messages.success(request, _("It is sent."))
        return redirect(thread)
    return _page(request, talk, form)


def _entry_form(request: HttpRequest, talk: Talk) -> EntryForm | None:
    """None where nothing can be written; what is posted is refused by the service, in words."""
    if not talk.may_write and request.method != "POST":
        return None
    may_answer = talk.may_answer or (request.method == "POST" and talk.side == talk.thread.addressed_to)
    return EntryForm(
        request.POST or None, thread=talk.thread, people=talk.people, may_answer=may_answer, author=request.user
    )


def _page(request: HttpRequest, talk: Talk, form: EntryForm | None) -> HttpResponseBase:
    mark_read_about(request.user, talk.thread)
    if form is not None and form.is_refused:  # As it stands now, below what was typed.
        talk = Talk(request.user, Thread.objects.for_user(request.user).get(pk=talk.thread.pk))
        form.renew(talk.thread)
    status = form.status if form else 200
    return TemplateResponse(request, "threads/thread.html", {"talk": talk, "form": form}, status=status)


@require_http_methods(READ_OR_WRITE)
@guarded(ThreadEntry, "view")
def edit(request: HttpRequest, entry: ThreadEntry) -> HttpResponseBase:
    """One's own entry."""
    form = EditForm(request.POST or None, row=entry)
    services.require_own(entry, by=request.user)
    if form.attempt(lambda: services.edit(entry, by=request.user, **form.cleaned_data)):
        messages.success(request, _("It is corrected. What it said before stays in its versions."))
        return redirect(entry)
    talk = Talk(request.user, Thread.objects.for_user(request.user).get(pk=entry.thread_id))
    facts = {"form": form, "talk": talk, "entry": entry}
    return TemplateResponse(request, "threads/edit.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Thread, "view")
def close(request: HttpRequest, thread: Thread) -> HttpResponseBase:
    words = {"question": _("Close this thread?"), "verb": _("Close it"), "told": _("It is closed.")}
    effects = [_("Nobody writes in it until it is opened again."), _("What was written stays as it is.")]
    return _turn(request, thread, services.close, effects, words)


@require_http_methods(READ_OR_WRITE)
@guarded(Thread, "view")
def reopen(request: HttpRequest, thread: Thread) -> HttpResponseBase:
    words = {"question": _("Open this thread again?"), "verb": _("Open it again"), "told": _("It is open again.")}
    return _turn(request, thread, services.reopen, [_("Both sides may write in it again.")], words)


def _turn(request: HttpRequest, thread: Thread, verb: Any, effects: list[str], words: Any) -> HttpResponseBase:
    side_of(request.user, thread)
    form = TurnForm(request.POST or None, row=thread)
    if form.attempt(lambda: verb(thread, by=request.user, **form.cleaned_data)):
        messages.success(request, words["told"])
        return redirect(thread)
    facts = {"form": form, "talk": Talk(request.user, thread), "effects": effects, **words}
    return TemplateResponse(request, "threads/turn.html", facts, status=form.status)
