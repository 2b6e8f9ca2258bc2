"""The shape of what is entered about clearances: a request, a reason, what to list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from clearances import choices
from clearances.models import Classification, Compartment, Standing


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Person) -> str:
        return f"{obj} · {obj.organisation}"


class LevelField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Classification) -> str:
        return f"{obj.policy.owner} · {obj}"


class CompartmentsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Compartment) -> str:
        return f"{obj.policy.owner} · {obj}"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RequestForm(forms.Form):
    """Ask that a person be cleared, in a policy that the user administers or certifies in."""

    person = PersonField(queryset=None, label=_("Person"), empty_label="–", widget=forms.Select({"data-search": ""}))
    classification = LevelField(
        queryset=None,
        label=_("Level"),
        empty_label="–",
        help_text=_("Of a policy that you may clear people in; never above your own clearance."),
    )
    compartments = CompartmentsField(
        queryset=None, label=_("Compartments"), required=False, help_text=_("Each belongs to one policy.")
    )
    sponsor = forms.ModelChoiceField(
        queryset=None,
        label=_("Sponsor nation"),
        empty_label="–",
        help_text=_("Its clock says when the clearance begins and ends."),
    )
    certificate_reference = forms.CharField(
        label=_("Certificate reference"), max_length=80, help_text=_("As on the certificate that the nation issued.")
    )
    valid_from = forms.DateField(label=_("Valid from"), widget=DayInput, initial=timezone.localdate)
    valid_to = forms.DateField(label=_("Valid to"), widget=DayInput, help_text=_("The last day counts."))

    def __init__(self, user: User, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["person"].queryset = choices.people_for(user)
        self.fields["classification"].queryset = choices.levels_for(user)
        self.fields["compartments"].queryset = choices.compartments_for(user)
        self.fields["sponsor"].queryset = choices.sponsors_for(user)

    def clean(self) -> dict[str, Any]:
        """Compartments become the codes of one policy: that of the level."""
        cleaned = super().clean()
        named, level = cleaned.get("compartments") or [], cleaned.get("classification")
        if level and any(compartment.policy_id != level.policy_id for compartment in named):
            self.add_error("compartments", _("These belong to another policy than the level."))
        cleaned["compartments"] = [compartment.code for compartment in named]
        return cleaned

    def refuse(self, error: ValidationError) -> None:
        refuse(self, error)


def refuse(form: forms.Form, error: ValidationError) -> None:
    """Show what the service refused next to its field."""
    known = hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)
    form.add_error(None, error if known else ValidationError(error.messages))


class ConfirmForm(forms.Form):
    """*digest* says which request was read: another one is never confirmed by mistake."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Kept with it, and told to its holder."))


class ResumeForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Whoever approves it reads this."))


class FilterForm(forms.Form):
    """What to list; lives in the address."""

    person = forms.CharField(label=_("Name"), required=False, max_length=80, widget=forms.TextInput({"type": "search"}))
    nation = forms.ModelChoiceField(queryset=None, label=_("Nation"), required=False, empty_label=_("Any"))
    standing = forms.TypedChoiceField(
        label=_("Standing"), required=False, coerce=int, choices=[("", _("Any")), *Standing.choices]
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["nation"].queryset = choices.nations()

    def narrow(self, rows: Any) -> Any:
        """*rows* as far as they fit; what can't be read narrows to nothing and is said next to its field."""
        if not self.is_valid():
            return rows.none()
        wanted = self.cleaned_data
        if wanted["person"]:
            rows = rows.about(wanted["person"])
        if wanted["nation"]:
            rows = rows.of_nation(wanted["nation"])
        if wanted["standing"]:
            rows = rows.filter(standing=wanted["standing"])
        return rows
