"""Clearances: everybody's own, asking for one, and deciding it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Party
from clearances import histories, services
from clearances.decorators import guarded, office
from clearances.forms.holdings import ReasonForm, RequestForm
from clearances.models import Clearance
from clearances.views.answers import posted, status

ADMINISTER = "accounts.administer_clearances"


@require_safe
@guarded(Clearance, "view", many=True)
def mine(request: HttpRequest, clearances: Any) -> HttpResponseBase:
    rows = clearances.held_by(request.user.person_id).with_standing(timezone.now()).by_standing()
    return TemplateResponse(request, "clearances/mine.html", {"clearances": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
def ask(request: HttpRequest, parties: Any) -> HttpResponseBase:
    form = RequestForm(request.user, parties, posted(request), initial={"person": request.GET.get("person")})
    if form.is_valid():
        try:
            clearance = services.request_clearance(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Asked for. The other administrators are told: one of them must confirm it."))
            return redirect(clearance)
    return TemplateResponse(request, "clearances/request.html", {"form": form}, status=status(form))


@require_safe
@guarded(Clearance, "view")
def detail(request: HttpRequest, clearance: Clearance) -> HttpResponseBase:
    return TemplateResponse(request, "clearances/detail.html", _about(request, clearance))


@dataclass(frozen=True)
class Verb:
    """What an administrator may do to a clearance."""

    name: str
    template: str
    carry_out: Callable[..., Clearance]
    effects: Callable[[Clearance], list[histories.Effect]]
    form: type[forms.Form]
    status: Clearance.Status  # What the clearance must be.
    done: str | Promise


CONFIRM = Verb(
    "confirm",
    "clearances/confirm.html",
    services.confirm_clearance,
    histories.effects_of_confirming,
    forms.Form,
    Clearance.Status.REQUESTED,
    _("Confirmed. It counts from the next request on."),
)
REFUSE = Verb(
    "refuse",
    "clearances/refuse.html",
    services.refuse_clearance,
    histories.effects_of_refusing,
    ReasonForm,
    Clearance.Status.REQUESTED,
    _("Refused. Nothing was opened."),
)
REVOKE = Verb(
    "end",
    "clearances/revoke.html",
    services.revoke_clearance,
    histories.effects_of_revoking,
    ReasonForm,
    Clearance.Status.ACTIVE,
    _("Revoked. What it opened is closed from the next request on."),
)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Clearance, "confirm")
def confirm(request: HttpRequest, clearance: Clearance) -> HttpResponseBase:
    return _decide(request, clearance, CONFIRM)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Clearance, "confirm")
def refuse(request: HttpRequest, clearance: Clearance) -> HttpResponseBase:
    return _decide(request, clearance, REFUSE)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Clearance, "end")
def revoke(request: HttpRequest, clearance: Clearance) -> HttpResponseBase:
    return _decide(request, clearance, REVOKE)


def _decide(request: HttpRequest, clearance: Clearance, verb: Verb) -> HttpResponseBase:
    """The page that says what will happen, and its happening. Somebody else may have been faster at any moment."""
    obstacle = services.obstacle(clearance, verb.name, by=request.user)
    if obstacle:
        return _refused(request, clearance, obstacle)
    if clearance.status != verb.status:
        return _too_late(request, clearance)
    form = verb.form(posted(request))
    if not form.is_valid():
        context = {"clearance": clearance, "effects": verb.effects(clearance), "form": form}
        return TemplateResponse(request, verb.template, context, status=status(form))
    try:
        verb.carry_out(clearance, by=request.user, **form.cleaned_data)
    except services.AlreadyDecided:
        return _too_late(request, clearance)
    messages.success(request, verb.done)
    return redirect(clearance)


def _about(request: HttpRequest, clearance: Clearance) -> dict[str, Any]:
    row = Clearance.objects.for_user(request.user).with_standing(timezone.now()).with_names().get(pk=clearance.pk)
    administers = Clearance.objects.for_user(request.user, "confirm").filter(pk=row.pk).exists()
    verbs = [verb.name for verb in (CONFIRM, REFUSE, REVOKE) if administers and verb.status == row.status]
    obstacles = {verb: services.obstacle(row, verb, by=request.user) for verb in verbs}
    return {
        "clearance": row,
        "history": histories.history(row),
        "administers": administers,
        "may": {verb for verb, obstacle in obstacles.items() if not obstacle},
        "obstacle": next(filter(None, obstacles.values()), ""),
    }


def _refused(request: HttpRequest, clearance: Clearance, reason: str) -> HttpResponseBase:
    context = {"clearance": clearance, "reason": reason}
    return TemplateResponse(request, "clearances/refused.html", context, status=403)


def _too_late(request: HttpRequest, clearance: Clearance) -> HttpResponseBase:
    return TemplateResponse(request, "clearances/too_late.html", {"clearance": clearance}, status=409)
