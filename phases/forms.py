"""The shape of what is entered about a phase."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from clearances.label_form import LabelForm
from clearances.label_values import Terms
from clearances.labels import container_key
from exchanges.forms import SEARCHED, ZoneField
from exchanges.models import Exchange, ExchangeContent
from phases.models import NAME_LENGTH, PLACE_LENGTH, Phase
from phases.reading import possible_hosts
from programs.answers import DayInput, ServiceForm, VersionedForm


class FactsForm(ServiceForm):
    """What a phase says. Days outside the exchange are refused, with an offer to cut them off."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=NAME_LENGTH, help_text=gettext_lazy("Such as harbour phase.")
    )
    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=DayInput)
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput, help_text=gettext_lazy("It counts."))
    zone = ZoneField(label=gettext_lazy("Time zone of the place"))
    place = forms.CharField(label=gettext_lazy("Place"), max_length=PLACE_LENGTH, required=False)
    host = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Host"),
        required=False,
        empty_label=gettext_lazy("The host of the exchange"),
        widget=forms.Select(SEARCHED),
        help_text=gettext_lazy("A nation that takes part."),
    )
    is_cut = forms.BooleanField(label=gettext_lazy("Cut it to the dates of the exchange"), required=False)

    def offer(self, exchange: Exchange, reader: User) -> None:
        self.fields["host"].queryset = possible_hosts(reader, exchange, present=self.initial.get("host"))
        if not self.data.get("is_cut"):
            self.fields["is_cut"].widget = forms.HiddenInput()

    def refuse(self, problem: ValidationError) -> None:
        super().refuse(problem)
        errors = problem.error_dict.get("starts_on", []) if hasattr(problem, "error_dict") else []
        if any(error.code == "outside" for error in errors):
            self.fields["is_cut"].widget = forms.CheckboxInput()

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FactsForm.base_fields}


class PhaseForm(LabelForm, FactsForm):
    """A new phase with its label."""

    label_prefixes = ("label",)
    headings = {"label": gettext_lazy("Phase")}
    hints = {"label": gettext_lazy("Phases may overlap: several hosts at a time are several phases.")}
    parts = {"label": tuple(FactsForm.base_fields)}
    renamed = {"label": "label_classification"}

    def __init__(self, data: Any = None, *, content: ExchangeContent, author: User) -> None:
        self.content = content
        exchange = content.exchange
        dates = {"starts_on": exchange.starts_on, "ends_on": exchange.ends_on, "zone": exchange.zone}
        super().__init__(
            data, author=author, owner=content.label.owner, container=container_key(exchange), initial=dates
        )
        self.offer(exchange, author)

    def terms_of(self, name: str) -> Terms:
        return Terms(
            owner=self.label_owner,
            title=_("phase"),
            blank=_("As the content"),
            asked=self.content.label,
            floor=self.content.exchange.label,
            floor_title=_("The cover"),
            container=self.container,
        )


class AmendForm(FactsForm, VersionedForm):
    """What a phase says; its label has a verb of its own."""

    def __init__(self, data: Any = None, *, row: Phase, reader: User) -> None:
        super().__init__(data, row=row)
        self.offer(row.exchange, reader)

    @classmethod
    def read(cls, row: Any) -> dict[str, Any]:
        names = [name for name in FactsForm.base_fields if name not in {"host", "is_cut"}]
        return {**{name: getattr(row, name) for name in names}, "host": row.host_id}


class RemoveForm(VersionedForm):
    """Nothing but a yes, to the phase as it was read."""
