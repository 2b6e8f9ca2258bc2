"""Pieces that the forms of several apps share: a form that says what a service refused, a day, an end."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Refusing(forms.Form):
    """A form whose rules live in a service: what that refuses is said next to its field."""

    def refuse(self, error: ValidationError) -> None:
        known = hasattr(error, "error_dict") and set(error.error_dict) <= {*self.fields, "__all__"}
        self.add_error(None, error if known else ValidationError(error.messages))


class PeriodForm(Refusing):
    """From a day until a day, both inclusive; either may stay open."""

    starts_on = forms.DateField(label=_("First day"), required=False, widget=DayInput, help_text=_("Empty: always."))
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=DayInput, help_text=_("Inclusive. Empty: no end.")
    )


class ProposalForm(Refusing):
    """What the second person reads before deciding."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("The person who approves it reads this; it stays in the record.")
    )


class EndForm(Refusing):
    ends_on = forms.DateField(
        label=_("Last day"), widget=DayInput, help_text=_("Inclusive. Yesterday ends it at once.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Stays in the record."))


def lines(text: str) -> list[str]:
    """The lines of *text* that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class Lines(forms.CharField):
    """One thing a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[str]:
        return lines(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class Pairs(Lines):
    """``left = right``, one pair a line."""

    default_error_messages = {"pair": _("“%(line)s” isn't of the form left = right.")}

    def clean(self, value: Any) -> dict[str, str]:  # type: ignore[override]  # A mapping is what its users want.
        found = {}
        for line in super().clean(value):
            left, sign, right = (part.strip() for part in line.partition("="))
            if not (left and sign and right):
                raise ValidationError(self.error_messages["pair"], params={"line": line})
            found[left] = right
        return found

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{left} = {right}" for left, right in value.items()) if isinstance(value, dict) else value
