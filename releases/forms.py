"""The shape of what is entered to mark something anew."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clearances.label_form import LabelForm
from clearances.label_values import LEVEL, Terms
from clearances.labels import LabelValue, container_key
from releases import targets
from releases.periods import Period

PART = "label"


class MarkForm(LabelForm):
    """The new label of *row*, by the same owner, and why. It begins with the one that the row bears."""

    label_prefixes = (PART,)
    headings = {PART: _("Why, and how it is to be marked")}
    hints = {PART: ""}
    parts = {PART: ()}

    def __init__(self, data: Any, *, row: Any, author: User) -> None:
        self.row = row
        super().__init__(data, author=author, owner=row.label.owner)
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=200, help_text=_("Kept in the record; whoever must consent reads it.")
        )
        self.parts = {PART: ("reason",)}

    def terms_of(self, name: str) -> Terms:
        floors = targets.floors(self.row)
        return Terms(
            owner=self.label_owner,
            title=targets.word_for(self.row),
            preset=self.row.label,
            floor=floors[0] if floors else None,
            floor_title=str(_("The cover")),
            container=container_key(targets.root_of(self.row)),
        )

    @property
    def value(self) -> LabelValue:
        found = self.label_values[PART]
        assert found is not None  # noqa: S101 — the first label of a form is required
        return found

    def refuse(self, error: ValidationError) -> None:
        """What the service refused, next to the level or the reason."""
        for name, texts in error.message_dict.items() if hasattr(error, "error_dict") else [("", error.messages)]:
            field = f"{PART}_{LEVEL}" if name == PART else name
            self.add_error(field if field in self.fields else None, texts)

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Everything that was entered, to be sent again with the confirmation."""
        return [(name, value) for name in self.fields for value in self.data.getlist(self.add_prefix(name))]


class ConsentForm(forms.Form):
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class RefusalForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Whoever asked for it reads this."))


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """Between which days; lives in the address."""

    first = forms.DateField(label=_("From"), required=False, widget=DayInput)
    last = forms.DateField(label=_("Until"), required=False, widget=DayInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first."))
        return cleaned

    @property
    def period(self) -> Period | None:
        """None where it can't be read."""
        return Period(**self.cleaned_data) if self.is_valid() else None
