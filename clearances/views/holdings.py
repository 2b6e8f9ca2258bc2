"""Clearances: everybody's own, asking for one, renewing it, and deciding it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import fresh
from accounts.models import Party
from clearances import histories, services, vetting
from clearances.decorators import guarded, office
from clearances.forms.holdings import RequestForm, ResumeForm
from clearances.models import Clearance
from clearances.views import verbs
from clearances.views.answers import posted, status
from clearances.views.desk import OFFICES

OBSTACLE = services.obstacle
CONFIRM = verbs.Verb(verbs.CONFIRM, services.confirm_clearance, histories.effects_of_confirming, OBSTACLE)
REFUSE = verbs.Verb(verbs.REFUSE, services.refuse_clearance, histories.effects_of_refusing, OBSTACLE)
SUSPEND = verbs.Verb(verbs.SUSPEND, services.suspend_clearance, histories.effects_of_suspending, OBSTACLE)
REVOKE = verbs.Verb(verbs.REVOKE, services.revoke_clearance, histories.effects_of_revoking, OBSTACLE)
ALL = (CONFIRM, REFUSE, SUSPEND, REVOKE)


@require_safe
@guarded(Clearance, "view", many=True)
def mine(request: HttpRequest, clearances: Any) -> HttpResponseBase:
    rows = clearances.held_by(request.user.person_id).with_standing(timezone.now()).by_standing()
    return TemplateResponse(request, "clearances/mine.html", {"clearances": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@office(OFFICES, Party)
@fresh()
def ask(request: HttpRequest, parties: Any) -> HttpResponseBase:
    return _asked(request, None, {"person": request.GET.get("person")})


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Clearance, "confirm")
@fresh()
def renew(request: HttpRequest, clearance: Clearance) -> HttpResponseBase:
    """A new request, filled in from the old one, which counts until the new one begins."""
    return _asked(request, clearance, histories.renewal_of(clearance))


def _asked(request: HttpRequest, replaces: Clearance | None, initial: dict[str, Any]) -> HttpResponseBase:
    form = RequestForm(request.user, posted(request), initial=initial)
    if form.is_valid():
        try:
            clearance = services.request_clearance(by=request.user, replaces=replaces, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Asked for. The other officers are told: one must confirm it within 72 hours."))
            return redirect(clearance)
    context = {"form": form, "replaces": replaces}
    return TemplateResponse(request, "clearances/request.html", context, status=status(form))


@require_safe
@guarded(Clearance, "view")
def detail(request: HttpRequest, clearance: Clearance) -> HttpResponseBase:
    return TemplateResponse(request, "clearances/detail.html", _about(request, clearance))


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Clearance, "confirm")
@fresh()
def confirm(request: HttpRequest, clearance: Clearance) -> HttpResponseBase:
    return verbs.decide(request, clearance, CONFIRM, str(clearance))


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Clearance, "confirm")
def refuse(request: HttpRequest, clearance: Clearance) -> HttpResponseBase:
    return verbs.decide(request, clearance, REFUSE, str(clearance))


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Clearance, "end")
@fresh()
def suspend(request: HttpRequest, clearance: Clearance) -> HttpResponseBase:
    return verbs.decide(request, clearance, SUSPEND, str(clearance))


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Clearance, "end")
@fresh()
def revoke(request: HttpRequest, clearance: Clearance) -> HttpResponseBase:
    return verbs.decide(request, clearance, REVOKE, str(clearance))


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Clearance, "confirm")
@fresh()
def resume(request: HttpRequest, clearance: Clearance) -> HttpResponseBase:
    """Propose that a suspended one count again: a second officer approves."""
    return verbs.propose(request, clearance, services.propose_resuming, ResumeForm)


def _about(request: HttpRequest, clearance: Clearance) -> dict[str, Any]:
    row = Clearance.objects.for_user(request.user).with_standing(timezone.now()).with_names().get(pk=clearance.pk)
    decides = Clearance.objects.for_user(request.user, "confirm").filter(pk=row.pk).exists()
    ends = Clearance.objects.for_user(request.user, "end").filter(pk=row.pk).exists()
    obstacles = {
        verb.word: verb.hindrance(row, request.user)
        for verb in ALL
        if verb.fits(row) and (decides if verb.word.needs == verbs.REQUESTED else ends)
    }
    return {
        "clearance": row,
        "history": histories.history(row),
        "officer": ends,
        "shows_certificate": vetting.shows_certificate(request.user, row),
        "may": [word for word, obstacle in obstacles.items() if not obstacle],
        "may_renew": decides and row.status == row.Status.ACTIVE and row.person_id != request.user.person_id,
        "may_resume": decides and row.status == row.Status.SUSPENDED and row.person_id != request.user.person_id,
        "obstacle": next(filter(None, obstacles.values()), ""),
    }
