"""Lines of an answer as they are typed: caveats, numbers, contributions. Blank lines are left out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from participants.forms import MOST_SEATS
from participants.terms import Category, CaveatKind, Contribution, ContributionKind
from programs.answers import DayInput

MOST_LINES, LINE = 40, 300
BLANK = ("", "–")
Choices = Iterable[tuple[str, str | Promise]]


class CaveatForm(forms.Form):
    kind = forms.ChoiceField(label=_("Caveat"), choices=[BLANK, *CaveatKind.choices])
    serial = forms.ChoiceField(label=_("Activity"), required=False)
    party = forms.ChoiceField(label=_("Nation"), required=False)
    text = forms.CharField(label=_("In words"), required=False, max_length=LINE)

    def __init__(self, *args: Any, serials: Choices, parties: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["serial"].choices = [("", _("All of it")), *serials]
        self.fields["party"].choices = [BLANK, *parties]


class NumbersForm(forms.Form):
    category = forms.ChoiceField(label=_("Category"), choices=[BLANK, *Category.choices])
    least = forms.IntegerField(label=_("At least"), min_value=0, max_value=MOST_SEATS)
    most = forms.IntegerField(label=_("At most"), min_value=1, max_value=MOST_SEATS)


class ContributionForm(forms.Form):
    kind = forms.ChoiceField(label=_("What"), choices=[BLANK, *ContributionKind.choices])
    name = forms.CharField(label=_("Name or type"), max_length=LINE)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_SEATS, initial=1)
    first = forms.DateField(label=_("From"), required=False, widget=DayInput)
    last = forms.DateField(label=_("Until"), required=False, widget=DayInput)
    particulars = forms.CharField(
        label=_("Particulars"),
        required=False,
        max_length=LINE,
        help_text=_("Draught, call sign, weight, power, what it needs."),
    )


class Lines(BaseFormSet):  # type: ignore[type-arg]  # Only the stubs are generic.
    """Lines of one sort; those without anything in them don't count."""

    def said(self) -> list[dict[str, Any]]:
        """For JSON, as ``participants.terms`` reads it."""
        kept = [form.cleaned_data for form in self.forms if form.has_changed() or form in self.initial_forms]
        return [_line(values) for values in kept if values and not values.get("DELETE")]

    def refuse(self, problem: ValidationError) -> None:
        """Say it beside these lines."""
        self.non_form_errors().extend(problem.messages)  # type: ignore[attr-defined]  # A list of texts.


def _line(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values.items()
        if name != "DELETE" and value not in {None, ""}
    }


def line_set(form: type[forms.Form]) -> Any:
    """A formset of such lines, with a blank one at the end."""
    options: dict[str, Any] = {
        "extra": 1,
        "can_delete": True,
        "can_delete_extra": False,
        "max_num": MOST_LINES,
        "absolute_max": MOST_LINES,
    }
    return formset_factory(form, formset=Lines, validate_max=True, **options)


CaveatLines, NumberLines, ContributionLines = line_set(CaveatForm), line_set(NumbersForm), line_set(ContributionForm)


def lines(data: Any, terms: Mapping[str, Any], *, serials: Choices, parties: Choices) -> dict[str, Lines]:
    """The lines of *terms*, or what was typed, by the name that the terms have for them."""
    choices = {"serials": serials, "parties": parties}
    contributions = [
        {"first": row.first, "last": row.last, **said}
        for said in terms.get("contributions", [])
        for row in [Contribution.read(said)]
    ]
    return {
        "caveats": CaveatLines(data, prefix="caveat", initial=terms.get("caveats"), form_kwargs=choices),
        "numbers": NumberLines(data, prefix="number", initial=terms.get("numbers")),
        "contributions": ContributionLines(data, prefix="contribution", initial=contributions),
    }
