"""A nation's own page of its liaisons: whoever is of the team takes colleagues in and lets them go."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.fresh import fresh
from accounts.models import Team
from clearances.decorators import own
from participants import team as reading
from participants.services import team as services
from participants.team_forms import JoinForm, LeaveForm


@require_safe
@own
def liaisons(request: HttpRequest) -> HttpResponseBase:
    return TemplateResponse(request, "participants/liaisons.html", {"teams": reading.liaisons(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@own
@fresh()
def join(request: HttpRequest, code: str) -> HttpResponseBase:
    team = _own_team(request, code)
    form = JoinForm(request.POST or None, team=team)
    added = form.attempt(
        lambda: services.add_liaison(
            team, form.cleaned_data["person"], until=form.cleaned_data["until"], by=request.user
        )
    )
    if added:
        messages.success(request, _("%(person)s is one of your liaisons.") % {"person": added.user})
        return redirect("participants:liaisons")
    return TemplateResponse(request, "participants/join.html", {"form": form, "team": team}, status=form.status)


@require_POST
@own
def leave(request: HttpRequest, code: str) -> HttpResponseBase:
    team = _own_team(request, code)
    form = LeaveForm(request.POST, team=team)
    form.attempt(lambda: services.remove_liaison(team, form.cleaned_data["person"], by=request.user))
    if form.errors:
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
    else:
        messages.success(request, _("They are no longer one of your liaisons."))
    return redirect("participants:liaisons")


def _own_team(request: HttpRequest, code: str) -> Team:
    """The reader's own liaisons of the party with that code; of others none is told of."""
    team = services.teams_of(request.user).filter(party__code=code).first()
    if team is None:
        raise Http404
    return team
