"""Wall time as somebody types it: without a zone, which the form knows, and unambiguous once it is an instant."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

TWICE = [("", _("Choose")), ("first", _("The first: before the clocks change")), ("second", _("The second: after it"))]


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar and clock; the value travels as ISO in every language."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.Field):
    """A naive wall time, to the minute."""

    widget = MomentInput
    default_error_messages = {"invalid": _("Enter a day and a time, such as 2026-11-01T14:30.")}

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values or isinstance(value, datetime):
            return value or None
        try:
            found = datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if found.tzinfo is not None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found.replace(second=0, microsecond=0)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial) != str(data)


class WhichField(forms.ChoiceField):
    """Which of the two instants is meant; on the page only where a time comes twice."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Which of the two?"), required=False, choices=TWICE, initial="", widget=forms.HiddenInput
        )
