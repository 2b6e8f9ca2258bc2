"""Resources: what to list, a new one, and changes of its facts."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import registry
from accounts.models import Party, User
from clearances.label_form import LabelForm
from clearances.labels import container_key
from clearances.shapes import ProposalForm
from exchanges.forms import ZoneField
from programs.answers import DayInput, ServiceForm, VersionedForm
from resources.forms.fields import WEEKDAYS, Days, OtherHours
from resources.models import Kind, Precision, Resource
from resources.models.resources import LONGEST_TURN_ROUND, MOST, NAME_LENGTH, TEXT_LENGTH

ANY = ("", _("Any"))


class FilterForm(forms.Form):
    """What to list; lives in the address. Days ask which of them could be had."""

    text = forms.CharField(
        label=_("Name or place"), required=False, max_length=80, widget=forms.TextInput({"type": "search"})
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *Kind.choices])
    owner = forms.ModelChoiceField(
        queryset=None, label=_("Owner"), required=False, empty_label=_("Any"), to_field_name="code"
    )
    first = forms.DateField(label=_("Needed from"), required=False, widget=DayInput)
    last = forms.DateField(label=_("Needed until"), required=False, widget=DayInput)
    quantity = forms.IntegerField(label=_("How many"), required=False, min_value=1, max_value=MOST)
    exchange = forms.CharField(required=False, max_length=7, widget=forms.HiddenInput)  # Whom it is looked for.

    def __init__(self, data: Any, *, resources: Any) -> None:
        super().__init__(data)
        self.fields["owner"].queryset = registry.parties().filter(pk__in=resources.order_by().values("owner"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day can't lie before the first."))
        return cleaned

    def narrow(self, resources: Any) -> Any:
        """*resources* as far as they fit; what can't be read narrows to nothing."""
        if not self.is_valid():
            return resources.none()
        wanted = self.cleaned_data
        if text := wanted["text"].strip():
            resources = resources.named_like(text)
        if wanted["quantity"]:
            resources = resources.filter(quantity__gte=wanted["quantity"])
        return resources.filter(**{name: wanted[name] for name in ("kind", "owner") if wanted[name]})

    @property
    def wanted(self) -> tuple[date, date, int] | None:
        """The days asked for and how many; None where none are."""
        if not self.is_valid() or not (self.cleaned_data["first"] or self.cleaned_data["last"]):
            return None
        first = self.cleaned_data["first"] or self.cleaned_data["last"]
        return first, self.cleaned_data["last"] or first, self.cleaned_data["quantity"] or 1


class Facts(forms.Form):
    """The facts of a resource that its keepers may change."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    place = forms.CharField(label=_("Place"), max_length=160, required=False)
    description = forms.CharField(
        label=_("Description"), required=False, max_length=TEXT_LENGTH, widget=forms.Textarea({"rows": 3})
    )
    capacity = forms.IntegerField(label=_("Room for (people)"), required=False, min_value=1, max_value=MOST)
    quantity = forms.IntegerField(
        label=_("How many there are"), initial=1, min_value=1, max_value=MOST, help_text=_("More than one: pools only.")
    )
    turn_round_hours = forms.IntegerField(
        label=_("Turn-round (hours)"),
        initial=0,
        min_value=0,
        max_value=LONGEST_TURN_ROUND,
        help_text=_("Between the end of one use and the begin of the next."),
    )
    latitude = forms.DecimalField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90, max_digits=8, decimal_places=6
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), required=False, min_value=-180, max_value=180, max_digits=9, decimal_places=6
    )
    precision = forms.TypedChoiceField(
        label=_("Others learn the place to"),
        choices=Precision.choices,
        initial=Precision.KM_10,
        coerce=int,
        help_text=_("As an MGRS reference. The coordinates themselves are shown to its keepers alone."),
    )
    closer_to = forms.ModelMultipleChoiceField(
        queryset=None,
        label=_("These learn it more exactly"),
        required=False,
        to_field_name="code",
        help_text=_("Nations and organisations; a nation’s agencies with it."),
    )
    closer_precision = forms.TypedChoiceField(
        label=_("Namely to"),
        choices=[("", "–"), *Precision.choices],
        required=False,
        coerce=int,
        empty_value=None,
    )
    zone = ZoneField(label=_("Time zone"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Open on"), choices=WEEKDAYS, required=False, coerce=int, help_text=_("None: every day.")
    )
    opens_at = forms.TimeField(label=_("Opens at"), required=False, widget=forms.TimeInput({"type": "time"}))
    closes_at = forms.TimeField(
        label=_("Closes at"),
        required=False,
        widget=forms.TimeInput({"type": "time"}),
        help_text=_("Neither: around the clock."),
    )
    other_hours = OtherHours(
        label=_("Other hours on some days"),
        required=False,
        help_text=_("One day of the week a line, such as: Saturday 08:00-12:00."),
    )
    closed_on = Days(label=_("Closed on"), required=False, help_text=_("One day a line, such as 2026-12-24."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closer_to"].queryset = registry.parties()

    def clean_closer_to(self) -> list[str]:
        return sorted(party.code for party in self.cleaned_data["closer_to"])

    def clean_zone(self) -> str:
        return self.cleaned_data["zone"] or self.default_zone()

    def default_zone(self) -> str:
        raise NotImplementedError

    def clean_closed_on(self) -> list[date]:
        return self.cleaned_data["closed_on"] or []

    def clean_other_hours(self) -> dict[str, list[str]]:
        return self.cleaned_data["other_hours"] or {}


FACTS = tuple(Facts.base_fields)


class ResourceForm(LabelForm, Facts, ServiceForm):
    """A new resource with its label, which says to whom it is offered."""

    label_prefixes = ("mark", "limit")
    label_titles = {"mark": _("resource"), "limit": _("bookings")}
    headings = {"mark": _("Resource"), "limit": _("Its bookings")}
    hints = {
        "mark": _("It is offered to the nations that it is released to: their planners find it and ask for it."),
        "limit": _(
            "As long as it doesn’t publish when it is taken, its bookings may be marked no more strictly than this. "
            "Only keepers who may read this are told of clashes."
        ),
    }
    parts = {"mark": ("kind", *FACTS, "person"), "limit": ()}
    renamed = {"label": "mark_classification", "bookings_label": "limit_classification"}

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), *Kind.choices])
    person = forms.ModelChoiceField(
        queryset=None, label=_("Who it is"), required=False, empty_label="–", help_text=_("Key persons only.")
    )
    field_order = ["kind", *FACTS, "person"]

    def __init__(self, data: Any = None, *, author: User, owner: Party) -> None:
        super().__init__(data, author=author, owner=owner, container=container_key(owner))
        self.fields["person"].queryset = registry.people_of(owner)

    def default_zone(self) -> str:
        return self.label_owner.zone

    def clean(self) -> dict[str, Any]:
        """The words of the service for the values it takes."""
        cleaned = super().clean()
        values = {name: cleaned[name] for name in self.parts["mark"] if name in cleaned}
        return {**values, "label": self.label_values["mark"], "bookings_label": self.label_values["limit"]}


class AmendForm(Facts, VersionedForm):
    """Its facts; kind, owner and label stay."""

    def __init__(self, data: Any = None, *, row: Resource) -> None:
        super().__init__(data, row=row)
        self._zone = row.owner.zone

    def default_zone(self) -> str:
        return self._zone


class PublishForm(ProposalForm):
    """Why it is to be published; a second releasing officer reads it."""
