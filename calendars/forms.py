"""The shape of what is entered about the days of nations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import registry
from accounts.models import Party, User
from calendars.models import Holiday, StandDown
from calendars.models.blackouts import REASON_LENGTH, TITLE_LENGTH
from calendars.models.days import NAME_LENGTH
from clearances.label_form import LabelForm
from clearances.labels import container_key
from clearances.shapes import ProposalForm
from programs.answers import DayInput, ServiceForm, VersionedForm


class ListForm(forms.Form):
    """Which calendars to list; lives in the address."""

    text = forms.CharField(
        label=_("Nation or organisation"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"type": "search"}),
    )

    def narrow(self, rows: Any) -> Any:
        """Nations, or whatever is called like that; what can't be read narrows to nothing."""
        if not self.is_valid():
            return rows.none()
        text = self.cleaned_data["text"].strip()
        return registry.named(rows, text) if text else rows.filter(is_nation=True)


def title() -> forms.CharField:
    return forms.CharField(label=_("Title"), max_length=TITLE_LENGTH, help_text=_("Such as: Fleet inspection"))


def reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reason"), required=False, max_length=REASON_LENGTH, widget=forms.Textarea({"rows": 3})
    )


def starts_on() -> forms.DateField:
    return forms.DateField(label=_("First day"), widget=DayInput)


def ends_on() -> forms.DateField:
    return forms.DateField(label=_("Last day"), widget=DayInput, help_text=_("This day is kept free too."))


class BlackoutForm(LabelForm, ServiceForm):
    """A new blackout period with its label."""

    label_prefixes = ("mark",)
    label_titles = {"mark": _("blackout period")}
    headings = {"mark": _("Blackout period")}
    hints = {"mark": _("Planners of the nations it is released to see it. Nobody else learns that it exists.")}
    parts = {"mark": ("title", "starts_on", "ends_on", "reason")}
    renamed = {"label": "mark_classification"}

    title = title()
    starts_on = starts_on()
    ends_on = ends_on()
    reason = reason()

    def __init__(self, data: Any = None, *, author: User, owner: Party) -> None:
        super().__init__(data, author=author, owner=owner, container=container_key(owner))

    def clean(self) -> dict[str, Any]:
        """The words of the service for the values it takes."""
        cleaned = super().clean()
        values = {name: cleaned[name] for name in self.parts["mark"] if name in cleaned}
        return {**values, "label": self.label_values["mark"]}


class AmendForm(VersionedForm):
    """The words and days of a blackout period; its label stays."""

    title = title()
    starts_on = starts_on()
    ends_on = ends_on()
    reason = reason()


class PublishForm(ProposalForm):
    """Why the days are to be published; a second releasing officer reads it."""


class HolidayForm(ServiceForm):
    """A public holiday that no source gives."""

    name_en = forms.CharField(label=_("Name in English"), max_length=NAME_LENGTH)
    name_fr = forms.CharField(label=_("Name in French"), max_length=NAME_LENGTH, required=False)
    day = forms.DateField(label=_("Day"), widget=DayInput)
    is_estimate = forms.BooleanField(label=_("The day is an estimate"), required=False)


class CorrectionForm(VersionedForm):
    """What a nation knows better than the source of its holidays."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    is_estimate = forms.BooleanField(
        label=_("Still an estimate"), required=False, help_text=_("Leave it unticked when the day is confirmed.")
    )
    is_kept = forms.BooleanField(
        label=_("The nation keeps it"), required=False, help_text=_("Untick it when this is a working day after all.")
    )

    def __init__(self, data: Any = None, *, holiday: Holiday) -> None:
        super().__init__(data, row=holiday)


class StandDownFields(forms.Form):
    """Days on which a nation does little or nothing."""

    name_en = forms.CharField(label=_("Name in English"), max_length=NAME_LENGTH)
    name_fr = forms.CharField(label=_("Name in French"), max_length=NAME_LENGTH, required=False)
    starts_on = starts_on()
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput, help_text=_("This day belongs to it too."))
    stops_work = forms.BooleanField(
        label=_("Offices are closed"),
        required=False,
        help_text=_("Its days are no working days then: milestones fall before it."),
    )
    is_estimate = forms.BooleanField(label=_("The days are an estimate"), required=False)


class StandDownForm(StandDownFields, ServiceForm):
    """A stand-down that no source gives."""


class StandDownCorrectionForm(StandDownFields, VersionedForm):
    """What a nation knows better than the table of stand-downs."""

    is_kept = forms.BooleanField(
        label=_("The nation keeps it"), required=False, help_text=_("Untick it when it isn’t kept this time.")
    )

    def __init__(self, data: Any = None, *, row: StandDown) -> None:
        super().__init__(data, row=row)
