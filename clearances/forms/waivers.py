"""The shape of what is entered about waivers."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clearances import choices, markings
from clearances.forms.holdings import DayInput, PersonField
from clearances.models import Label


class LabelField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Label) -> str:
        return markings.of_label(obj.pk).text


class WaiverForm(forms.Form):
    """Ask that a person's nationality not bar one label of *parties*."""

    person = PersonField(queryset=None, label=_("Person"), empty_label="–", widget=forms.Select({"data-search": ""}))
    label = LabelField(
        queryset=None,
        label=_("Label"),
        empty_label="–",
        widget=forms.Select({"data-search": ""}),
        help_text=_("Only labels that ask for a nationality and that you may read yourself."),
    )
    sponsor = forms.ModelChoiceField(
        queryset=None,
        label=_("Sponsor nation"),
        empty_label="–",
        help_text=_("The nation that vouches for the person; its clock says when the waiver begins and ends."),
    )
    valid_from = forms.DateField(label=_("Valid from"), widget=DayInput, initial=timezone.localdate)
    valid_to = forms.DateField(label=_("Valid to"), widget=DayInput, help_text=_("The last day counts."))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Why the work needs this person. Kept with the waiver.")
    )

    def __init__(self, user: User, parties: Any, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["person"].queryset = choices.people_for(user)
        self.fields["label"].queryset = choices.waivable_by(user, parties)
        self.fields["sponsor"].queryset = choices.nations()
