"""One text to many nations: written, shown with whom it would reach, then sent as it was shown."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from clearances.decorators import guarded
from clearances.previews import undone
from exchanges.models import Exchange
from programs.labelling import as_label
from threads import services
from threads.audience import Reach, reach, seen
from threads.forms import TellForm
from threads.models import Thread
from threads.reading import Talk
from threads.views.talking import READ_OR_WRITE


@require_http_methods(READ_OR_WRITE)
@guarded(Exchange, "invite", key="reference")
def announce(request: HttpRequest, exchange: Exchange) -> HttpResponseBase:
    nations = services.invited(exchange, by=request.user)
    form = TellForm(request.POST or None, about=exchange, nations=nations, author=request.user)
    tell = _sending(form, lambda to: services.announce(exchange, to, form.words, label=form.label, by=request.user))
    if tell.made:
        return _told(request, exchange, tell.made)
    facts = {"exchange": exchange, "form": form, "reach": tell.reach, "nations": nations, "thread": None}
    return TemplateResponse(request, "threads/tell.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Thread, "answer")
def answer_all(request: HttpRequest, thread: Thread) -> HttpResponseBase:
    """Answer for all without saying who asked."""
    talk = Talk(request.user, thread)
    if talk.exchange is None:
        raise Http404
    nations = services.invited(talk.exchange, by=request.user)
    form = TellForm(request.POST or None, about=talk.exchange, nations=nations, author=request.user, thread=thread)
    tell = _sending(form, lambda to: _answered(request.user, thread, form, to))
    if tell.made:
        return _told(request, talk.exchange, tell.made)
    facts = {"exchange": talk.exchange, "form": form, "reach": tell.reach, "nations": nations, "thread": thread}
    facts |= {"talk": talk}
    return TemplateResponse(request, "threads/tell.html", facts, status=form.status)


def _answered(by: User, thread: Thread, form: TellForm, to: list[Any]) -> list[Thread]:
    version = form.cleaned_data["version"]
    return services.answer_all(thread, to, form.words, label=form.label, version=version, by=by)


class _Sending:
    """What became of a form: *made*, or the *reach* to show before it is sent."""

    def __init__(self, made: list[Thread] | None = None, reach: list[Reach] | None = None) -> None:
        self.made, self.reach = made, reach


def _sending(form: TellForm, tell: Callable[[list[Any]], list[Thread]]) -> _Sending:
    if form.is_choosing or not form.is_valid():
        return _Sending()
    rows = form.attempt(lambda: _reach(form))
    if rows is None:
        return _Sending()
    said = form.words
    digest = seen(rows, said.subject, said.question, said.text)
    to = [row.delegation for row in rows if row.reads]
    if form.cleaned_data["seen"] == digest and to:
        return _Sending(made=form.attempt(lambda: tell(to)), reach=rows)
    form.show(digest)
    return _Sending(reach=rows)


def _reach(form: TellForm) -> list[Reach]:
    """Tried and undone: a label that was only looked at leaves nothing behind."""
    form.words.checked()
    with undone():
        base = as_label(form.label) if form.label else None
        rows = reach(base, list(form.cleaned_data["nations"]))
    if not any(row.reads for row in rows):
        raise ValidationError({"nations": _("None of these nations would read it: mark it differently.")})
    return rows


def _told(request: HttpRequest, exchange: Exchange, made: list[Thread]) -> HttpResponseBase:
    text = ngettext("%(count)d nation is told.", "%(count)d nations are told.", len(made))
    messages.success(request, text % {"count": len(made)})
    return redirect("threads:exchange", exchange.reference)
