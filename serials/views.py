"""Pages of serials: an exchange's schedule, one serial, and what is done to it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.fresh import fresh
from accounts.models import User
from clearances.decorators import guarded
from exchanges.models import ExchangeContent
from programs import undo
from serials import services
from serials.forms import EditForm, NewForm, PrintForm, SerialForm, TurnForm
from serials.holding import hold
from serials.models import Serial
from serials.page import detail, losses
from serials.printing import print_schedule
from serials.schedule import schedule
from serials.states import State

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_safe
@guarded(ExchangeContent, "view", key="exchange__reference")
def index(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    facts = schedule(request.user, content, request.GET)
    template = "serials/index.html#schedule" if request.htmx else "serials/index.html"
    return TemplateResponse(request, template, facts)


@require_http_methods(READ_OR_WRITE)
@guarded(ExchangeContent, "view", key="exchange__reference")
@fresh()
def print_sheet(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    """The schedule as a PDF. Its file is named by its number: a title in a folder of downloads would tell too much."""
    form = PrintForm(request.POST or None, exchange=content.exchange, reader=request.user)
    made = form.attempt(lambda: print_schedule(content, form.wanted, label_id=form.label_id, by=request.user))
    if made is None:
        facts = {"form": form, "exchange": content.exchange}
        return TemplateResponse(request, "serials/print.html", facts, status=form.status)
    headers = {"Content-Disposition": f'attachment; filename="{made.file_name}"'}
    return HttpResponse(made.pdf, content_type="application/pdf", headers=headers)


@require_http_methods(READ_OR_WRITE)
@guarded(ExchangeContent, "change", key="exchange__reference")
def create(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    form = NewForm(request.POST or None, content=content, reader=request.user)
    return _added(request, content, form) or _asked(request, content, form)


def _added(request: HttpRequest, content: ExchangeContent, form: NewForm) -> HttpResponseBase | None:
    if form.is_choosing or not form.is_settled:
        return None
    exchange, label = content.exchange, form.label_values["label"]
    terms = {"label": label, "source": form.source, "by": request.user}
    made = form.attempt(lambda: _held(form, services.add_serial(exchange, **terms, **form.facts), request.user))
    if made is None:
        return None
    messages.success(request, _("The serial is on the schedule."))
    return redirect(made)


def _held(form: SerialForm, serial: Serial, by: User) -> Serial:
    if form.to_hold:
        hold(serial, form.to_hold, quantity=form.how_many, by=by)
    return serial


def _asked(request: HttpRequest, content: ExchangeContent, form: NewForm) -> HttpResponseBase:
    facts = {"form": form, "exchange": content.exchange, "content": content}
    return TemplateResponse(request, "serials/create.html", facts, status=form.status)


@require_http_methods(READ_OR_WRITE)
@guarded(Serial, "change")
def copy(request: HttpRequest, serial: Serial) -> HttpResponseBase:
    """A new serial that begins as this one is; its marking is chosen anew, never looser by being copied."""
    content = ExchangeContent.objects.for_user(request.user).get(exchange=serial.exchange_id)
    form = NewForm(request.POST or None, content=content, reader=request.user, source=serial)
    return _added(request, content, form) or _asked(request, content, form)


@require_POST
@guarded(ExchangeContent, "change", key="exchange__reference")
def clashes(request: HttpRequest, content: ExchangeContent) -> HttpResponseBase:
    """What stands against the serial that somebody is typing; saves nothing."""
    form = SerialForm(request.POST, reader=request.user, exchange=content.exchange)
    return TemplateResponse(request, "serials/clashes.html", {"form": form})


@require_POST
@guarded(Serial, "change")
def clashes_of(request: HttpRequest, serial: Serial) -> HttpResponseBase:
    """As ``clashes``, of a stored serial that somebody is changing."""
    form = EditForm(request.POST, row=serial, reader=request.user, exchange=serial.exchange)
    return TemplateResponse(request, "serials/clashes.html", {"form": form})


@require_safe
@guarded(Serial, "view")
def serial(request: HttpRequest, serial: Serial) -> HttpResponseBase:
    facts = {**detail(request.user, serial), "undo": undo.offered(request, serial)}
    return TemplateResponse(request, "serials/serial.html", facts)


@require_http_methods(READ_OR_WRITE)
@guarded(Serial, "change")
def edit(request: HttpRequest, serial: Serial) -> HttpResponseBase:
    form = EditForm(request.POST or None, row=serial, reader=request.user, exchange=serial.exchange)
    if form.is_settled:
        version = form.cleaned_data["version"]
        terms = {"version": version, "by": request.user, **form.facts}
        if form.attempt(lambda: _held(form, services.amend_serial(serial, **terms), request.user)):
            messages.success(request, _("The serial is changed."))
            return redirect(serial)
    facts = {"form": form, "serial": serial, "exchange": serial.exchange}
    return TemplateResponse(request, "serials/edit.html", facts, status=form.status)


def _refused(request: HttpRequest, serial: Serial, form: TurnForm) -> HttpResponseBase:
    facts = {**detail(request.user, serial), "form": form}
    return TemplateResponse(request, "serials/serial.html", facts, status=form.status)


def _address(verb: str, serial: Serial) -> str:
    return reverse(f"serials:{verb}", args=[serial.pk])


@require_POST
@guarded(Serial, "change")
def confirm(request: HttpRequest, serial: Serial) -> HttpResponseBase:
    form = TurnForm({})
    if form.attempt(lambda: services.confirm_serial(serial, by=request.user)):
        undo.offer(request, serial, _("The serial is confirmed."), url=_address("replan", serial))
        return redirect(serial)
    return _refused(request, serial, form)


@require_POST
@guarded(Serial, "change")
def replan(request: HttpRequest, serial: Serial) -> HttpResponseBase:
    form = TurnForm({})
    if form.attempt(lambda: services.replan_serial(serial, by=request.user)):
        verb = "cancel" if serial.state == State.CANCELLED else "confirm"
        undo.offer(request, serial, _("The serial is planned again."), url=_address(verb, serial))
        return redirect(serial)
    return _refused(request, serial, form)


@require_http_methods(READ_OR_WRITE)
@guarded(Serial, "change")
def cancel(request: HttpRequest, serial: Serial) -> HttpResponseBase:
    form = TurnForm(request.POST if request.method == "POST" else None)
    if form.attempt(lambda: services.cancel_serial(serial, by=request.user)):
        text = _("The serial is cancelled. Brought back, it has to be confirmed again.")
        undo.offer(request, serial, text, url=_address("replan", serial))
        return redirect(serial)
    facts = {"serial": serial, "exchange": serial.exchange, "form": form, "effects": losses(request.user, serial)}
    return TemplateResponse(request, "serials/cancel.html", facts, status=form.status)
