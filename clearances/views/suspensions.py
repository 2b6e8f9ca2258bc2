"""The switch that keeps a party out: everybody at once, with a look at what it does before."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import fresh
from accounts.models import Party
from clearances import choices, effects
from clearances.decorators import guarded, office
from clearances.forms.changes import SuspensionForm
from clearances.guards import SYSTEM
from clearances.models import Suspension
from clearances.services import changes, suspensions
from clearances.views.answers import posted, status

ADMINISTER = "accounts.administer_clearances"


@require_safe
@office(ADMINISTER, Party)
def index(request: HttpRequest, parties: Any) -> HttpResponseBase:
    """Who is suspended by the reader's own parties, who was, and whom they could suspend."""
    rows = Suspension.objects.for_user(request.user).select_related("party", "imposed_by", "suspended_by__person")
    groups = {
        "now": rows.in_force(),
        "before": rows.exclude(lifted_at=None)[:50],
        "parties": choices.suspendable(parties),
    }
    return TemplateResponse(request, "clearances/suspensions/index.html", groups)


@require_http_methods(["GET", "HEAD", "POST"])
@office(ADMINISTER, Party)
@fresh()
def suspend(request: HttpRequest, parties: Any, code: str) -> HttpResponseBase:
    """Whom it would shut out of what, and the switch itself."""
    party, form = get_object_or_404(choices.suspendable(parties), code=code), SuspensionForm(posted(request))
    if form.is_valid():
        try:
            suspensions.suspend(
                party, imposed_by=_imposer(request, parties, party), by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("%(party)s is suspended from now on.") % {"party": party})
            return redirect("clearances:suspensions")
    context = {"party": party, "form": form, "effect": _effect(request, party, parties)}
    return TemplateResponse(request, "clearances/suspensions/suspend.html", context, status=status(form))


def _imposer(request: HttpRequest, parties: Any, party: Party) -> Party:
    """The reader's own organisation where it reaches the party, or else the first that does."""
    reaching = [each for each in parties if suspensions.reaches(each, party)]
    return next((each for each in reaching if each == request.user.organisation), reaching[0])


def _effect(request: HttpRequest, party: Party, parties: Any) -> effects.Told | None:
    def do() -> None:
        suspensions.suspend(party, imposed_by=_imposer(request, parties, party), reason=_("preview"), by=SYSTEM)

    return effects.foreseen(do, None, request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Suspension, "lift")
@fresh()
def lift(request: HttpRequest, suspension: Suspension) -> HttpResponseBase:
    """Propose to let the party in again: a second administrator approves."""
    form = SuspensionForm(posted(request))
    if not form.is_valid():
        context = {"suspension": suspension, "form": form}
        return TemplateResponse(request, "clearances/suspensions/lift.html", context, status=status(form))
    change = changes.propose(
        "suspension.lift",
        party=suspension.imposed_by,
        facts={"suspension": suspension.pk},
        by=request.user,
        **form.cleaned_data,
    )
    messages.success(request, _("Proposed. A second administrator must approve it."))
    return redirect(change)
