"""The question who one is, on a page of its own: before a file, whose address can't hold a form."""

from typing import Any

from allauth.account.views import ReauthenticateView
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.forms.again import form_for
from accounts.fresh import is_fresh, minutes
from audit.services import record
from clearances.decorators import own


@require_http_methods(["GET", "HEAD", "POST"])
@own
def again(request: HttpRequest) -> HttpResponseBase:
    """Once confirmed, the file is one click away: an address that answers with a file leaves the page where it is."""
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return redirect("portal:home")
    form = form_for(request)
    if request.method == "POST" and form.is_bound and form.is_valid():
        form.save()
    facts = {"form": form, "next": wanted, "minutes": minutes()}
    return TemplateResponse(request, "account/confirmed.html" if is_fresh(request) else "account/again.html", facts)


class PasswordAgain(ReauthenticateView):  # type: ignore[misc]  # allauth has no types.
    """allauth's own question before its own pages, which tells nobody of a password that was right."""

    def form_valid(self, form: Any) -> HttpResponseBase:
        answer: HttpResponseBase = super().form_valid(form)
        record(self.request.user, "account.confirmed_again", self.request.user, method="password")
        return answer
