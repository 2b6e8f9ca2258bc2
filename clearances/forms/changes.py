"""The shape of what is entered about changes and suspensions."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ApprovalForm(forms.Form):
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class RefusalForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Whoever proposed it reads this."))


class SuspensionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Kept in the record. The suspended party never reads it.")
    )
