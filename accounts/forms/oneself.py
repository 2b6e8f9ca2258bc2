"""Forms about oneself: the second factor's code, one's own language and time zone."""

import zoneinfo
from typing import Any

from allauth.core import context
from allauth.mfa.base import forms as mfa
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User, known_zone


class _Counted:
    """Wrong codes count towards the same lock as wrong passwords; while it holds, no code is even looked at."""

    user: User

    def clean_code(self) -> str:
        request, credentials = context.request, {"username": self.user.username}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out, request.axes_credentials = True, credentials
            raise ValidationError(_("Sign-in is paused after too many failed attempts."))
        try:
            return super().clean_code()  # type: ignore[misc, no-any-return]  # allauth's form comes behind it.
        except ValidationError:
            user_login_failed.send(type(self), credentials=credentials, request=request)
            raise


class AuthenticateForm(_Counted, mfa.AuthenticateForm):
    """The second step of signing in."""


class ReauthenticateForm(_Counted, mfa.ReauthenticateForm):
    """A fresh confirmation by code."""


class ChoicesForm(forms.Form):
    """In which language and at which time somebody reads."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    zone = forms.CharField(
        label=_("Time zone"),
        required=False,
        max_length=64,
        validators=[known_zone],
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
    )

    writes_dtg = forms.BooleanField(
        label=_("Write instants as date-time groups"), required=False, help_text=_("Such as 010930Z NOV 26, in UTC.")
    )

    def __init__(self, *args: Any, organisation_zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].help_text = _("Such as Africa/Abidjan. Empty: that of your organisation, %(zone)s.") % {
            "zone": organisation_zone
        }

    @property
    def zones(self) -> list[str]:
        """Every known zone, as suggestions."""
        return sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))
