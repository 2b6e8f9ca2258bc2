"""What the calendar is asked for: a period, and a filter; both live in the address."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.dates import FIRST_YEAR, LAST_YEAR
from accounts.models import User
from calendars.items import EVERYTHING, Item, Scope
from clearances.models import Token
from exchanges import choices
from exchanges.forms import ANY
from planning.calendar import KINDS, Shape


class PeriodForm(forms.Form):
    shape = forms.ChoiceField(choices=Shape.choices, required=False)
    on = forms.DateField(required=False)

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("No calendar goes that far."))
        return day


class CalendarFilter(forms.Form):
    """Offers nothing that the reader's own exchanges don't show."""

    text = forms.CharField(label=_("Title"), required=False, max_length=80, widget=forms.TextInput({"type": "search"}))
    kind = forms.ChoiceField(
        label=_("Show"), required=False, choices=[ANY, *((kind.value, name) for kind, name in KINDS.items())]
    )
    program: Any = forms.ModelChoiceField(
        queryset=None, label=_("Program"), required=False, empty_label=_("Any"), to_field_name="reference"
    )
    shape = forms.CharField(required=False, widget=forms.HiddenInput)
    on = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, reader: User, exchanges: Any) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["program"].queryset = choices.programs_of(reader, exchanges)

    @property
    def scope(self) -> Scope:
        """Of the program that was chosen, which the reader sees; else of everything."""
        program = self.cleaned_data["program"]
        return Scope(program=program.pk) if program else EVERYTHING

    def narrow(self, items: Iterable[Item]) -> list[Item]:
        if not self.is_valid():
            return []
        text, kind = self.cleaned_data["text"].strip().casefold(), self.cleaned_data["kind"]
        return [item for item in items if text in item.title.casefold() and (not kind or item.kind == kind)]

    @property
    def feed(self) -> dict[str, str]:
        """What the form for a feed of the same begins with."""
        program = self.cleaned_data.get("program") if self.is_valid() else None
        return {"scope": Token.Scope.PROGRAM, "reference": program.reference} if program else {}

    @property
    def chosen(self) -> dict[str, str]:
        """What narrows, as the address says it."""
        return {name: self.data[name] for name in ("text", "kind", "program") if self.data.get(name)}
