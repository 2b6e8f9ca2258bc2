"""The shape of what a host says about pairs of nations."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from programs.answers import ServiceForm


class PairForm(ServiceForm):
    first = forms.ChoiceField(label=_("One nation"))
    second = forms.ChoiceField(label=_("The other"))
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)

    def __init__(self, data: Any = None, *, parties: Iterable[Party]) -> None:
        super().__init__(data)
        self.parties = {party.code: party for party in parties}
        for name in ("first", "second"):
            self.fields[name].choices = [("", "–"), *((code, str(party)) for code, party in self.parties.items())]

    def clean_first(self) -> Party:
        return self.parties[self.cleaned_data["first"]]

    def clean_second(self) -> Party:
        return self.parties[self.cleaned_data["second"]]
