"""Who holds what on a program, an exchange or a party: the lists, proposing to give, and taking away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import fresh
from accounts.models import Party
from clearances import effects, needs
from clearances.decorators import office
from clearances.forms.holdings import refuse
from clearances.forms.needs import FindForm, GiveForm, TakeForm
from clearances.guards import SYSTEM
from clearances.histories import Effect
from clearances.previews import Scope
from clearances.services import AlreadyDecided
from clearances.services import needs as services
from clearances.views.answers import posted, status
from clearances.views.desk import ADMINISTER

LISTED = 50


@require_safe
@office(ADMINISTER, Party)
def index(request: HttpRequest, parties: Any) -> HttpResponseBase:
    """What the reader gives roles on: their parties, and the programs and exchanges whose covers they see."""
    form = FindForm(request.GET)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    roots, is_cut = needs.roots_for(request.user, parties, text, LISTED)
    context = {"form": form, "roots": roots, "limit": LISTED if is_cut else 0}
    template = "clearances/needs/index.html#table" if request.htmx else "clearances/needs/index.html"
    return TemplateResponse(request, template, context)


@require_safe
@office(ADMINISTER, Party)
def detail(request: HttpRequest, parties: Any, root: str, reference: str) -> HttpResponseBase:
    row = needs.root_of(request.user, parties, root, reference)
    context = {"root": row, "kind": root, "key": reference, "held": needs.held_on(row)}
    return TemplateResponse(request, "clearances/needs/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
@fresh()
def give(request: HttpRequest, parties: Any, root: str, reference: str) -> HttpResponseBase:
    row = needs.root_of(request.user, parties, root, reference)
    form = GiveForm(request.user, parties, row, posted(request))
    if form.is_valid():
        try:
            change = services.propose_giving(row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Proposed. A second administrator must approve it within 72 hours."))
            return redirect(change)
    context = {"form": form, "root": row, "kind": root, "key": reference}
    return TemplateResponse(request, "clearances/needs/give.html", context, status=status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
@fresh()
def take(request: HttpRequest, parties: Any, root: str, reference: str) -> HttpResponseBase:
    row = needs.root_of(request.user, parties, root, reference)
    initial = {"team": request.GET.get("team"), "role": request.GET.get("role")}
    form = TakeForm(row, posted(request), initial=initial)
    if form.is_valid():
        try:
            services.take_away(row, by=request.user, **form.cleaned_data)
        except AlreadyDecided:
            return _show(request, row, form, "clearances/needs/too_late.html", 409)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Taken back. It is closed from the next request on."))
            return redirect("clearances:needs", root, reference)
    return _show(request, row, form, "clearances/needs/take.html", status(form))


def _show(request: HttpRequest, row: Any, form: TakeForm, template: str, code: int) -> HttpResponseBase:
    """The question about one role of one team; without one there is nothing left to take."""
    chosen = (str(form["team"].value()), str(form["role"].value()))
    held = next((each for each in form.held if (str(each.team.pk), each.role.value) == chosen), None)
    if held is None:
        template, code = "clearances/needs/too_late.html", 409
    context = {"form": form, "root": row, "held": held, "effects": _effects(held), "kind": row._meta.model_name}
    context |= {"key": getattr(row, "reference", None) or row.code, "effect": held and _sight(request, row, held)}
    return TemplateResponse(request, template, context, status=code)


def _sight(request: HttpRequest, row: Any, held: needs.Held) -> effects.Told | None:
    def do() -> None:
        services.take_away(row, role=held.role, team=held.team, by=SYSTEM, reason="preview")

    return effects.foreseen(do, Scope(people=frozenset(needs.people_in(held.team.pk))), request.user)


def _effects(held: needs.Held | None) -> list[Effect]:
    if held is None:
        return []
    people = ", ".join(map(str, held.members))
    return [
        Effect(
            _("What only this role opened closes at their next request: %(people)s.") % {"people": people}, "eye-off"
        ),
        Effect(_("To give it back takes two persons."), "users"),
    ]
