"""The shape of what is entered to mark something anew."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from clearances.label_form import LabelForm
from clearances.labels import LabelValue

PART = "content"


class MarkForm(LabelForm):
    """The new label of one row, by the same owner, and why."""

    label_prefixes = (PART,)
    parts = {PART: ()}

    def __init__(self, *args: Any, author: User, owner: Party, **kwargs: Any) -> None:
        super().__init__(*args, author=author, owner=owner, **kwargs)
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=200, help_text=_("Kept in the record; whoever must consent reads it.")
        )

    @property
    def value(self) -> LabelValue:
        found = self.label_values[PART]
        assert found is not None  # noqa: S101 — the first label of a form is required
        return found

    def refuse(self, error: ValidationError) -> None:
        """What the service refused, next to the label or the reason."""
        for name, texts in error.message_dict.items() if hasattr(error, "error_dict") else [("", error.messages)]:
            self.add_error(name if name in self.fields else None, texts)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Everything that was entered, to be sent again with the confirmation."""
        return [(name, value) for name in self.fields for value in self.data.getlist(self.add_prefix(name))]


class ConsentForm(forms.Form):
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class RefusalForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Whoever asked for it reads this."))
