"""One's own profile."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.administration import sessions
from accounts.forms import ChoicesForm
from accounts.models import SignIn
from clearances.decorators import own


@require_http_methods(["GET", "HEAD", "POST"])
@own
def profile(request: HttpRequest) -> HttpResponse:
    user = request.user
    chosen = {"language": user.language, "zone": user.zone, "writes_dtg": user.writes_dtg}
    form = ChoicesForm(request.POST or None, initial=chosen, organisation_zone=user.organisation.zone)
    if form.is_valid():
        services.choose(user, by=user, **form.cleaned_data)
        messages.success(request, _("Your choices are saved."))
        return redirect("accounts:profile")
    return TemplateResponse(request, "accounts/profile.html", {"form": form, "sessions": _sessions(request)})


def _sessions(request: HttpRequest) -> list[tuple[SignIn, bool]]:
    """Where the reader is signed in, and which of these this is."""
    current = request.session.get(sessions.KEY)
    return [(row, row.pk == current) for row in sessions.open_of(request.user)]


@require_POST
@own
def end_others(request: HttpRequest) -> HttpResponse:
    user = sessions.end_others(request.user, request.session.get(sessions.KEY))
    update_session_auth_hash(request, user)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("accounts:profile")
