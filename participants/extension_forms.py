"""The shape of a request for more time, and of what the host says to it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.forms import DecisionForm
from programs.answers import DayInput

LINE = 300


class TimeForm(DecisionForm):
    until = forms.DateField(
        label=_("Until"), widget=DayInput, help_text=_("The last day on which you would answer, where the host is.")
    )
    reason = forms.CharField(label=_("Why"), max_length=LINE, help_text=_("The host reads it."))


class GrantForm(DecisionForm):
    until = forms.DateField(label=_("Take an answer until"), widget=DayInput)


class RefuseForm(DecisionForm):
    remark = forms.CharField(label=_("Why not"), max_length=LINE, help_text=_("The nation reads it."))
