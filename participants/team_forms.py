"""Who joins a nation's liaisons, and who leaves them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from participants.services.team import colleagues, members
from programs.answers import DayInput, ServiceForm


class JoinForm(ServiceForm):
    person = forms.ModelChoiceField(None, label=_("Colleague"))
    until = forms.DateField(
        label=_("Stands in until"), required=False, widget=DayInput, help_text=_("This day included. Empty: for good.")
    )

    def __init__(self, data: Any = None, *, team: Team) -> None:
        super().__init__(data)
        self.fields["person"].queryset = colleagues(team)


class LeaveForm(ServiceForm):
    person = forms.ModelChoiceField(None)

    def __init__(self, data: Any = None, *, team: Team) -> None:
        super().__init__(data)
        self.fields["person"].queryset = members(team)
