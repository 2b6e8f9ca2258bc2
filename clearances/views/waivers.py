"""Waivers: the list, asking for one, and deciding it. A label is named to whoever may read what carries it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
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
from clearances.forms.holdings import FilterForm, ResumeForm, refuse
from clearances.forms.waivers import WaiverForm
from clearances.models import Waiver
from clearances.services.waivers import obstacle as hindrance
from clearances.views import verbs
from clearances.views.answers import posted, status
from clearances.views.desk import ADMINISTER, PER_PAGE

CONFIRM = verbs.Verb(verbs.CONFIRM, services.confirm_waiver, histories.effects_of_waiving, hindrance)
REFUSE = verbs.Verb(verbs.REFUSE, services.refuse_waiver, histories.effects_of_refusing, hindrance)
SUSPEND = verbs.Verb(verbs.SUSPEND, services.suspend_waiver, histories.effects_of_suspending, hindrance)
REVOKE = verbs.Verb(verbs.REVOKE, services.revoke_waiver, histories.effects_of_revoking, hindrance)
ALL = (CONFIRM, REFUSE, SUSPEND, REVOKE)


@require_safe
@office(ADMINISTER, Party)
def index(request: HttpRequest, parties: Any) -> HttpResponseBase:
    form = FilterForm(request.GET)
    rows = form.narrow(Waiver.objects.for_user(request.user, "end").with_standing(timezone.now()))
    page = Paginator(rows.by_standing(), PER_PAGE).get_page(request.GET.get("page"))
    items = [(waiver, vetting.waived_label(request.user, waiver)) for waiver in page.object_list]
    template = "clearances/waivers/index.html#table" if request.htmx else "clearances/waivers/index.html"
    return TemplateResponse(request, template, {"form": form, "page": page, "items": items})


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
@fresh()
def ask(request: HttpRequest, parties: Any) -> HttpResponseBase:
    form = WaiverForm(request.user, parties, posted(request))
    if form.is_valid():
        try:
            waiver = services.request_waiver(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Asked for. The other officers are told: one must confirm it within 72 hours."))
            return redirect(waiver)
    return TemplateResponse(request, "clearances/waivers/request.html", {"form": form}, status=status(form))


@require_safe
@guarded(Waiver, "view", key="public_id")
def detail(request: HttpRequest, waiver: Waiver) -> HttpResponseBase:
    return TemplateResponse(request, "clearances/waivers/detail.html", _about(request, waiver))


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Waiver, "confirm", key="public_id")
@fresh()
def confirm(request: HttpRequest, waiver: Waiver) -> HttpResponseBase:
    return _decide(request, waiver, CONFIRM)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Waiver, "confirm", key="public_id")
def refuse_waiver(request: HttpRequest, waiver: Waiver) -> HttpResponseBase:
    return _decide(request, waiver, REFUSE)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Waiver, "end", key="public_id")
@fresh()
def suspend(request: HttpRequest, waiver: Waiver) -> HttpResponseBase:
    return _decide(request, waiver, SUSPEND)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Waiver, "end", key="public_id")
@fresh()
def revoke(request: HttpRequest, waiver: Waiver) -> HttpResponseBase:
    return _decide(request, waiver, REVOKE)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Waiver, "confirm", key="public_id")
@fresh()
def resume(request: HttpRequest, waiver: Waiver) -> HttpResponseBase:
    return verbs.propose(request, waiver, services.propose_resuming, ResumeForm)


def _decide(request: HttpRequest, waiver: Waiver, verb: verbs.Verb) -> HttpResponseBase:
    return verbs.decide(request, waiver, verb, _("a waiver"))


def _about(request: HttpRequest, waiver: Waiver) -> dict[str, Any]:
    row = Waiver.objects.for_user(request.user).with_standing(timezone.now()).with_names().get(pk=waiver.pk)
    officer = Waiver.objects.for_user(request.user, "end").filter(pk=row.pk).exists()
    obstacles = {verb.word: verb.hindrance(row, request.user) for verb in ALL if officer and verb.fits(row)}
    return {
        "waiver": row,
        "label": vetting.waived_label(request.user, row),
        "history": histories.history(row),
        "officer": officer,
        "may": [word for word, obstacle in obstacles.items() if not obstacle],
        "may_resume": officer and row.status == row.Status.SUSPENDED and row.person_id != request.user.person_id,
        "obstacle": next(filter(None, obstacles.values()), ""),
    }
