"""One's own profile."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.forms import ChoicesForm
from clearances.decorators import own


@require_http_methods(["GET", "HEAD", "POST"])
@own
def profile(request: HttpRequest) -> HttpResponse:
    user = request.user
    chosen = {"language": user.language, "zone": user.zone}
    form = ChoicesForm(request.POST or None, initial=chosen, organisation_zone=user.organisation.zone)
    if form.is_valid():
        services.choose(user, by=user, **form.cleaned_data)
        messages.success(request, _("Your choices are saved."))
        return redirect("accounts:profile")
    return TemplateResponse(request, "accounts/profile.html", {"form": form})
