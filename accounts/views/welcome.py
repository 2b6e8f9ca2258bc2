"""The link of an invitation, opened by somebody who has no account yet.

The link itself only leads on to a page whose address says nothing: secrets in addresses end up in logs. The session
keeps the hash, as the database does.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.administration import admissions
from accounts.forms.people import WelcomeForm
from clearances.decorators import public

KEY = "welcome"


@never_cache
@require_safe
@public("Whoever holds the link has no account yet; it leads to the same page whether it works or not.")
def follow(request: HttpRequest, secret: str) -> HttpResponseBase:
    request.session[KEY] = admissions.hash_of(secret)
    return redirect("accounts:welcome")


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public("Somebody without an account sets it up; without a link that works there is one page that says so.")
def welcome(request: HttpRequest) -> HttpResponseBase:
    token_hash = request.session.get(KEY, "")
    if admissions.opened_by(token_hash) is None:
        return _gone(request)
    form = WelcomeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = admissions.accept(token_hash, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _made(request, user)
    status = 400 if form.errors else 200
    return TemplateResponse(request, "accounts/admissions/welcome.html", {"form": form}, status=status)


def _made(request: HttpRequest, user: object) -> HttpResponseBase:
    if user is None:
        return _gone(request)
    del request.session[KEY]
    text = _("Your account is made. Your user name is %(name)s: write it down, then sign in.")
    messages.success(request, text % {"name": user.username})
    return redirect("account_login")


def _gone(request: HttpRequest) -> HttpResponseBase:
    """One page for a link that was used, has lapsed, was taken back or never existed."""
    return TemplateResponse(request, "accounts/admissions/gone.html", status=404)
