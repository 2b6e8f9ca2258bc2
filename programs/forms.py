"""The shape of what is entered about programs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from clearances.label_form import LabelForm
from clearances.labels import container_key
from programs.answers import ServiceForm, VersionedForm


class FilterForm(forms.Form):
    """What to list; lives in the address."""

    text = forms.CharField(
        label=_("Title or reference"), required=False, max_length=80, widget=forms.TextInput({"type": "search"})
    )

    def narrow(self, programs: Any) -> Any:
        if not self.is_valid():
            return programs.none()
        text = self.cleaned_data["text"].strip()
        return programs.named_like(text) if text else programs


class ProgramForm(LabelForm, ServiceForm):
    """A new program of one of the parties that the author plans for."""

    owner = forms.ModelChoiceField(queryset=None, label=_("Owner"), empty_label=None)
    title = forms.CharField(label=_("Cover title"), max_length=120, help_text=_("Whoever sees the cover reads it."))
    purpose = forms.CharField(label=_("Purpose"), required=False, widget=forms.Textarea({"rows": 4}), max_length=10_000)
    authority = forms.CharField(
        label=_("Authority"), required=False, max_length=160, help_text=_("The treaty, act or decision it rests on.")
    )
    cadence = forms.CharField(
        label=_("Cadence"), required=False, max_length=120, help_text=_("Such as: every year in March.")
    )

    renamed = {"label": "cover_classification", "content_label": "content_classification"}
    parts = {"cover": ("owner", "title"), "content": ("purpose", "authority", "cadence")}

    def __init__(self, data: Any = None, *, author: User, held: Any) -> None:
        super().__init__(data, author=author, owner=held.first(), container=container_key(held.first()))
        self.fields["owner"].queryset = held

    def clean_owner(self) -> Party:
        self.label_owner = self.cleaned_data["owner"]
        return self.label_owner

    def clean(self) -> dict[str, Any]:
        """The words of the service for the values it takes."""
        cleaned = super().clean()
        values = {name: cleaned[name] for names in self.parts.values() for name in names if name in cleaned}
        return {**values, "label": self.label_values["cover"], "content_label": self.label_values["content"]}


class CoverForm(VersionedForm):
    title = forms.CharField(label=_("Cover title"), max_length=120, help_text=_("Whoever sees the cover reads it."))


class ContentForm(VersionedForm):
    purpose = forms.CharField(label=_("Purpose"), required=False, widget=forms.Textarea({"rows": 6}), max_length=10_000)
    authority = forms.CharField(
        label=_("Authority"), required=False, max_length=160, help_text=_("The treaty, act or decision it rests on.")
    )
    cadence = forms.CharField(label=_("Cadence"), required=False, max_length=120)
