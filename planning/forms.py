"""The shape of what is entered to move an exchange or to take it a step further."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges import choices
from exchanges.changes import Verb
from exchanges.forms import SEARCHED, ZoneField
from exchanges.models import Exchange
from exchanges.services import check_dates
from planning.board_rows import Grouping
from planning.models import NAME_LENGTH
from programs.answers import DayInput, ServiceForm, VersionedForm

LONGEST_DAYS = 3660


class WindowForm(forms.Form):
    """The part of time that the board asks for."""

    group = forms.ChoiceField(choices=Grouping.choices)
    first = forms.DateField()
    last = forms.DateField()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"first", "last"} <= cleaned.keys() and not 0 <= (cleaned["last"] - cleaned["first"]).days <= LONGEST_DAYS:
            raise forms.ValidationError(_("The board shows at most ten years, from the earlier day to the later."))
        return cleaned


class NameForm(ServiceForm):
    """The name of a view."""

    name = forms.CharField(label=_("Name of this view"), max_length=NAME_LENGTH)


class ViewForm(NameForm):
    """A name for what the board shows now."""

    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)


def starts_on() -> forms.DateField:
    return forms.DateField(label=_("STARTEX"), widget=DayInput)


def ends_on() -> forms.DateField:
    return forms.DateField(label=_("ENDEX"), widget=DayInput, help_text=_("The last day counts."))


def reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Whoever sees the cover reads it: keep to what they may know.")
    )


class StepForm(VersionedForm):
    """A step that needs nothing but a yes."""


class DatesForm(VersionedForm):
    starts_on = starts_on()
    ends_on = ends_on()


class PlaceForm(DatesForm):
    """Where a booking goes on the board: other days, and perhaps another resource."""

    resource = forms.UUIDField(required=False)
    is_undo = forms.BooleanField(required=False)


class ProposedDays(forms.Form):
    """Dates that a link proposes; whoever follows it sees what would follow from them."""

    starts_on = forms.DateField()
    ends_on = forms.DateField()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"starts_on", "ends_on"} <= cleaned.keys():
            check_dates(cleaned["starts_on"], cleaned["ends_on"])
        return cleaned


class ProposedHost(forms.Form):
    """Whom a link proposes as the host."""

    host = forms.ModelChoiceField(queryset=None, to_field_name="code", required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["host"].queryset = choices.hosts()  # type: ignore[attr-defined]  # A ModelChoiceField.


class PostponeForm(DatesForm):
    reason = reason()


class CancelForm(VersionedForm):
    reason = reason()


class RehostForm(VersionedForm):
    host = forms.ModelChoiceField(queryset=None, label=_("New host"), widget=forms.Select(SEARCHED))
    zone = ZoneField(label=_("Time zone"))
    reason = reason()

    def __init__(self, data: Any = None, *, row: Exchange, **kwargs: Any) -> None:
        super().__init__(data, row=row, **kwargs)
        self.fields["host"].queryset = choices.hosts()

    @classmethod
    def read(cls, row: Any) -> dict[str, Any]:
        return {"host": row.host, "zone": ""}


FORMS: dict[Verb, type[VersionedForm]] = {
    Verb.MOVE: DatesForm,
    Verb.PLAN: DatesForm,
    Verb.POSTPONE: PostponeForm,
    Verb.REHOST: RehostForm,
    Verb.CANCEL: CancelForm,
    Verb.START: StepForm,
    Verb.COMPLETE: StepForm,
    Verb.CLOSE: StepForm,
}
