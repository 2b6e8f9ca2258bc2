"""Showing again who one is: the second factor where there is one, else the password."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.conf import settings
from django.http import HttpRequest

from accounts.forms.oneself import ReauthenticateForm as CodeForm
from audit.services import record

PREFIX = "again"
DEMONSTRATION = "demonstration"


class AgainByCode(CodeForm):
    """Wrong codes count as wrong passwords do."""


class AgainByPassword(PasswordForm):
    def save(self) -> None:
        _note(self.request, "password")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, user=request.user, **kwargs)


class AgainByClick(forms.Form):
    """Who entered a demonstration by a button knows no password; a click counts there as it did then."""

    here = forms.CharField(widget=forms.HiddenInput, initial="1")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def save(self) -> None:
        _note(self.request, DEMONSTRATION)


def form_for(request: HttpRequest) -> Any:
    """Bound only where the question was answered: what was posted without it belongs to the page."""
    is_answered = any(name.startswith(f"{PREFIX}-") for name in request.POST)
    data = request.POST if is_answered else None
    if _entered_by_a_button(request):
        return AgainByClick(data, prefix=PREFIX, request=request)
    if is_mfa_enabled(request.user):
        return AgainByCode(data, prefix=PREFIX, user=request.user)
    return AgainByPassword(data, prefix=PREFIX, request=request)


def _entered_by_a_button(request: HttpRequest) -> bool:
    methods = {each.get("method") for each in get_authentication_records(request, request.user)}
    return settings.DEMONSTRATION and DEMONSTRATION in methods


def _note(request: HttpRequest, method: str) -> None:
    record_authentication(request, request.user, method, reauthenticated=True)
    record(request.user, "account.confirmed_again", request.user, method=method)
